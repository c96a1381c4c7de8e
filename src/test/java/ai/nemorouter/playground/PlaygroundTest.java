package ai.nemorouter.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.gateway.screening.ScriptedGuards;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Rule;
import ai.nemorouter.key.Keys;
import ai.nemorouter.money.Money;
import ai.nemorouter.testsupport.Owner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Requests from the playground, without JavaScript. Prices are $1 and $10 for a million tokens of
/// input and output; the provider's answer takes 12 and 5 of them.
@QuarkusTest
class PlaygroundTest {
  private static final AtomicInteger MODELS = new AtomicInteger();
  private static final String ANSWER = "Hello 日本語🙂";
  private static final long COST = 12 * 1_000L + 5 * 10_000L;

  private final GatewayWorld gateway;
  private final PlaygroundWorld people;
  private final ScriptedGuards guards;
  private final Keys keys;
  private final Owner database;
  private String name;
  private String model;

  PlaygroundTest(
      GatewayWorld gateway,
      PlaygroundWorld people,
      ScriptedGuards guards,
      Keys keys,
      Owner database) {
    this.gateway = gateway;
    this.people = people;
    this.guards = guards;
    this.keys = keys;
    this.database = database;
  }

  @BeforeEach
  void serve() {
    name = "played-" + MODELS.incrementAndGet();
    model = gateway.serve(name, wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
  }

  @Test
  void aRequestIsChargedExactlyAndRecordedAsOneOfThePlayground() {
    Caller caller = gateway.callerWithCredit("1");
    String session = people.ownerOfTheKey(caller);
    String before = show(session, caller).asString();

    Response page = send(session, caller, Map.of());

    assertThat(page.statusCode()).as(page.asString()).isEqualTo(200);
    assertThat(page.asString()).contains(ANSWER, Money.ofNanos(COST).display(), "12 in", "5 out");
    Map<String, Object> call = gateway.settledCall(caller);
    assertThat(call)
        .containsEntry("status", "ok")
        .containsEntry("reason", "playground")
        .containsEntry("cost", COST);
    assertThat(page.asString()).contains("/requests/" + call.get("id"));
    assertThat(before).contains("Maximum cost with " + model);
    assertThat(auditOf(caller))
        .singleElement()
        .satisfies(entry ->
            assertThat(entry)
                .containsEntry("action", "playground.sent")
                .containsEntry("target", "call " + call.get("id")));
    gateway.assertBooksBalance(caller);
  }

  @Test
  void theMaximumThatIsShownIsWhatIsReserved() {
    Caller caller = gateway.callerWithCredit("1");
    String session = people.ownerOfTheKey(caller);

    String shown =
        PlaygroundWorld.browser(session)
            .formParams(form(caller))
            .post(caller.place().path("playground/cost"))
            .asString();

    send(session, caller, Map.of());
    long held = (Long) Objects.requireNonNull(gateway.settledCall(caller).get("held"));
    assertThat(held).isPositive();
    assertThat(shown).contains(Money.ofNanos(held).display());
  }

  @Test
  void aLimitWithoutRoomRefusesAndSaysWhatToDo() {
    Caller caller = gateway.callerWithLimit("0.00001");
    String session = people.ownerOfTheKey(caller);

    String page = send(session, caller, Map.of()).asString();

    assertThat(page).contains("limit", "Refused", "Raise the limit, or make the request smaller");
    assertThat(page).contains(">Say hello</textarea>").doesNotContain(ANSWER);
    assertThat(gateway.settledCall(caller)).containsEntry("status", "refused");
    assertThat(String.valueOf(gateway.settledCall(caller).get("refusal"))).contains("playground");
    assertThat(gateway.upstream().received(name)).isEmpty();
    gateway.assertBooksBalance(caller);
  }

  @Test
  void aModelThatTheKeyMayNotUseIsRefusedAndToldBefore() {
    Caller caller = gateway.callerWithCredit("1");
    String session = people.ownerOfTheKey(caller);
    allow(caller, "allowed_models", "scripted/another");

    String shown = show(session, caller).asString();
    String page = send(session, caller, Map.of()).asString();

    assertThat(shown).contains("Would be refused");
    assertThat(page).contains("Refused").doesNotContain(ANSWER);
    assertThat(gateway.settledCall(caller)).containsEntry("reason", "key_model_not_allowed");
  }

  @Test
  void aKeyIsUsedOnlyFromWhereItMayBe() {
    Caller caller = gateway.callerWithCredit("1");
    String session = people.ownerOfTheKey(caller);
    allow(caller, "allowed_addresses", "203.0.113.0/24");

    String page = send(session, caller, Map.of()).asString();

    assertThat(page).contains("may not be used from the address").doesNotContain(ANSWER);
    assertThat(gateway.settledCall(caller)).containsEntry("reason", "key_address_not_allowed");
  }

  @Test
  void aGuardrailBlocksWhatItBlocksOfClients() {
    Caller caller = gateway.callerWithCredit("1");
    String session = people.ownerOfTheKey(caller);
    guards.put(
        caller,
        Rule.of(
                UUID.randomUUID().toString(),
                new Check.Personal(Set.of(Kind.CARD), List.of()),
                Action.BLOCK)
            .on(Direction.INPUT));

    String page =
        send(session, caller, Map.of("prompt", "My card is 4242 4242 4242 4242")).asString();

    assertThat(page).contains(ScriptedGuards.MESSAGE, "Refused");
    assertThat(gateway.settledCall(caller)).containsEntry("reason", "guardrail_blocked");
    assertThat(gateway.upstream().received(name)).isEmpty();
    await().untilAsserted(() -> assertThat(outcome(session, caller)).contains(": blocked"));
  }

  /// The judge's call comes back in with the same pass.
  @Test
  void aGuardrailsJudgeIsAskedAndPaidByTheSameKey() {
    Caller caller = gateway.callerWithCredit("1");
    String session = people.ownerOfTheKey(caller);
    String judge =
        gateway.serve(
            name + "-judge",
            wire ->
                wire.json(
                    200,
                    GatewayWorld.ANSWER.formatted("").replace(ANSWER, "{\\\"objections\\\": []}")));
    guards.put(
        caller,
        Rule.of(
                UUID.randomUUID().toString(),
                new Check.Judge(judge, "No medical advice.", 50, 5_000),
                Action.BLOCK)
            .on(Direction.INPUT));

    String page = send(session, caller, Map.of()).asString();

    assertThat(page).contains(ANSWER);
    await().until(() -> gateway.calls(caller).size() == 2);
    assertThat(gateway.calls(caller))
        .extracting(call -> call.get("reason"))
        .containsExactlyInAnyOrder("guardrail_judge", "playground");
    gateway.assertBooksBalance(caller);
  }

  @Test
  void aRevokedKeyIsRefusedWithTheGatewaysReason() {
    Caller caller = gateway.callerWithCredit("1");
    String session = people.ownerOfTheKey(caller);
    keys.revoke(caller.place().owner(), caller.keyId());

    String page = send(session, caller, Map.of()).asString();

    assertThat(page).contains("was revoked. Create a new one").doesNotContain(ANSWER);
    assertThat(gateway.upstream().received(name)).isEmpty();
  }

  @Test
  void twoModelsAnswerTheSamePromptAndEachIsARequest() {
    Caller caller = gateway.callerWithCredit("1");
    String session = people.ownerOfTheKey(caller);
    String second =
        gateway.serve(
            name + "-second",
            wire -> wire.json(200, GatewayWorld.ANSWER.formatted("").replace(ANSWER, "Salve")));

    String page = send(session, caller, Map.of("second", second)).asString();

    assertThat(page).contains(ANSWER, "Salve", "data-column=\"1\"");
    assertThat(gateway.requests(caller))
        .extracting(request -> request.get("model"))
        .containsExactlyInAnyOrder(model, second);
    gateway.assertBooksBalance(caller);
  }

  @Test
  void aConversationGoesOnWithWhatEachModelSaid() {
    Caller caller = gateway.callerWithCredit("1");
    String session = people.ownerOfTheKey(caller);
    String turns =
        "{\"turns\":[{\"user\":\"Count to two\",\"answers\":[\"One, two\",\"1 2\"]},"
            + "{\"user\":\"Unanswered here\",\"answers\":[\"\",\"yes\"]}]}";

    send(
        session,
        caller,
        Map.of("turns", turns, "prompt", "Go on", "system", "Be brief", "temperature", "0.5"));

    assertThat(gateway.upstream().received(name))
        .singleElement()
        .satisfies(received ->
            assertThat(received.body())
                .contains("Be brief", "Count to two", "One, two", "Go on", "\"temperature\":0.5")
                .doesNotContain("1 2", "Unanswered here"));
  }

  @Test
  void codeToCopyHasTheSameParametersAndNoSecret() {
    Caller caller = gateway.callerWithCredit("1");
    String session = people.ownerOfTheKey(caller);
    Map<String, String> form = new HashMap<>(form(caller));
    form.put("prompt", "It's <b>bold</b>");
    form.put("temperature", "0.25");

    String code =
        PlaygroundWorld.browser(session)
            .formParams(form)
            .post(caller.place().path("playground/cost"))
            .asString();

    assertThat(code)
        .contains("$NEMOROUTER_API_KEY", "temperature=0.25", "max_tokens: 100", "&lt;b&gt;bold")
        .contains("It&#39;\\&#39;&#39;s")
        .doesNotContain("<b>bold", "pass-", caller.secret());
  }

  @Test
  void whatCannotBeSentIsSaidBesideItsField() {
    Caller caller = gateway.callerWithCredit("1");
    String session = people.ownerOfTheKey(caller);

    Map.of(
            "prompt", " ",
            "temperature", "3",
            "max_tokens", "many",
            "key", "none")
        .forEach((field, value) -> {
          Response page = send(session, caller, Map.of(field, value));
          assertThat(page.statusCode()).as(field).isEqualTo(422);
          assertThat(page.asString()).as(field).contains("field-error");
        });
    assertThat(gateway.upstream().received(name)).isEmpty();
  }

  @Test
  void anotherPersonsKeyDoesNotExistNotEvenForAdministrators() {
    Caller caller = gateway.callerWithCredit("1");
    people.ownerOfTheKey(caller);
    String administrator = people.administrator(caller.place());
    String developer = people.developer(caller.place());

    for (String session : List.of(administrator, developer)) {
      assertThat(show(session, caller).statusCode()).isEqualTo(404);
      assertThat(send(session, caller, Map.of()).statusCode()).isEqualTo(404);
      assertThat(
              PlaygroundWorld.browser(session)
                  .formParams(form(caller))
                  .post(caller.place().path("playground/stream"))
                  .statusCode())
          .isEqualTo(404);
    }
    assertThat(gateway.upstream().received(name)).isEmpty();
    assertThat(auditOf(caller)).isEmpty();
  }

  @Test
  void aServiceKeyIsForThoseWhoMayEditIt() {
    Caller caller = gateway.callerWithCredit("1");
    String administrator = people.administrator(caller.place());
    String developer = people.developer(caller.place());

    assertThat(send(developer, caller, Map.of()).statusCode()).isEqualTo(404);
    assertThat(send(administrator, caller, Map.of()).asString()).contains(ANSWER);
    UUID request = (UUID) Objects.requireNonNull(gateway.settledCall(caller).get("id"));
    assertThat(record(developer, caller, request).statusCode()).isEqualTo(404);
    assertThat(record(administrator, caller, request).statusCode()).isEqualTo(200);
  }

  @Test
  void whoHasNoKeyIsToldHowToGetOne() {
    Caller caller = gateway.callerWithCredit("1");

    String page =
        PlaygroundWorld.browser(people.developer(caller.place()))
            .get(caller.place().path("playground"))
            .asString();

    assertThat(page).contains("You have no key to try models with", "Create key");
  }

  @Test
  void nobodyOutsideGetsInWithAPass() {
    for (String pass : List.of("pass-", "pass-" + "A".repeat(43))) {
      HttpResponse<String> response =
          gateway.send(
              HttpRequest.newBuilder(GatewayWorld.address("/v1/chat/completions"))
                  .header("authorization", "Bearer " + pass)
                  .POST(HttpRequest.BodyPublishers.ofString(GatewayWorld.chat(model, "")))
                  .build());
      assertThat(response.statusCode()).isEqualTo(401);
    }
  }

  private Response show(String session, Caller caller) {
    return PlaygroundWorld.browser(session)
        .queryParam("key", caller.keyId())
        .queryParam("model", model)
        .get(caller.place().path("playground"));
  }

  private Response send(String session, Caller caller, Map<String, String> more) {
    Map<String, String> form = new HashMap<>(form(caller));
    form.putAll(more);
    return PlaygroundWorld.browser(session)
        .formParams(form)
        .post(caller.place().path("playground"));
  }

  private Map<String, String> form(Caller caller) {
    return Map.of(
        "key", caller.keyId().toString(),
        "model", model,
        "prompt", "Say hello",
        "max_tokens", "100",
        "action", "send");
  }

  private String outcome(String session, Caller caller) {
    return record(
            session, caller, (UUID) Objects.requireNonNull(gateway.settledCall(caller).get("id")))
        .asString();
  }

  private static Response record(String session, Caller caller, UUID request) {
    return PlaygroundWorld.browser(session)
        .get(caller.place().path("playground/requests/" + request));
  }

  private void allow(Caller caller, String column, String value) {
    database.useTransaction(handle ->
        handle.execute(
            "update keys set " + column + " = array[?] where id = ?", value, caller.keyId()));
  }

  private List<Map<String, Object>> auditOf(Caller caller) {
    return database.read(handle ->
        handle
            .createQuery(
                "select action, target from audit_entries where org_id = ? and action ~ '^playground'")
            .bind(0, caller.place().orgId())
            .mapToMap()
            .list());
  }
}
