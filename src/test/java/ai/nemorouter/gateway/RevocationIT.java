package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.CountingUpstream.Kind;
import ai.nemorouter.gateway.CountingUpstream.Plan;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.ApplicationProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A key in use at full load on two nodes: once the request that ends it has returned, no new call
/// starts on either. What both nodes remember of the key does not matter.
class RevocationIT {
  private static final int CALLERS_PER_NODE = 8;
  private static final int ENOUGH = 100;
  private static final Plan ANSWER = new Plan(Kind.WHOLE, 1);

  @TempDir private static Path folder;

  private static Fleet fleet;
  private static ApplicationProcess first;
  private static ApplicationProcess second;

  @BeforeAll
  static void startNodes() throws IOException {
    fleet = new Fleet(folder);
    first = fleet.startNode();
    second = fleet.startNode();
  }

  @AfterAll
  static void stop() throws IOException {
    fleet.close();
  }

  @Test
  void afterARevocationNoNewCallStartsOnAnyNode() throws Exception {
    String secret = fleet.mintKey(first);
    assertNothingStartsAfter(secret, "DELETE", "/v1/keys/" + newestKey(), "");
  }

  @Test
  void afterAKeyIsDisabledNoNewCallStartsOnAnyNode() throws Exception {
    String secret = fleet.mintKey(first);
    assertNothingStartsAfter(secret, "PATCH", "/v1/keys/" + newestKey(), "{\"disabled\":true}");
  }

  @Test
  void afterAnOldSecretIsEndedNoNewCallStartsWithItOnAnyNodeAndTheNewOneWorks() throws Exception {
    String secret = fleet.mintKey(first);
    String key = "/v1/keys/" + newestKey();
    HttpResponse<String> rotated =
        fleet.manage(second, "POST", key + "/rotation", "{\"grace_seconds\":3600}");
    assertThat(rotated.statusCode()).as(rotated.body()).isEqualTo(200);
    String renewed =
        Json.parseObject(rotated.body().getBytes(StandardCharsets.UTF_8)).path("key").asText();

    assertNothingStartsAfter(secret, "DELETE", key + "/previous-secret", "");

    assertThat(fleet.call(first, renewed, ANSWER).status()).isEqualTo(200);
    assertThat(fleet.call(second, renewed, ANSWER).status()).isEqualTo(200);
  }

  @Test
  void afterARotationWithoutGraceNoNewCallStartsWithTheOldSecretOnAnyNode() throws Exception {
    String secret = fleet.mintKey(first);
    assertNothingStartsAfter(
        secret, "POST", "/v1/keys/" + newestKey() + "/rotation", "{\"grace_seconds\":0}");
  }

  private static void assertNothingStartsAfter(
      String secret, String method, String path, String body) throws Exception {
    String keyId = newestKey();
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS_PER_NODE; i++) {
      callers.add(new Caller(first, secret));
      callers.add(new Caller(second, secret));
    }
    awaitAnswers(callers, 200);

    HttpResponse<String> ended = fleet.manage(first, method, path, body);
    String moment = fleet.texts("select clock_timestamp()::text").getFirst();

    assertThat(ended.statusCode()).as(ended.body()).isEqualTo(200);
    awaitAnswers(callers, 401);
    for (Caller caller : callers) {
      caller.stop();
    }
    String ofKey = " where key_id = '" + keyId + "' and ";
    assertThat(
            fleet.number(
                "select count(*) from calls"
                    + ofKey
                    + "status <> 'refused' and started_at > '"
                    + moment
                    + "'"))
        .isZero();
    assertThat(fleet.number("select count(*) from holds" + ofKey + "true")).isZero();
    // Counted where it matters: what was refused never left, what left was answered.
    for (Caller caller : callers) {
      for (Fleet.Sent call : caller.calls) {
        assertThat(fleet.upstream().delivered(call.model()) != null)
            .as("%s was answered %d", call.model(), call.status())
            .isEqualTo(call.status() == 200);
      }
    }
  }

  private static void awaitAnswers(List<Caller> callers, int status) {
    for (ApplicationProcess node : List.of(first, second)) {
      Awaitility.await()
          .atMost(Fleet.PATIENCE)
          .until(() ->
              callers.stream()
                      .filter(caller -> caller.node == node)
                      .mapToLong(caller -> caller.answered(status))
                      .sum()
                  >= ENOUGH);
    }
  }

  private static String newestKey() throws Exception {
    return fleet.texts("select id::text from keys order by id desc limit 1").getFirst();
  }

  /// Calls again and again, each time once the last call was answered.
  private static final class Caller {
    private final ApplicationProcess node;
    private final List<Fleet.Sent> calls = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;

    Caller(ApplicationProcess node, String secret) {
      this.node = node;
      thread =
          Thread.startVirtualThread(() -> {
            while (!stopped) {
              Fleet.Sent call = fleet.call(node, secret, ANSWER);
              call.answer().join();
              calls.add(call);
            }
          });
    }

    long answered(int status) {
      return calls.stream().filter(call -> call.status() == status).count();
    }

    void stop() throws InterruptedException {
      stopped = true;
      thread.join();
    }
  }
}
