package ai.nemorouter.testsupport;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/// The database as who owns it sees it: for tests that break what the application could not, or
/// that look where it may not.
@ApplicationScoped
public class Owner implements TestDatabase.View {
  private final AgroalDataSource pool;

  Owner(AgroalDataSource pool) {
    this.pool = pool;
  }

  @Override
  public <T> T inTransaction(Function<Sql, T> work) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.apply(new Sql(connection));
        connection.commit();
        return result;
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public <T> T read(Function<Sql, T> query) {
    try (Connection connection = pool.getConnection()) {
      return query.apply(new Sql(connection));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
