package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.ApplicationProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL goes away under load, in all the ways it can, and comes back. Meanwhile calls are
/// refused and not sent, and the nodes recover without being told.
@Tag("matrix")
class DatabaseFaultsIT {
  private static final int SOME = 10;

  /// More than can have been identified from what a node remembers for two seconds.
  private static final int MANY = 60;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path folder;

  private static Fleet fleet;
  private static ApplicationProcess direct;
  private static ApplicationProcess behindProxy;
  private static String key;

  @BeforeAll
  static void startFleet() throws Exception {
    fleet = new Fleet(folder);
    direct = fleet.startNode();
    behindProxy = fleet.startNodeBehindProxy();
    key = fleet.mintKey(direct);
  }

  @AfterAll
  static void stopFleet() throws IOException {
    fleet.close();
  }

  /// What is done to the database while calls come in.
  private interface Fault {
    void happen(SteadyLoad load) throws Exception;
  }

  private static void underLoad(Fault fault) throws Exception {
    SteadyLoad load = new SteadyLoad(fleet, key, direct, behindProxy);
    try (load) {
      load.awaitAnswers(200, SOME);
      fault.happen(load);
      load.awaitAnswers(200, SOME);
    }
    load.assertAnsweredOrRefusedUnsent();
    fleet.assertEveryCallIsChargedWhatWasDelivered();
  }

  @Test
  void killedAndStartedAgainItLosesNothingAndNodesGoOnByThemselves() throws Exception {
    underLoad(load -> {
      fleet.postgres().kill();
      load.awaitAnswers(503, SOME);
      fleet.postgres().startAgain();
    });
  }

  @Test
  void restartedInOrderItLosesNothingAndNodesGoOnByThemselves() throws Exception {
    underLoad(load -> {
      fleet.postgres().stop();
      load.awaitAnswers(503, SOME);
      fleet.postgres().startAgain();
    });
  }

  @Test
  void frozenForLongerThanHoldsLiveItIsNotWaitedForAndNobodyPaysForCallsThatWereNotSent()
      throws Exception {
    underLoad(load -> {
      fleet.postgres().freeze();
      load.awaitAnswers(503, MANY);
      fleet.postgres().thaw();
    });
  }

  /// More often than a node has connections: it would run out of them if it lost one each time.
  @Test
  void connectionsThatAreCutAgainAndAgainAreMadeAnew() throws Exception {
    underLoad(load -> {
      for (int i = 0; i < 2 * SOME; i++) {
        fleet.proxy().cut();
        load.awaitAnswers(200, 1);
      }
    });
  }

  @Test
  void connectionsThatFallSilentAreGivenUp() throws Exception {
    underLoad(load -> fleet.proxy().silence());
    assertThat(fleet.number("select count(*) from calls where status = 'expired'")).isZero();
  }
}
