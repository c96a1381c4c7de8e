package ai.nemorouter.limit.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Limits as programs manage them.
@QuarkusTest
class LimitApiTest {
  private final Keys keys;
  private final Limits limits;
  private final ManagementKeys managementKeys;
  private final World world;

  private World.Place place;
  private String managementKey;

  LimitApiTest(Keys keys, Limits limits, ManagementKeys managementKeys, World world) {
    this.keys = keys;
    this.limits = limits;
    this.managementKeys = managementKeys;
    this.world = world;
  }

  @BeforeEach
  void createOrganization() {
    place = world.newOrganization();
    managementKey = "a management key of " + place.orgId();
    managementKeys.replace(place.orgId(), "Terraform", managementKey);
  }

  @Test
  void aLimitIsAddedFoundChangedAndRemoved() {
    Response added =
        send(
            "POST",
            "/v1/limits",
            """
            {"scope":"team","scope_id":"research","unit":"tokens","amount":1000,"period":"day","alert_at":[90]}
            """);
    String path = "/v1/limits/" + json(added).at("/data/id").textValue();
    JsonNode found = json(send("GET", path, null)).get("data");
    JsonNode changed = json(send("PATCH", path, "{\"amount\":2000}")).get("data");
    Response removed = send("DELETE", path, null);

    assertThat(added.statusCode()).as(added.asString()).isEqualTo(201);
    assertThat(found.get("scope").textValue()).isEqualTo("team");
    assertThat(found.get("scope_id").textValue()).isEqualTo(place.teamId().toString());
    assertThat(found.get("remaining").longValue()).isEqualTo(1000);
    assertThat(found.get("alert_at").get(0).intValue()).isEqualTo(90);
    assertThat(found.get("resets_at").isTextual()).isTrue();
    assertThat(changed.get("amount").longValue()).isEqualTo(2000);
    assertThat(changed.get("period").textValue()).isEqualTo("day");
    assertThat(removed.asString()).isEqualTo("{\"deleted\":true}");
    assertError(send("GET", path, null), 404, null);
  }

  @Test
  void aChangedPeriodCountsThePeriodUnlessItIsToCountFromNow() {
    UUID key = mint().key().id();
    world.recordCall(place, key, Money.ofUsd("0.25"));
    UUID id =
        limits.add(
            place.owner(),
            Scope.key(key),
            LimitTerms.of(new Budget(Period.DAY, Money.ofUsd("1"))),
            CountFrom.NOW);

    JsonNode kept = json(send("PATCH", "/v1/limits/" + id, "{\"period\":\"month\"}")).get("data");
    JsonNode restarted =
        json(send(
                "PATCH",
                "/v1/limits/" + kept.get("id").textValue(),
                "{\"period\":\"week\",\"count_from\":\"now\"}"))
            .get("data");

    assertThat(kept.get("used").decimalValue()).isEqualByComparingTo("0.25");
    assertThat(restarted.get("used").decimalValue()).isEqualByComparingTo("0");
  }

  @Test
  void aLimitIsRaisedForAWhileAndRestarted() {
    String path =
        "/v1/limits/"
            + json(send(
                    "POST",
                    "/v1/limits",
                    "{\"scope\":\"organization\",\"unit\":\"usd\",\"amount\":10.50,\"period\":\"month\"}"))
                .at("/data/id")
                .textValue();

    JsonNode raised =
        json(send(
                "PUT", path + "/raise", "{\"amount\":200,\"until\":\"2999-01-01T18:00:00+01:00\"}"))
            .get("data");
    JsonNode ended = json(send("DELETE", path + "/raise", null)).get("data");
    JsonNode restarted = json(send("POST", path + "/restart", null)).get("data");

    assertThat(raised.get("allowed").decimalValue()).isEqualByComparingTo("210.5");
    assertThat(raised.at("/raise/until").textValue()).isEqualTo("2999-01-01T17:00:00Z");
    assertThat(ended.get("raise").isNull()).isTrue();
    assertThat(ended.get("allowed").decimalValue()).isEqualByComparingTo("10.5");
    assertThat(restarted.get("starts_at").isTextual()).isTrue();
  }

  @Test
  void limitsAreListedOfOneScopeOrOfAll() {
    UUID key = mint().key().id();
    send(
        "POST",
        "/v1/limits",
        "{\"scope\":\"key\",\"scope_id\":\"%s\",\"unit\":\"in_flight\",\"amount\":3}"
            .formatted(key));
    send(
        "POST",
        "/v1/limits",
        "{\"scope\":\"organization\",\"unit\":\"requests\",\"amount\":9,\"period\":\"minute\"}");

    JsonNode ofKey = json(send("GET", "/v1/limits?scope=key&scope_id=" + key, null));
    JsonNode all = json(send("GET", "/v1/limits", null));

    assertThat(ofKey.get("total_count").longValue()).isEqualTo(1);
    assertThat(ofKey.at("/data/0/period").isNull()).isTrue();
    assertThat(all.get("total_count").longValue()).isEqualTo(2);
    assertError(send("GET", "/v1/limits?scope=key", null), 400, "scope_id");
    assertError(send("GET", "/v1/limits?page=first", null), 400, "page");
  }

