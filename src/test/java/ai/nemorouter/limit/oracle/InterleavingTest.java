package ai.nemorouter.limit.oracle;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Nodes that meet at the locks in the least convenient order leave the books right.
class InterleavingTest {
  private static final EngineServer.Database DATABASE = EngineServer.shared().database();

  @AfterAll
  static void drop() throws SQLException {
    DATABASE.close();
  }

  @ParameterizedTest
  @EnumSource
  void theBooksStayRightWhen(Interleaving interleaving) throws SQLException {
    interleaving.play(DATABASE);
  }
}
