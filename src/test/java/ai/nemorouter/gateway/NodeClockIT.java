package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.CountingUpstream.Kind;
import ai.nemorouter.gateway.CountingUpstream.Plan;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.ApplicationProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes whose clocks are two hours fast and two hours slow (libfaketime, Debian package
/// `faketime`). Whatever time decides is decided by the database's clock, so all nodes agree.
@Tag("matrix")
class NodeClockIT {
  private static final Plan PLAN = new Plan(Kind.WHOLE, 10);

  @TempDir private static Path folder;

  private static Fleet fleet;
  private static ApplicationProcess exact;
  private static ApplicationProcess fast;
  private static ApplicationProcess slow;

  @BeforeAll
  static void startFleet() throws Exception {
    fleet = new Fleet(folder);
    exact = fleet.startNode();
    fast = fleet.startNode(fleet.postgres().port(), clock("+2h"));
    slow = fleet.startNode(fleet.postgres().port(), clock("-2h"));
  }

  @AfterAll
  static void stopFleet() throws IOException {
    fleet.close();
  }

  private static Map<String, String> clock(String offset) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("/usr/lib"))) {
      Path library =
          files
              .filter(file -> file.endsWith("faketime/libfaketime.so.1"))
              .findFirst()
              .orElseThrow(
                  () -> new AssertionError("libfaketime is missing: apt-get install faketime"));
      return Map.of("LD_PRELOAD", library.toString(), "FAKETIME", offset);
    }
  }

  @Test
  void theClocksOfTheNodesAreReallyApart() throws Exception {
    String key = fleet.mintKey(exact);

    long fastId = idOfACallOn(fast, key);
    long slowId = idOfACallOn(slow, key);

    assertThat(fastId - slowId).isBetween(4 * 3_600_000L - 300_000, 4 * 3_600_000L + 300_000);
  }

  /// Identifiers begin with the node's own time in milliseconds.
  private static long idOfACallOn(ApplicationProcess node, String key) throws Exception {
    Fleet.Sent call = fleet.call(node, key, PLAN);
    String id = call.answer().join().headers().firstValue("x-nemo-request-id").orElseThrow();
    return Long.parseLong(id.substring("req_".length(), "req_".length() + 12), 16);
  }

  @Test
  void aKeyThatExpiresInAnHourWorksOnANodeThatIsTwoHoursAhead() throws Exception {
    String key = fleet.mintKey(exact, expiring(Instant.now().plus(1, ChronoUnit.HOURS)));

    assertThat(fleet.call(fast, key, PLAN).status()).isEqualTo(200);
    assertThat(fleet.call(exact, key, PLAN).status()).isEqualTo(200);
    assertThat(fleet.call(slow, key, PLAN).status()).isEqualTo(200);
    fleet.assertEveryCallIsChargedWhatWasDelivered();
  }

  @Test
  void aKeyThatExpiredAnHourAgoIsRefusedOnANodeThatIsTwoHoursBehind() throws Exception {
    String key = fleet.mintKey(exact, expiring(Instant.now().plus(1, ChronoUnit.HOURS)));
    fleet.execute(
        "update keys set expires_at = now() - interval '1 hour' where expires_at is not null");

    for (ApplicationProcess node : List.of(slow, exact, fast)) {
      Fleet.Sent call = fleet.call(node, key, PLAN);
      assertThat(call.status()).isEqualTo(401);
      assertThat(call.answer().join().body()).contains("key_expired");
      assertThat(fleet.upstream().delivered(call.model())).isNull();
    }
    fleet.assertEveryCallIsChargedWhatWasDelivered();
  }

  /// Row 94.
  @Test
  void callsOfAllNodesCountInTheSameWindowOfTheDatabasesDay() throws Exception {
    String key =
        fleet.mintKey(exact, "{\"name\":\"Day\",\"limit\":1000,\"limit_reset\":\"daily\"}");
    List<Fleet.Sent> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      calls.add(fleet.call(fast, key, PLAN));
      calls.add(fleet.call(slow, key, PLAN));
      calls.add(fleet.call(exact, key, PLAN));
    }

    assertThat(calls).allMatch(call -> call.status() == 200);
    fleet.assertEveryCallIsChargedWhatWasDelivered();
    // Two only if midnight came in between.
    assertThat(
            fleet.number(
                "select count(*) from windows w join limits l on l.org_id = w.org_id and l.id = w.limit_id where l.period = 'day'"))
        .isBetween(1L, 2L);
    assertThat(
            fleet.number(
                "select count(*) from windows w join limits l on l.org_id = w.org_id and l.id = w.limit_id"
                    + " where l.period = 'day' and not (w.starts_at <= now() and now() < w.ends_at + interval '1 hour')"))
        .isZero();
    assertThat(
            fleet.number(
                "select count(*) from calls where started_at not between now() - interval '30 minutes' and now()"))
        .isZero();
  }

  @Test
  void holdsOfALiveStreamAreNotTakenForExpiredByANodeThatIsAhead() throws Exception {
    String key = fleet.mintKey(exact);
    Fleet.Sent ofSlow = fleet.call(slow, key, new Plan(Kind.ENDLESS_STREAM, 3));
    Fleet.Sent ofFast = fleet.call(fast, key, new Plan(Kind.ENDLESS_STREAM, 3));
    await().until(() -> fleet.number("select count(*) from holds") == 2);
    String before = longestHold();

    // Every hold was prolonged three times while all three nodes swept each second.
    for (int i = 0; i < 3; i++) {
      String last = longestHold();
      await().atMost(Fleet.PATIENCE).until(() -> !longestHold().equals(last));
    }

    assertThat(longestHold()).isNotEqualTo(before);
    assertThat(fleet.number("select count(*) from holds")).isEqualTo(2);
    assertThat(
            fleet.number(
                "select count(*) from holds where expires_at > now() + interval '4 seconds'"))
        .isZero();
    ofSlow.answer().cancel(true);
    ofFast.answer().cancel(true);
    fleet.assertEveryCallIsChargedWhatWasDelivered();
  }

  private static String longestHold() throws Exception {
    return fleet.texts("select max(expires_at)::text from holds").getFirst();
  }

  @Test
  void aRevocationOnOneNodeCountsOnTheOthersAtOnce() throws Exception {
    String key = fleet.mintKey(exact);
    assertThat(fleet.call(slow, key, PLAN).status()).isEqualTo(200);
    assertThat(fleet.call(fast, key, PLAN).status()).isEqualTo(200);

    fleet.execute("update keys set revoked_at = now() where name = 'Test'");

    assertThat(fleet.call(slow, key, PLAN).status()).isEqualTo(401);
    assertThat(fleet.call(fast, key, PLAN).status()).isEqualTo(401);
    fleet.assertEveryCallIsChargedWhatWasDelivered();
  }

  @Test
  void aRefusalSaysHowLongToWaitByTheDatabasesClock() throws Exception {
    String key =
        fleet.mintKey(exact, "{\"name\":\"Small\",\"limit\":0.000001,\"limit_reset\":\"daily\"}");

    List<Instant> resets = new ArrayList<>();
    for (ApplicationProcess node : List.of(slow, exact, fast)) {
      Fleet.Sent call = fleet.call(node, key, PLAN);
      assertThat(call.status()).isEqualTo(402);
      JsonNode metadata =
          Json.parseObject(call.answer().join().body().getBytes(StandardCharsets.UTF_8))
              .path("error")
              .path("metadata");
      resets.add(Instant.parse(metadata.path("resets_at").asText()));
    }

    assertThat(resets).containsOnly(resets.getFirst());
    fleet.assertEveryCallIsChargedWhatWasDelivered();
  }

  private static String expiring(Instant at) {
    return "{\"name\":\"Expiring\",\"limit\":1000,\"expires_at\":\"" + at + "\"}";
  }
}
