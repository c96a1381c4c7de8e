package ai.nemorouter.platform;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.spi.JdbiPlugin;
import org.jdbi.v3.postgres.PostgresPlugin;

/// The door to PostgreSQL: SQL in text blocks, rows as records. A use case is one transaction,
/// opened here and passed on as a `Handle`; a query that needs no transaction of its own says
/// `read`.
@ApplicationScoped
public class Database {
  private static final Set<String> AWAY = Set.of("08", "53", "57");

  private final Jdbi jdbi;

  Database(AgroalDataSource dataSource, @All List<JdbiPlugin> plugins) {
    jdbi = Jdbi.create(dataSource).installPlugin(new PostgresPlugin());
    plugins.forEach(jdbi::installPlugin);
  }

  /// Commits when `work` returns; rolls back everything when it throws.
  public <T> T inTransaction(Function<Handle, T> work) {
    return jdbi.inTransaction(work::apply);
  }

  public void useTransaction(Consumer<Handle> work) {
    jdbi.useTransaction(work::accept);
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

  public <T> T read(Function<Handle, T> query) {
    return jdbi.withHandle(query::apply);
  }
}
