package ai.nemorouter.key.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.account.throttle.Throttle;
import ai.nemorouter.account.throttle.ThrottleRule;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The first request of a key: sent from the console, and waited for.
@QuarkusTest
class TestRequestsTest {
  private final GatewayWorld gateway;
  private final Visitor visitor;
  private final Throttle throttle;
  private final TestDatabase database;

  private Caller caller;
  private Visitor.Person owner;
  private String model = "";

  TestRequestsTest(
      GatewayWorld gateway, Visitor visitor, Throttle throttle, TestDatabase database) {
    this.gateway = gateway;
    this.visitor = visitor;
    this.throttle = throttle;
    this.database = database;
  }

  @BeforeEach
  void makeKey() {
    model =
        gateway.serve(
            "test-request",
            wire -> wire.json(200, GatewayWorld.ANSWER.formatted(",\"cost\":0.001")));
    caller = gateway.callerWithCredit("1");
    owner = visitor.owner(caller.place().orgId());
  }

  @Test
  void aTestRequestIsChargedAnsweredAndWrittenDownAsAnyOther() {
    Response sent = send(caller.secret());

    assertThat(sent.statusCode()).isEqualTo(200);
    assertThat(sent.asString())
        .contains("It works.", "Hello 日本語🙂", "Charged: $0.001", "Open the request")
        .doesNotContain(caller.secret());
    assertThat(gateway.settledCall(caller)).containsEntry("cost", 1_000_000L);
    assertThat(actions()).contains("key.tested");
    String page = look("").asString();
    assertThat(page).contains(model, "$0.001", "Open the request");
    gateway.assertBooksBalance(caller);
  }

  @Test
  void aRefusalIsToldInTheGatewaysOwnWordsWithItsRemedy() {
    Caller penniless = gateway.callerWithCredit("0");
    caller = penniless;
    owner = visitor.owner(penniless.place().orgId());

    Response sent = send(penniless.secret());

    assertThat(sent.statusCode()).isEqualTo(200);
    assertThat(sent.asString()).contains("HTTP 402", "no credit", "Add credit", "Open the request");
  }

  @Test
  void nothingIsSentWithAnotherSecretOrForPeopleWhoMayNotChangeTheKey() {
    Caller other = gateway.callerWithCredit("1");

    Response wrong = send(other.secret());
    owner = visitor.owner(other.place().orgId());
    Response foreign = send(caller.secret());

    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.asString()).contains("This is not the secret of the key");
    assertThat(foreign.statusCode()).isEqualTo(404);
    assertThat(gateway.calls(caller)).isEmpty();
    assertThat(gateway.calls(other)).isEmpty();
  }

  @Test
  void aKeyIsTriedOnlySoOften() {
    ThrottleRule allowance =
        new ThrottleRule("test requests of " + caller.keyId(), 20, Duration.ofMinutes(15));
    for (int i = 0; i < 20; i++) {
      throttle.take(allowance);
    }

    Response sent = send(caller.secret());

    assertThat(sent.statusCode()).isEqualTo(422);
    assertThat(sent.asString()).contains("Too many test requests with this key");
    assertThat(gateway.calls(caller)).isEmpty();
  }

  @Test
  void aPageThatWaitsIsToldOfTheFirstRequestAndDoesNotWaitForEver() {
    long now = Instant.now().getEpochSecond();
    Response early = look("?until=" + (now + 600));
    Response late = look("?until=" + (now - 1));
    send(caller.secret());
    await().untilAsserted(() -> assertThat(gateway.calls(caller)).isNotEmpty());
    Response arrived = look("?until=" + (now + 600));

    assertThat(early.statusCode()).isEqualTo(204);
    assertThat(late.statusCode()).isEqualTo(286);
    assertThat(late.asString()).contains("Reload").doesNotContain("hx-get");
    assertThat(arrived.statusCode()).isEqualTo(286);
    assertThat(arrived.asString()).contains(model, "Open the request").doesNotContain("<html");
  }

  private Response send(String secret) {
    return owner
        .browser()
        .formParam("secret", secret)
        .formParam("model", model)
        .post(caller.place().path("keys/" + caller.keyId() + "/test-request"));
  }

  /// As a page does that waits where it names an end, else as a page of its own.
  private Response look(String query) {
    var browser = owner.browser();
    if (!query.isEmpty()) {
      browser.header("HX-Request", "true");
    }
    return browser.get(caller.place().path("keys/" + caller.keyId() + "/first-request") + query);
  }

  private List<String> actions() {
    return database
        .of(caller.place().orgId())
        .read(handle ->
            handle.createQuery("select action from audit_entries").mapTo(String.class).list());
  }
}
