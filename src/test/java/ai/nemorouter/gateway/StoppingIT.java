package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.CountingUpstream.Delivery;
import ai.nemorouter.gateway.CountingUpstream.Kind;
import ai.nemorouter.gateway.CountingUpstream.Plan;
import ai.nemorouter.testsupport.ApplicationProcess;
import ai.nemorouter.testsupport.BooksCheck;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// A node that is told to stop (SIGTERM) ends in time, whatever is under way, and leaves no open
/// obligations.
class StoppingIT {
  private static final Plan ENDLESS = new Plan(Kind.ENDLESS_STREAM, 5);
  private static final Plan GATED = new Plan(Kind.GATED_STREAM, 5);

  /// What a node takes beyond its time for requests under way, and what a busy machine adds.
  private static final Duration BOUND = Duration.ofSeconds(30);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private Fleet fleet;

  @BeforeEach
  void startFleet() throws IOException {
    fleet = new Fleet(folder);
  }

  @AfterEach
  void stopFleet() throws IOException {
    fleet.close();
  }

  @Test
  void anOpenStreamEndsWithAnErrorFrameIsBilledAndLeavesNoHold() throws Exception {
    ApplicationProcess node = startNode("1s");
    Fleet.Sent stream = begin(node, fleet.mintKey(node), ENDLESS);

    node.tellToStop();

    HttpResponse<String> answer = stream.answer().join();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains(" word", "\"error\"", "This node was stopped");
    assertThat(answer.body().strip()).endsWith("data: [DONE]");
    assertThat(node.awaitEnd(BOUND)).isTrue();
    assertThat(fleet.number("select count(*) from holds")).isZero();
    assertThat(fleet.number("select count(*) from calls where cost > 0 and status = 'failed'"))
        .isEqualTo(1);
    assertBooksAreClean();
  }

  @Test
  void aStreamThatEndsInTimeIsWholeWhileNewRequestsAreRefused() throws Exception {
    ApplicationProcess node = startNode("60s");
    String key = fleet.mintKey(node);
    Fleet.Sent stream = begin(node, key, GATED);

    node.tellToStop();

    await()
        .atMost(Fleet.PATIENCE)
        .untilAsserted(() -> {
          Fleet.Sent late = fleet.call(node, key, new Plan(Kind.WHOLE, 1));
          assertThat(late.status()).isEqualTo(503);
          assertThat(late.answer().join().body()).contains("node_stops");
        });
    assertThat(stream.answer()).isNotDone();
    fleet.upstream().openGate();
    assertThat(stream.answer().join().body())
        .contains("\"finish_reason\":\"stop\"", "[DONE]")
        .doesNotContain("\"error\"");
    assertThat(node.awaitEnd(BOUND)).isTrue();
    assertThat(fleet.number("select count(*) from holds")).isZero();
    assertThat(fleet.number("select count(*) from calls where status = 'ok'")).isPositive();
    assertBooksAreClean();
  }

  @Test
  void aNodeWhoseDatabaseDoesNotAnswerEndsAllTheSame() throws Exception {
    ApplicationProcess node = startNode("1s");
    begin(node, fleet.mintKey(node), ENDLESS);
    fleet.postgres().freeze();
    try {
      node.tellToStop();

      assertThat(node.awaitEnd(BOUND)).isTrue();
    } finally {
      fleet.postgres().thaw();
    }
  }

  @Test
  void theEmbeddedDatabaseEndsWithItsNodeEvenIfSomethingElseIsConnected() throws Exception {
    Path data = folder.resolve("data");
    try (ApplicationProcess node =
            ApplicationProcess.start(
                Map.of("NEMOROUTER_DATA_FOLDER", data.toString()), folder, "embedded");
        Connection visitor = connect(data)) {
      assertThat(visitor.isValid(1)).isTrue();

      node.tellToStop();

      assertThat(node.awaitEnd(BOUND)).isTrue();
      assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
    }
  }

  private ApplicationProcess startNode(String drainTime) {
    return fleet.startNode(
        fleet.postgres().port(), Map.of("NEMOROUTER_STOP_DRAIN_TIME", drainTime));
  }

  /// A stream whose client has part of the answer.
  private Fleet.Sent begin(ApplicationProcess node, String key, Plan plan) {
    Fleet.Sent sent = fleet.call(node, key, plan);
    await()
        .atMost(Fleet.PATIENCE)
        .until(() -> {
          Delivery delivery = fleet.upstream().delivered(sent.model());
          return delivery != null && delivery.words() == plan.words();
        });
    return sent;
  }

  private void assertBooksAreClean() throws Exception {
    try (Connection connection = fleet.postgres().connect()) {
      BooksCheck.assertClean(connection);
    }
  }

  private static Connection connect(Path data) throws Exception {
    String port = Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(3).strip();
    String password = Files.readString(data.resolve("postgres.password")).strip();
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:" + port + "/postgres", "postgres", password);
  }
}
