package ai.nemorouter.platform;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalPoolInterceptor;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.spi.JdbiPlugin;
import org.jdbi.v3.core.transaction.CMTTransactionHandler;
import org.jdbi.v3.postgres.PostgresPlugin;

/// The door to PostgreSQL. A use case is one transaction, opened here for the rows of one
/// organization or for the rows of all. The transaction belongs to the thread: all that it calls
/// shares its connection, commits with it and is rolled back with it.
@ApplicationScoped
public class Database {
  private static final Set<String> AWAY = Set.of("08", "53", "57");
  private static final ScopedValue<UUID> ORGANIZATION = ScopedValue.newInstance();

  private final Jdbi console;
  private final Jdbi installation;

  Database(
      @DataSource("console") AgroalDataSource console,
      @DataSource("installation") AgroalDataSource installation,
      @All List<JdbiPlugin> plugins) {
    this.console = jdbi(console, plugins);
    this.installation = jdbi(installation, plugins);
  }

  private static Jdbi jdbi(AgroalDataSource dataSource, List<JdbiPlugin> plugins) {
    Jdbi jdbi = Jdbi.create(dataSource).installPlugin(new PostgresPlugin());
    jdbi.setTransactionHandler(new CMTTransactionHandler());
    // The transaction outlives the handle: the same thread may open another one within it.
    jdbi.getConfig(Handles.class).setForceEndTransactions(false);
    plugins.forEach(jdbi::installPlugin);
    return jdbi;
  }

  /// What a piece of work may see of the database.
  public interface View {
    /// Commits when `work` returns; rolls back everything when it throws.
    <T> T inTransaction(Function<Handle, T> work);

    /// For what changes nothing.
    <T> T read(Function<Handle, T> query);

    default void useTransaction(Consumer<Handle> work) {
      inTransaction(handle -> {
        work.accept(handle);
        return true;
      });
    }
  }

  /// The rows of one organization, and what is common to all: nearly every use case. PostgreSQL
  /// itself keeps all other rows out of sight, by policies that look at `app.org_id`.
  public View of(UUID orgId) {
    return new OneOrganization(console, orgId);
  }

  /// Everybody's rows: for signing in, for jobs over all organizations, and for those who run the
  /// installation.
  public View acrossOrganizations() {
    return new Everything(installation);
  }

  private record OneOrganization(Jdbi jdbi, UUID orgId) implements View {
    @Override
    public <T> T inTransaction(Function<Handle, T> work) {
      return ScopedValue.where(ORGANIZATION, orgId).call(() -> transaction(jdbi, work));
    }

    @Override
    public <T> T read(Function<Handle, T> query) {
      return inTransaction(query);
    }
  }

  private record Everything(Jdbi jdbi) implements View {
    @Override
    public <T> T inTransaction(Function<Handle, T> work) {
      return transaction(jdbi, work);
    }

    /// Without a transaction: that is a round trip less for what every request looks up.
    @Override
    public <T> T read(Function<Handle, T> query) {
      return outsideTransactions(() -> jdbi.withHandle(query::apply));
    }
  }

  private static <T> T transaction(Jdbi jdbi, Function<Handle, T> work) {
    return QuarkusTransaction.requiringNew().call(() -> jdbi.withHandle(work::apply));
  }

  private static <T> T outsideTransactions(Supplier<T> work) {
    return QuarkusTransaction.getStatus() == Status.STATUS_NO_TRANSACTION
        ? work.get()
        : QuarkusTransaction.suspendingExisting().call(work::get);
  }

  /// Names the organization on each connection that a transaction takes, until the transaction
  /// ends: a connection that goes back to its pool is about no organization.
  @DataSource("console")
  @ApplicationScoped
  static class Naming implements AgroalPoolInterceptor {
    @Override
    public void onConnectionAcquire(Connection connection) {
      if (!ORGANIZATION.isBound()) {
        return; // PostgreSQL answers each statement about an organization's rows with an error.
      }
      try (var naming = connection.prepareStatement("select set_config('app.org_id', ?, true)")) {
        naming.setString(1, ORGANIZATION.get().toString());
        naming.execute();
      } catch (SQLException e) {
        throw new ConnectionException(e);
      }
    }
  }

  /// Whether `failure` means that the database cannot be reached now, so that the same may succeed
  /// later: SQL state classes 08 (connection), 53 (resources) and 57 (operator intervention), or no
  /// connection within the time.
  public static boolean isAway(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectionException) {
        return true;
      }
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && AWAY.contains(sql.getSQLState().substring(0, 2))) {
        return true;
      }
    }
    return false;
  }
}
