package ai.nemorouter.platform.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalPoolInterceptor;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.hibernate.orm.runtime.tenant.TenantResolver;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.hibernate.exception.JDBCConnectionException;
import org.jspecify.annotations.Nullable;

/// The door to PostgreSQL. A use case is one transaction, opened here for the rows of one
/// organization or for the rows of all. The transaction belongs to the thread: all that it calls
/// shares its connection, commits with it and is rolled back with it, whether it asks Hibernate or
/// says SQL. Without a transaction there is no access, and threads started inside have none.
@ApplicationScoped
public class Database {
  private static final Set<String> AWAY = Set.of("08", "53", "57");

  /// What the driver says of a statement whose connection is gone.
  private static final String CLOSED = "55000";

  private static final ScopedValue<Scope> SCOPE = ScopedValue.newInstance();

  private final AgroalDataSource installation;
  private final Session session;

  Database(@DataSource("installation") AgroalDataSource installation, Session session) {
    this.installation = installation;
    this.session = session;
  }

  /// Whose rows the thread's transaction is about.
  private static final class Scope {
    /// Null for everybody's.
    private final @Nullable UUID orgId;

    /// When the transaction began, once that is known.
    private @Nullable Instant now;

    Scope(@Nullable UUID orgId) {
      this.orgId = orgId;
    }
  }

  /// A transaction about the rows of one organization. PostgreSQL itself keeps all other rows out
  /// of sight, by policies that look at `app.org_id`. Commits when `work` returns; rolls back
  /// everything when it throws.
  public <T> T inOrganization(UUID orgId, Supplier<T> work) {
    return transaction(new Scope(orgId), () -> flushed(work));
  }

  /// A transaction about everybody's rows: for signing in, for jobs over all organizations, and for
  /// operators.
  public <T> T inInstallation(Supplier<T> work) {
    return transaction(
        new Scope(null),
        () -> {
          session.disableFilter(OfOrganization.FILTER);
          return flushed(work);
        });
  }

  /// Writes what was changed before it goes on: SQL sees it, and what the database refuses fails
  /// where it was done.
  private <T> T flushed(Supplier<T> work) {
    T result = work.get();
    session.flush();
    return result;
  }

  /// The same as part of the transaction that the thread is in; opens one for the organization
  /// where there is none. When `work` throws, the whole transaction will be rolled back.
  ///
  /// @throws IllegalStateException if that transaction is about another organization
  public <T> T joining(UUID orgId, Supplier<T> work) {
    if (!isInTransaction()) {
      return inOrganization(orgId, work);
    }
    UUID theirs = SCOPE.get().orgId;
    if (theirs != null && !theirs.equals(orgId)) {
      throw new IllegalStateException("This transaction is about another organization");
    }
    try {
      return flushed(work);
    } catch (RuntimeException e) {
      QuarkusTransaction.setRollbackOnly();
      throw e;
    }
  }

  /// A question in plain JDBC.
  public interface LookUp<T> {
    T in(Connection connection) throws SQLException;
  }

  /// Asks about everybody's rows without a transaction: that is a round trip less for what every
  /// call looks up.
  ///
  /// @throws IllegalStateException if the database does not answer it
  public <T> T lookUp(LookUp<T> question) {
    return QuarkusTransaction.getStatus() == Status.STATUS_NO_TRANSACTION
        ? answer(question)
        : QuarkusTransaction.suspendingExisting().call(() -> answer(question));
  }

  private <T> T answer(LookUp<T> question) {
    try (Connection connection = installation.getConnection()) {
      return question.in(connection);
    } catch (SQLException e) {
      throw new IllegalStateException("The database does not answer a look-up", e);
    }
  }

  /// Waits until no other transaction holds the lock of that name, and holds it until the thread's
  /// ends: for making a row that may be there only once, which cannot be locked before it is there.
  public void lockName(String name) {
    session
        .createNativeQuery(
            "select 1 from pg_advisory_xact_lock(hashtextextended(:name, 0))", Integer.class)
        .setParameter("name", name)
        .getSingleResult();
  }

  /// When the thread's transaction began, by the clock of the database: `now()` in SQL.
  public Instant now() {
    Scope scope = SCOPE.get();
    if (scope.now == null) {
      scope.now = session.createNativeQuery("select now()", Instant.class).getSingleResult();
    }
    return Objects.requireNonNull(scope.now);
  }

  private static boolean isInTransaction() {
    return SCOPE.isBound() && QuarkusTransaction.getStatus() != Status.STATUS_NO_TRANSACTION;
  }

  private static <T> T transaction(Scope scope, Supplier<T> work) {
    ManagedContext request = Arc.container().requestContext();
    boolean opened = !request.isActive();
    if (opened) {
      request.activate(); // Hibernate asks whose rows it is about only within a request.
    }
    try {
      return ScopedValue.where(SCOPE, scope)
          .call(() -> QuarkusTransaction.requiringNew().call(work::get));
    } finally {
      if (opened) {
        request.terminate();
      }
    }
  }

  /// Answers Hibernate with the name of the pool that the thread's transaction uses.
  @PersistenceUnitExtension
  @ApplicationScoped
  static class Pools implements TenantResolver {
    private static final String INSTALLATION = "installation";

    @Override
    public String getDefaultTenantId() {
      return INSTALLATION;
    }

    @Override
    public String resolveTenantId() {
      if (!SCOPE.isBound()) {
        throw new IllegalStateException("No transaction says whose rows this is about");
      }
      return SCOPE.get().orgId == null ? INSTALLATION : "console";
    }
  }

  /// Names the organization on each connection that a transaction takes, until the transaction
  /// ends: a connection that goes back to its pool is about no organization.
  @DataSource("console")
  @ApplicationScoped
  static class Naming implements AgroalPoolInterceptor {
    @Override
    public void onConnectionAcquire(Connection connection) {
      UUID orgId = SCOPE.isBound() ? SCOPE.get().orgId : null;
      if (orgId == null) {
        return; // PostgreSQL answers each statement about an organization's rows with an error.
      }
      try (var naming =
          connection.prepareStatement("select set_config('app.org_id', ?, true), now()")) {
        naming.setString(1, orgId.toString());
        try (var row = naming.executeQuery()) {
          row.next();
          SCOPE.get().now = row.getTimestamp(2).toInstant();
        }
      } catch (SQLException e) {
        throw new IllegalStateException("The connection cannot be told whose rows it is about", e);
      }
    }
  }

  /// The organization that the thread's transaction is about, for Hibernate's filter.
  static UUID organization() {
    UUID orgId = SCOPE.isBound() ? SCOPE.get().orgId : null;
    return orgId == null ? new UUID(0, 0) : orgId;
  }

  /// Whether `failure` means that the database cannot be reached now, so that the same may succeed
  /// later: SQL state classes 08 (connection), 53 (resources) and 57 (operator intervention), no
  /// connection within the time, or one that was closed meanwhile. An error without a state is not
  /// the server's: the pool has no connection to give, or the one it gave is gone.
  public static boolean isUnavailable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof JDBCConnectionException) {
        return true;
      }
      if (cause instanceof SQLException sql && isUnavailable(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUnavailable(@Nullable String state) {
    return state == null || state.equals(CLOSED) || AWAY.contains(state.substring(0, 2));
  }
}