  @Test
  void wrongFieldsAreNamedWithWhatWouldBeRight() {
    String start = "{\"scope\":\"organization\",\"unit\":\"usd\",\"period\":\"day\",";
    assertError(add("{\"unit\":\"usd\"}"), 400, "scope");
    assertError(add("{\"scope\":\"planet\"}"), 400, "scope");
    assertError(add("{\"scope\":\"team\",\"scope_id\":\"Sales\"}"), 400, "scope_id");
    assertError(add("{\"scope\":\"organization\",\"unit\":\"euro\"}"), 400, "unit");
    assertError(add(start + "\"amount\":\"10\"}"), 400, "amount");
    assertError(add(start + "\"amount\":-1}"), 400, "amount");
    assertError(add(start + "\"amount\":0.0000000001}"), 400, "amount");
    assertError(add(start + "\"amount\":1,\"alert_at\":[101]}"), 400, "alert_at");
    assertError(add(start + "\"amount\":1,\"count_from\":\"then\"}"), 400, "count_from");
    assertError(
        add("{\"scope\":\"organization\",\"unit\":\"tokens\",\"period\":\"year\",\"amount\":1}"),
        400,
        "period");
    assertError(
        add("{\"scope\":\"organization\",\"unit\":\"tokens\",\"period\":\"day\",\"amount\":1.5}"),
        400,
        "amount");
    Response twice = add(start + "\"amount\":1}");
    assertThat(twice.statusCode()).isEqualTo(201);
    assertError(add(start + "\"amount\":2}"), 400, "period");
    assertError(
        send(
            "PATCH",
            "/v1/limits/" + json(twice).at("/data/id").textValue(),
            "{\"unit\":\"tokens\"}"),
        400,
        "unit");
  }

  @Test
  void anotherOrganizationsLimitIsNotFoundAndAnInferenceKeyIsForbidden() {
    World.Place elsewhere = world.newOrganization();
    UUID foreign =
        limits.add(
            elsewhere.owner(),
            Scope.organization(elsewhere.orgId()),
            LimitTerms.of(Unit.TOKENS, Period.DAY, 1),
            CountFrom.PERIOD);
    MintedKey inference = mint();

    assertError(send("GET", "/v1/limits/" + foreign, null), 404, null);
    assertError(send("PATCH", "/v1/limits/" + foreign, "{\"amount\":5}"), 404, null);
    assertError(send("DELETE", "/v1/limits/" + foreign, null), 404, null);
    assertError(send("GET", "/v1/limits/not-an-id", null), 404, null);
    assertError(sendAs(inference.secret().reveal(), "GET", "/v1/limits", null), 403, null);
    assertError(sendAs(KeySecret.mint().reveal(), "GET", "/v1/limits", null), 401, null);
  }

  @Test
  void aKeyTellsTheTightestOfItsBudgetsAndAllItsLimits() {
    MintedKey minted = mint();
    Scope scope = Scope.key(minted.key().id());
    limits.set(place.owner(), scope, new Budget(Period.MONTH, Money.ofUsd("10")));
    limits.set(place.owner(), scope, new Budget(Period.DAY, Money.ofUsd("2")));
    limits.add(place.owner(), scope, LimitTerms.of(Unit.TOKENS, Period.DAY, 5), CountFrom.PERIOD);
    limits.add(
        place.owner(),
        scope,
        LimitTerms.of(Unit.USD, Period.DAY, 1).narrowedTo("a/m", null),
        CountFrom.PERIOD);

    JsonNode self = json(sendAs(minted.secret().reveal(), "GET", "/v1/key", null)).get("data");

    assertThat(self.get("limit").decimalValue()).isEqualByComparingTo("2");
    assertThat(self.get("limit_remaining").decimalValue()).isEqualByComparingTo("2");
    assertThat(self.get("limit_reset").textValue()).isEqualTo("daily");
    assertThat(self.get("limits")).hasSize(4);
  }

  @Test
  void aKeyIsMintedForAMemberByAddressOrId() {
    World.Login login = world.ownerWithPassword(place, false);
    String body = "{\"name\":\"ci\",\"owner\":\"%s\"}";

    JsonNode byAddress = json(send("POST", "/v1/keys", body.formatted(login.email()))).get("data");
    String id = byAddress.get("owner_id").textValue();
    JsonNode byId = json(send("POST", "/v1/keys", body.formatted(id))).get("data");

    assertThat(byAddress.get("owner").textValue()).isEqualTo(login.email());
    assertThat(byId.get("owner").textValue()).isEqualTo(login.email());
    assertError(send("POST", "/v1/keys", body.formatted("eve@example.com")), 400, "owner");
  }

  private MintedKey mint() {
    return keys.mint(place.owner(), new NewKey(place.teamId(), "ci", null, null));
  }

  private Response add(String body) {
    return send("POST", "/v1/limits", body);
  }

  private Response send(String method, String path, @Nullable String body) {
    return sendAs(managementKey, method, path, body);
  }

  private static Response sendAs(String secret, String method, String path, @Nullable String body) {
    var request = given().header("Authorization", "Bearer " + secret);
    return body == null
        ? request.request(method, path)
        : request.contentType("application/json").body(body).request(method, path);
  }

  private static void assertError(Response response, int status, @Nullable String param) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
    JsonNode error = json(response).get("error");
    assertThat(error.get("code").intValue()).isEqualTo(status);
    assertThat(error.get("message").textValue()).endsWith(status == 403 ? "operation" : ".");
    assertThat(error.path("param").textValue()).isEqualTo(param);
  }

  private static JsonNode json(Response response) {
    return Json.parseObject(response.asString().getBytes(StandardCharsets.UTF_8));
  }
}
