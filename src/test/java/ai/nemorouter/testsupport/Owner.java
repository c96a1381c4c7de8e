package ai.nemorouter.testsupport;

import ai.nemorouter.platform.Database;
import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.spi.JdbiPlugin;
import org.jdbi.v3.postgres.PostgresPlugin;

/// The database as who owns it sees it: for tests that break what the application could not, or
/// that look where it may not.
@ApplicationScoped
public class Owner implements Database.View {
  private final Jdbi jdbi;

  Owner(AgroalDataSource dataSource, @All List<JdbiPlugin> plugins) {
    jdbi = Jdbi.create(dataSource).installPlugin(new PostgresPlugin());
    plugins.forEach(jdbi::installPlugin);
  }

  @Override
  public <T> T inTransaction(Function<Handle, T> work) {
    return jdbi.inTransaction(work::apply);
  }

  @Override
  public <T> T read(Function<Handle, T> query) {
    return jdbi.withHandle(query::apply);
  }
}
