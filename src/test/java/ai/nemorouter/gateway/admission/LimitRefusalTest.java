package ai.nemorouter.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a caller is told when a limit turns it down, in every unit: money must not be tried again,
/// rates say when to, and neither reaches the provider.
@QuarkusTest
class LimitRefusalTest {
  private static final String COSTS = ",\"cost\":0.0001";

  private final GatewayWorld world;

  LimitRefusalTest(GatewayWorld world) {
    this.world = world;
  }

  /// Row 92.
  @Test
  void aCallAboveTheRequestsOfAMinuteIsToldWhenToTryAgain() {
    String model = answering("rpm");
    Caller caller = world.callerWithCredit("10");
    limit(caller, "requests", "minute", 2, null);
    world.post(caller.secret(), GatewayWorld.chat(model, ""));
    world.post(caller.secret(), GatewayWorld.chat(model, ""));

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(GatewayWorld.header(response, "retry-after"))).isBetween(1, 60);
    assertThat(GatewayWorld.header(response, "x-ratelimit-limit-requests")).isEqualTo("2");
    assertThat(GatewayWorld.header(response, "x-ratelimit-remaining-requests")).isEqualTo("0");
    assertThat(GatewayWorld.header(response, "x-ratelimit-reset-requests"))
        .matches("(1m)?\\d{1,2}s");
    JsonNode metadata = metadata(response);
    assertThat(metadata.path("reason").asText()).isEqualTo("key_requests_limit_exceeded");
    assertThat(metadata.path("scope").asText()).isEqualTo("key");
    assertThat(metadata.path("unit").asText()).isEqualTo("requests");
    assertThat(metadata.path("limit").asLong()).isEqualTo(2);
    assertThat(metadata.path("used").asLong() + metadata.path("held").asLong()).isEqualTo(2);
    assertThat(Instant.parse(metadata.path("resets_at").asText()))
        .isBetween(Instant.now(), Instant.now().plusSeconds(66));
    assertThat(world.upstream().received("rpm")).hasSize(2);
    world.assertBooksBalance(caller);
  }

  /// Row 93.
  @Test
  void aCallLargerThanTheWholeTokenLimitIsNotToldToTryAgain() {
    String model = answering("tpm");
    Caller caller = world.callerWithCredit("10");
    limit(caller, "tokens", "minute", 500, null);

    HttpResponse<String> response =
        world.post(caller.secret(), GatewayWorld.chat(model, ",\"max_tokens\":1000"));

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("retry-after")).isEmpty();
    assertThat(GatewayWorld.header(response, "x-should-retry")).isEqualTo("false");
    assertThat(GatewayWorld.header(response, "x-ratelimit-limit-tokens")).isEqualTo("500");
    assertThat(metadata(response).path("needed").asLong()).isGreaterThan(1000);
    assertThat(world.upstream().received("tpm")).isEmpty();
  }

  /// Rows 89 and 93.
  @Test
  void aCallerWithoutACeilingGetsTheTokensThatAreLeft() {
    String model = answering("tpm-open");
    Caller caller = world.callerWithCredit("10");
    limit(caller, "tokens", "minute", 700, null);

    assertThat(world.post(caller.secret(), GatewayWorld.chat(model, "")).statusCode())
        .isEqualTo(200);

    JsonNode sent =
        Json.parseObject(
            world
                .upstream()
                .received("tpm-open")
                .getFirst()
                .body()
                .getBytes(StandardCharsets.UTF_8));
    assertThat(sent.path("max_tokens").asLong(sent.path("max_completion_tokens").asLong()))
        .isBetween(64L, 700L);
  }

  @Test
  void aCallAboveThoseInFlightMayTryAgainAndPassesOnceOneHasEnded() {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    String model = waiting("in-flight", arrived, answer);
    Caller caller = world.callerWithCredit("10");
    limit(caller, "in_flight", "total", 1, null);
    CompletableFuture<HttpResponse<String>> first = start(caller, model, arrived);

    HttpResponse<String> second = world.post(caller.secret(), GatewayWorld.chat(model, ""));
    answer.countDown();

    assertThat(second.statusCode()).isEqualTo(429);
    assertThat(GatewayWorld.header(second, "retry-after")).isEqualTo("1");
    assertThat(metadata(second).path("reason").asText()).isEqualTo("key_in_flight_limit_exceeded");
    assertThat(first.join().statusCode()).isEqualTo(200);
    world.assertBooksBalance(caller);
    assertThat(world.post(caller.secret(), GatewayWorld.chat(model, "")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void moneyThatACallUnderWayHoldsIsWorthTryingAgainFor() {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    String model = waiting("clash", arrived, answer);
    Caller caller = world.callerWithLimit("0.01");
    CompletableFuture<HttpResponse<String>> first = start(caller, model, arrived);

    HttpResponse<String> second =
        world.post(caller.secret(), GatewayWorld.chat(model, ",\"max_tokens\":800"));
    answer.countDown();

    assertThat(second.statusCode()).isEqualTo(429);
    assertThat(GatewayWorld.header(second, "retry-after")).isEqualTo("1");
    assertThat(metadata(second).path("reason").asText()).isEqualTo("key_budget_exceeded");
    assertThat(metadata(second).path("reserved_usd").decimalValue()).isPositive();
    assertThat(first.join().statusCode()).isEqualTo(200);
    world.assertBooksBalance(caller);
  }

  @Test
  void aCallWaitsForMoneyThatIsGivenBackAtOnce() {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    String model = waiting("patience", arrived, answer);
    Caller caller = world.callerWithLimit("0.01");
    CompletableFuture<HttpResponse<String>> first = start(caller, model, arrived);

    CompletableFuture<HttpResponse<String>> second =
        CompletableFuture.supplyAsync(
            () -> world.post(caller.secret(), GatewayWorld.chat(model, ",\"max_tokens\":800")));
    answer.countDown();

    assertThat(first.join().statusCode()).isEqualTo(200);
    assertThat(second.join().statusCode()).isEqualTo(200);
  }

  @Test
  void aLimitOfOneModelLeavesTheOthersAlone() {
    String narrow = answering("narrow");
    String other = answering("other");
    Caller caller = world.callerWithCredit("10");
    limit(caller, "requests", "day", 1, narrow);
    world.post(caller.secret(), GatewayWorld.chat(narrow, ""));

    HttpResponse<String> refused = world.post(caller.secret(), GatewayWorld.chat(narrow, ""));

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(GatewayWorld.header(refused, "retry-after")).isEqualTo("60");
    assertThat(metadata(refused).path("limit_model").asText()).isEqualTo(narrow);
    assertThat(world.post(caller.secret(), GatewayWorld.chat(other, "")).statusCode())
        .isEqualTo(200);
  }

  /// Row 95.
  @Test
  void aCrossedThresholdIsToldInAHeader() {
    String model =
        world.serve(
            "warned", wire -> wire.json(200, GatewayWorld.ANSWER.formatted(",\"cost\":0.085")));
    Caller caller = world.callerWithLimit("0.1");
    HttpResponse<String> first =
        world.post(caller.secret(), GatewayWorld.chat(model, ",\"max_tokens\":10"));
    await().untilAsserted(() -> assertThat(world.books(caller)).containsEntry("holds", 0L));

    HttpResponse<String> second =
        world.post(caller.secret(), GatewayWorld.chat(model, ",\"max_tokens\":10"));

    assertThat(first.headers().firstValue("x-nemo-budget-warning")).isEmpty();
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(GatewayWorld.header(second, "x-nemo-budget-warning"))
        .isEqualTo("scope=key; unit=usd; period=total; used=0.085; limit=0.1; threshold=80");
  }

  private String answering(String name) {
    return world.serve(name, wire -> wire.json(200, GatewayWorld.ANSWER.formatted(COSTS)));
  }

  private String waiting(String name, CountDownLatch arrived, CountDownLatch answer) {
    return world.serve(
        name,
        wire -> {
          arrived.countDown();
          answer.await();
          wire.json(200, GatewayWorld.ANSWER.formatted(COSTS));
        });
  }

  /// A call that is with the provider when this returns.
  private CompletableFuture<HttpResponse<String>> start(
      Caller caller, String model, CountDownLatch arrived) {
    CompletableFuture<HttpResponse<String>> call =
        CompletableFuture.supplyAsync(
            () -> world.post(caller.secret(), GatewayWorld.chat(model, ",\"max_tokens\":800")));
    try {
      arrived.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return call;
  }

  private void limit(
      Caller caller, String unit, String period, long amount, @Nullable String model) {
    world
        .database()
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "insert into limits (org_id, id, scope, scope_id, kind, unit, period, amount, model)"
                    + " values (?, ?, 'key', ?, 'budget', ?, ?, ?, ?)",
                caller.place().orgId(),
                Ids.next(),
                caller.keyId(),
                unit,
                period,
                amount,
                model));
  }

  private static JsonNode metadata(HttpResponse<String> response) {
    return GatewayWorld.json(response).path("error").path("metadata");
  }
}
