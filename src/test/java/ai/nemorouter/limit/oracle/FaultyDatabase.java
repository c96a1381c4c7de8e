package ai.nemorouter.limit.oracle;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// A database whose next statements go wrong in a chosen way.
final class FaultyDatabase implements DataSource {
  private static final String CONNECTION_FAILURE = "08006";

  enum Fault {
    /// The statement never arrives.
    BEFORE,
    /// It is done, and the connection breaks before the answer.
    AFTER
  }

  private final EngineServer.Database database;
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger open = new AtomicInteger();

  FaultyDatabase(EngineServer.Database database) {
    this.database = database;
  }

  void failNext(Fault... next) {
    faults.addAll(List.of(next));
  }

  /// Whether everything that was to go wrong has gone wrong.
  boolean isWell() {
    return faults.isEmpty();
  }

  /// Connections that were taken and not given back.
  int openConnections() {
    return open.get();
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection real = database.connect();
    try (PreparedStatement clock =
        real.prepareStatement("select set_config('clock.at', ?, false)")) {
      clock.setString(1, Stage.NOON.toString());
      clock.execute();
    }
    open.incrementAndGet();
    return proxy(
        Connection.class,
        (method, arguments) -> {
          if (method.getName().equals("close")) {
            open.decrementAndGet();
          }
          Object result = method.invoke(real, arguments);
          return result instanceof PreparedStatement statement ? faulty(real, statement) : result;
        });
  }

  private PreparedStatement faulty(Connection connection, PreparedStatement real) {
    return proxy(
        PreparedStatement.class,
        (method, arguments) -> {
          Fault fault = method.getName().equals("executeQuery") ? faults.poll() : null;
          if (fault == Fault.BEFORE) {
            throw broken(connection);
          }
          Object result = method.invoke(real, arguments);
          if (fault == Fault.AFTER) {
            throw broken(connection);
          }
          return result;
        });
  }

  /// The driver closes a connection that broke.
  private static SQLException broken(Connection connection) throws SQLException {
    connection.close();
    return new SQLException("The connection broke", CONNECTION_FAILURE);
  }

  private interface Call {
    Object on(java.lang.reflect.Method method, Object[] arguments) throws Exception;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              try {
                return call.on(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return type.cast(proxy);
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
