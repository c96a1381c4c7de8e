package ai.nemorouter.platform;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.spi.JdbiPlugin;
import org.jdbi.v3.postgres.PostgresPlugin;

/// The door to PostgreSQL: SQL in text blocks, rows as records. A use case is one transaction,
/// opened here and passed on as a `Handle`; a query that needs no transaction of its own says
/// `read`.
@ApplicationScoped
public class Database {
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

  public <T> T read(Function<Handle, T> query) {
    return jdbi.withHandle(query::apply);
  }
}
