package ai.nemorouter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.catalog.allowlist.ModelAllowlist;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.money.Money;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.People;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What applies, as the program with a key reads it and as the page of its refused request shows
/// it.
@QuarkusTest
class PolicyOfCallersTest {
  private static final String COST = ",\"cost\":0.004";

  @Inject GatewayWorld world;
  @Inject Cast cast;
  @Inject People people;
  @Inject Keys keys;
  @Inject Limits limits;
  @Inject Guardrails guardrails;

  @Test
  void aProgramReadsItsKeysLimitsWholeAndOfSharedOnesOnlyWhatIsLeft() {
    Caller caller = callerWhoSpent();
    limit(caller, Scope.organization(caller.place().orgId()), "100");

    JsonNode data = data(ask(caller.secret()));

    JsonNode organizations = limit(data, "organization");
    assertThat(organizations.path("remaining").decimalValue()).isEqualByComparingTo("99.996");
    assertThat(organizations.path("resets_at").isTextual()).isTrue();
    assertThat(organizations.has("amount")).isFalse();
    assertThat(organizations.has("used")).isFalse();
    JsonNode own = limit(data, "key");
    assertThat(own.path("amount").decimalValue()).isEqualByComparingTo("0.01");
    assertThat(own.path("used").decimalValue()).isEqualByComparingTo("0.004");
    assertThat(own.path("first_reached").asBoolean()).isTrue();
    assertThat(organizations.path("first_reached").asBoolean()).isFalse();
    assertThat(data.path("credit_left").asBoolean()).isTrue();
  }

  @Test
  void listsAndTheKindsOfRulesAreToldAndNoRuleByName() {
    Caller caller = world.callerWithCredit("1");
    Actor owner = caller.place().owner();
    keys.change(
        owner,
        caller.keyId(),
        before ->
            before.withPolicy(
                new KeyPolicy(
                    ModelAllowlist.EVERYTHING, List.of("chat", "embeddings"), List.of())));
    guardrails.create(
        new RuleKeeper.Own(owner),
        RuleScope.organization(caller.place().orgId()),
        RuleTerms.of(
            "No falcons", RuleState.ON, Action.BLOCK, new Check.Keywords(List.of("falcon"), true)),
        "");

    HttpResponse<String> answer = ask(caller.secret());

    JsonNode data = data(answer);
    assertThat(data.at("/allowed_endpoints/0/scope").asText()).isEqualTo("key");
    assertThat(data.at("/allowed_endpoints/0/entries/1").asText()).isEqualTo("embeddings");
    assertThat(data.path("allowed_models").isEmpty()).isTrue();
    assertThat(data.at("/guardrails/0/scope").asText()).isEqualTo("organization");
    assertThat(data.at("/guardrails/0/rules").asInt()).isEqualTo(1);
    assertThat(data.at("/guardrails/0/actions/0").asText()).isEqualTo("block");
    assertThat(answer.body()).doesNotContain("falcon");
  }

  @Test
  void onlyAKeyThatMakesRequestsHasAPolicy() {
    Caller caller = world.callerWithCredit("1");
    String management = cast.managementKey(caller.place(), Set.of(Permission.VIEW_KEYS));

    HttpResponse<String> refused = ask(management);

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(GatewayWorld.reason(refused)).isEqualTo("request_key_required");
    assertThat(ask(null).statusCode()).isEqualTo(401);
    keys.revoke(caller.place().owner(), caller.keyId());
    assertThat(ask(caller.secret()).statusCode()).isEqualTo(401);
  }

  @Test
  void thePageOfARefusedRequestMarksTheLimitThatRefusedIt() {
    Caller caller = callerWhoSpent();
    limit(caller, Scope.organization(caller.place().orgId()), "100");
    HttpResponse<String> refused =
        world.post(caller.secret(), GatewayWorld.chat(model(), ",\"max_tokens\":1000"));
    world.assertBooksBalance(caller);
    Actor.Person owner = people.join(caller.place().orgId(), Role.OWNER);
    Object id = world.requests(caller).getLast().get("id");

    String page =
        RestAssured.given()
            .cookie("__Host-nemo-session", cast.signIn(owner))
            .get(caller.place().path("requests/" + id))
            .asString()
            .replaceAll("\\s+", " ");

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(402);
    assertThat(page.split("Refused this request", -1)).hasSize(2);
    assertThat(page)
        .containsPattern(
            "<tr class=\"row-refused\"> <td class=\"main-cell cell-title\">\\$0.01 in");
  }

  /// Of the key's own limit of a cent.
  private Caller callerWhoSpent() {
    Caller caller = world.callerWithLimit("0.01");
    world.post(caller.secret(), GatewayWorld.chat(model(), ",\"max_tokens\":10"));
    world.assertBooksBalance(caller);
    return caller;
  }

  private String model() {
    return world.serve("policy", wire -> wire.json(200, GatewayWorld.ANSWER.formatted(COST)));
  }

  private void limit(Caller caller, Scope scope, String usd) {
    limits.add(
        caller.place().owner(),
        scope,
        LimitTerms.of(new Budget(Period.MONTH, Money.ofUsd(usd))),
        CountFrom.PERIOD);
  }

  private HttpResponse<String> ask(@Nullable String secret) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(GatewayWorld.address("/v1/key/policy")).GET();
    if (secret != null) {
      request.header("authorization", "Bearer " + secret);
    }
    return world.send(request.build());
  }

  private static JsonNode data(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return GatewayWorld.json(answer).path("data");
  }

  private static JsonNode limit(JsonNode data, String scope) {
    for (JsonNode limit : data.path("limits")) {
      if (limit.path("scope").asText().equals(scope)) {
        return limit;
      }
    }
    throw new AssertionError("No limit of the " + scope + " in " + data);
  }
}
