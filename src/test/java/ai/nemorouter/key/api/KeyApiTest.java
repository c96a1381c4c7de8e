package ai.nemorouter.key.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Period;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KeyApiTest {
  @Inject Keys keys;
  @Inject ManagementKeys managementKeys;
  @Inject TestDatabase database;
  @Inject World world;

  private World.Place globex;
  private String managementKey;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    managementKey = "a management key of " + globex.orgId();
    managementKeys.replace(globex.orgId(), "Terraform", managementKey);
  }

  @Test
  void aKeyIsMintedShownOnceAndListed() {
    Response minted =
        send(
            "POST",
            "/v1/keys",
            "{\"name\":\"ci\",\"limit\":12.50,\"limit_reset\":\"monthly\",\"ignored\":1}");

    assertThat(minted.statusCode()).isEqualTo(201);
    assertThat(minted.header("Cache-Control")).isEqualTo("no-store");
    JsonNode body = json(minted);
    String secret = body.get("key").textValue();
    JsonNode data = body.get("data");
    assertThat(KeySecret.parse(secret)).isPresent();
    assertThat(data.get("label").textValue()).endsWith(secret.substring(secret.length() - 4));
    assertThat(data.get("limit").decimalValue()).isEqualByComparingTo("12.5");
    assertThat(data.get("limit_remaining").decimalValue()).isEqualByComparingTo("12.5");
    assertThat(data.get("limit_reset").textValue()).isEqualTo("monthly");
    assertThat(data.get("disabled").booleanValue()).isFalse();
    assertThat(data.fieldNames())
        .toIterable()
        .contains(
            "hash",
            "name",
            "include_byok_in_limit",
            "usage",
            "usage_daily",
            "usage_weekly",
            "usage_monthly",
            "byok_usage",
            "created_at",
            "updated_at",
            "expires_at",
            "creator_user_id",
            "workspace_id");
    Response listed = send("GET", "/v1/keys", null);
    assertThat(json(listed).at("/data/0/hash")).isEqualTo(data.get("hash"));
    assertThat(listed.asString()).doesNotContain(secret);
  }

  @Test
  void amountsArePlainDecimals() {
    MintedKey minted = mint();
    world.recordCall(globex, minted.key().id(), Money.ofNanos(450));

    Response found = send("GET", "/v1/keys/" + minted.key().id(), null);

    assertThat(found.asString()).contains("\"usage\":0.00000045,", "\"byok_usage\":0,");
  }

  @Test
  void aKeyIsChangedFieldByField() {
    String path = "/v1/keys/" + mint().key().id();

    send("PATCH", path, "{\"limit\":3}");
    send("PATCH", path, "{\"limit_reset\":\"daily\"}");
    send("PATCH", path, "{\"name\":\"renamed\",\"expires_at\":\"2999-01-01T00:00:00+01:00\"}");
    JsonNode changed = json(send("PATCH", path, "{\"disabled\":true}")).get("data");
    JsonNode without = json(send("PATCH", path, "{\"limit\":null}")).get("data");

    assertThat(changed.get("name").textValue()).isEqualTo("renamed");
    assertThat(changed.get("limit").decimalValue()).isEqualTo(new BigDecimal("3"));
    assertThat(changed.get("limit_reset").textValue()).isEqualTo("daily");
    assertThat(changed.get("expires_at").textValue()).isEqualTo("2998-12-31T23:00:00Z");
    assertThat(changed.get("disabled").booleanValue()).isTrue();
    assertThat(without.get("limit").isNull()).isTrue();
    assertThat(json(send("GET", "/v1/keys", null)).get("data")).isEmpty();
    assertThat(json(send("GET", "/v1/keys?include_disabled=true", null)).get("data")).hasSize(1);
  }

  @Test
  void aDeletedKeyIsGoneAndCannotSignIn() {
    MintedKey minted = mint();
    String path = "/v1/keys/" + minted.key().id();

    Response deleted = send("DELETE", path, null);

    assertThat(deleted.asString()).isEqualTo("{\"deleted\":true}");
    assertThat(send("DELETE", path, null).statusCode()).isEqualTo(200);
    assertError(send("GET", path, null), 404, "not_found_error", "not_found");
    assertError(send("PATCH", path, "{}"), 404, "not_found_error", "not_found");
    Response self = sendAs(minted.secret().reveal(), "GET", "/v1/key", null);
    assertError(self, 401, "authentication_error", "authentication");
    assertThat(json(self).at("/error/metadata/reason").textValue()).isEqualTo("key_revoked");
  }

  @Test
  void aKeyIsMintedForTheTeamThatIsNamed() {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "insert into teams (org_id, id, name) values (?, gen_random_uuid(), 'Support')",
                globex.orgId()));

    JsonNode byName = json(send("POST", "/v1/keys", "{\"name\":\"a\",\"team\":\"support\"}"));
    JsonNode byId =
        json(send("POST", "/v1/keys", "{\"name\":\"b\",\"team\":\"" + globex.teamId() + "\"}"));
    Response unknown = send("POST", "/v1/keys", "{\"name\":\"c\",\"team\":\"Sales\"}");

    assertThat(byName.at("/data/team").textValue()).isEqualTo("Support");
    assertThat(byId.at("/data/team").textValue()).isEqualTo("Research");
    assertError(unknown, 400, "invalid_request_error", "invalid_request");
  }

  @Test
  void anInferenceKeyCannotManageKeys() {
    String secret = mint().secret().reveal();
    for (String path : List.of("/v1/keys", "/v1/credits")) {
      Response refused = sendAs(secret, "GET", path, null);

      assertError(refused, 403, "permission_error", "permission_denied");
      assertThat(json(refused).at("/error/message").textValue())
          .isEqualTo("Only management keys can perform this operation");
    }
  }

  @Test
  void withoutAValidKeyThereIsA401InTheSameShape() {
    String unknown = KeySecret.mint().reveal();
    assertError(given().get("/v1/keys"), 401, "authentication_error", "authentication");
    for (String header :
        List.of(
            "Bearer ", "Bearer", "Basic dXNlcjpwYXNz", "Bearer nonsense", "Bearer " + unknown)) {
      Response refused = given().header("Authorization", header).get("/v1/keys");

      assertError(refused, 401, "authentication_error", "authentication");
      assertThat(refused.asString()).doesNotContain(unknown);
    }
  }

  @Test
  void wrongFieldsAreNamed() {
    assertParam("{\"limit\":1}", "name");
    assertParam("{\"name\":5}", "name");
    assertParam("{\"name\":\"\"}", "name");
    assertParam("{\"name\":\"ci\",\"limit\":\"10\"}", "limit");
    assertParam("{\"name\":\"ci\",\"limit\":-1}", "limit");
    assertParam("{\"name\":\"ci\",\"limit\":0.0000000001}", "limit");
    assertParam("{\"name\":\"ci\",\"limit\":1e99}", "limit");
    assertParam("{\"name\":\"ci\",\"limit\":1,\"limit_reset\":\"hourly\"}", "limit_reset");
    assertParam("{\"name\":\"ci\",\"expires_at\":\"tomorrow\"}", "expires_at");
    assertParam("{\"name\":\"ci\",\"expires_at\":\"2001-01-01T00:00:00Z\"}", "expires_at");
  }

  @Test
  void brokenJsonIsRefusedWithItsPlace() {
    Response refused = send("POST", "/v1/keys", "{\"name\":\n \"ci\",}");

    assertError(refused, 400, "invalid_request_error", "invalid_request");
    assertThat(json(refused).at("/error/message").textValue()).contains("line 2");
    assertError(send("POST", "/v1/keys", ""), 400, "invalid_request_error", "invalid_request");
    assertError(send("POST", "/v1/keys", "[]"), 400, "invalid_request_error", "invalid_request");
    assertError(send("POST", "/v1/keys", "null"), 400, "invalid_request_error", "invalid_request");
  }

  @Test
  void aKeySeesItsOwnLimitAndSpend() {
    NewKey wanted =
        new NewKey(globex.teamId(), "ci", new Budget(Period.DAY, Money.ofUsd("2")), null);
    MintedKey minted = keys.mint(globex.owner(), wanted);
    world.recordCall(globex, minted.key().id(), Money.ofUsd("0.5"));

    JsonNode self = json(sendAs(minted.secret().reveal(), "GET", "/v1/key", null)).get("data");
    JsonNode same = json(sendAs(minted.secret().reveal(), "GET", "/v1/auth/key", null)).get("data");

    assertThat(same).isEqualTo(self);
    assertThat(self.get("limit").decimalValue()).isEqualByComparingTo("2");
    assertThat(self.get("limit_reset").textValue()).isEqualTo("daily");
    assertThat(self.get("usage").decimalValue()).isEqualByComparingTo("0.5");
    assertThat(self.get("usage_daily").decimalValue()).isEqualByComparingTo("0.5");
    assertThat(self.get("is_management_key").booleanValue()).isFalse();
    assertThat(self.fieldNames())
        .toIterable()
        .contains(
            "label",
            "limit_remaining",
            "include_byok_in_limit",
            "byok_usage_monthly",
            "is_free_tier",
            "is_provisioning_key",
            "creator_user_id",
            "rate_limit",
            "allowed_data_regions",
            "free_model_daily_requests",
            "organization_id",
            "workspace_id");
    assertThat(json(send("GET", "/v1/key", null)).at("/data/is_management_key").booleanValue())
        .isTrue();
  }

  @Test
  void creditIsWhatWasGrantedAndUsed() {
    assertThat(send("GET", "/v1/credits", null).asString())
        .isEqualTo("{\"data\":{\"total_credits\":0,\"total_usage\":0}}");
  }

  @Test
  void anotherOrganizationsKeyIsNotFound() {
    String path = "/v1/keys/" + mint().key().id();
    World.Place other = world.newOrganization();
    managementKeys.replace(other.orgId(), "Terraform", "foreign key number 1");

    assertThat(sendAs("foreign key number 1", "GET", path, null).statusCode()).isEqualTo(404);
    assertThat(sendAs("foreign key number 1", "DELETE", path, null).statusCode()).isEqualTo(404);
    assertThat(send("GET", "/v1/keys/not-an-id", null).statusCode()).isEqualTo(404);
  }

  @Test
  void aListIsReadInPages() {
    mint();

    assertThat(json(send("GET", "/v1/keys?offset=0", null)).get("data")).hasSize(1);
    assertThat(json(send("GET", "/v1/keys?offset=1", null)).get("data")).isEmpty();
    Response wrong = send("GET", "/v1/keys?offset=first", null);
    assertError(wrong, 400, "invalid_request_error", "invalid_request");
    assertThat(json(wrong).at("/error/param").textValue()).isEqualTo("offset");
  }

  @Test
  void unknownPathsAndWrongMethodsAnswerJson() {
    assertError(send("GET", "/v1/nope", null), 404, "not_found_error", "not_found");
    Response wrong = send("PUT", "/v1/keys", "{}");
    assertError(wrong, 405, "invalid_request_error", "invalid_request");
    assertThat(wrong.header("Allow")).isEqualTo("GET, POST");
    assertThat(send("POST", "/v1/keys/" + globex.teamId(), "{}").header("Allow"))
        .isEqualTo("DELETE, GET, PATCH");
  }

  private MintedKey mint() {
    return keys.mint(globex.owner(), new NewKey(globex.teamId(), "ci", null, null));
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

  private void assertParam(String body, String param) {
    Response refused = send("POST", "/v1/keys", body);
    assertError(refused, 400, "invalid_request_error", "invalid_request");
    assertThat(json(refused).at("/error/param").textValue()).isEqualTo(param);
  }

  private static void assertError(Response response, int status, String type, String errorType) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
    assertThat(response.contentType()).startsWith("application/json");
    JsonNode error = json(response).get("error");
    assertThat(error.get("code").intValue()).isEqualTo(status);
    assertThat(error.get("type").textValue()).isEqualTo(type);
    assertThat(error.at("/metadata/error_type").textValue()).isEqualTo(errorType);
    assertThat(json(response).get("user_id").isNull()).isTrue();
  }

  private static JsonNode json(Response response) {
    return Json.parseObject(response.asString().getBytes(StandardCharsets.UTF_8));
  }
}
