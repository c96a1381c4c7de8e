package ai.nemorouter.key.operator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Together;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Programs that run the installation, from making their key in the console to revoking it.
@QuarkusTest
class OperatorApiTest {
  private static final Pattern SECRET = Pattern.compile("sk-nemo-op-\\w{49}");
  private static final Pattern FORM = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");

  private final World world;
  private final Cast cast;
  private final Visitor visitor;
  private final TestDatabase database;
  private final OperatorKeys keys;

  private World.Place place;
  private String key;

  OperatorApiTest(
      World world, Cast cast, Visitor visitor, TestDatabase database, OperatorKeys keys) {
    this.world = world;
    this.cast = cast;
    this.visitor = visitor;
    this.database = database;
    this.keys = keys;
  }

  @BeforeEach
  void makeAnOrganizationAndAKey() {
    place = world.newOrganization();
    key = cast.operatorKey(false);
  }

  @Test
  void anOperatorMakesAKeyInTheConsoleWhichWorksUntilItIsRevoked() {
    Visitor.Person operator = visitor.operator();
    String form = group(FORM, operator.browser().get("/operator/keys/new").asString(), 1);
    String made = make(operator, form).asString();
    String secret = group(SECRET, made, 0);

    assertThat(KeySecret.parse(secret)).as("not one for calls").isEmpty();
    assertThat(send("GET", "/v1/operator/fee", null, secret).statusCode()).isEqualTo(200);
    Response again = make(operator, form);
    assertThat(again.statusCode()).isEqualTo(303);
    assertThat(operator.browser().get("/operator/keys?sort=-used").asString())
        .contains("Invoicing", "sk-nemo-op-…" + KeySecret.lastFour(secret), "Read and change")
        .doesNotContain(secret);

    String id =
        database
            .acrossOrganizations()
            .read(sql ->
                sql.select(
                        "select id from operator_keys where secret_hash = ?",
                        KeySecret.sha256(secret))
                    .mapTo(String.class)
                    .one());
    assertThat(operator.browser().get("/operator/keys/" + id + "/revocation").asString())
        .contains("Revoke the operator key “Invoicing”?");
    operator.browser().post("/operator/keys/" + id + "/revocation");

    Response refused = send("GET", "/v1/operator/fee", null, secret);
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.asString()).contains("may have expired or been revoked");
    assertThat(actions("operator key " + id))
        .containsExactly("operator_key.minted", "operator_key.revoked");
    assertThat(operator.browser().get("/operator/keys").asString()).doesNotContain(id);
    assertThat(operator.browser().get("/operator/keys?show=all").asString()).contains("Revoked");
  }

  private static Response make(Visitor.Person operator, String form) {
    return operator
        .browser()
        .formParam("form", form)
        .formParam("name", "Invoicing")
        .formParam("access", "change")
        .post("/operator/keys");
  }

  @Test
  void aKeyForOtherAddressesAndOneThatHasExpiredAreRefused() {
    Operator ada = new Operator(Ids.next(), "Ada", Origin.INSIDE);
    OperatorKey.Minted elsewhere =
        keys.mint(ada, new NewOperatorKey("Elsewhere", false, null, List.of("203.0.113.9"), null));
    String expired = cast.operatorKey(false);
    database
        .acrossOrganizations()
        .useTransaction(sql ->
            sql.execute(
                "update operator_keys set expires_at = now() - interval '1 s' where secret_hash = ?",
                KeySecret.sha256(expired)));

    assertThat(send("GET", "/v1/operator/fee", null, elsewhere.secret().reveal()).asString())
        .contains("key_address_not_allowed");
    assertThat(send("GET", "/v1/operator/fee", null, expired).statusCode()).isEqualTo(401);
  }

  @Test
  void anOrganizationIsMadeFoundSuspendedAndResumed() {
    JsonNode made =
        data(
            post("/v1/operator/organizations", "{\"name\":\"Initech %s\"}".formatted(Ids.next())),
            201);
    String path = "/v1/operator/organizations/" + made.get("id").textValue();

    assertThat(made.get("first_owner").textValue()).isEqualTo("none");
    assertThat(data(get("/v1/operator/organizations?search=" + made.get("id").textValue()), 200))
        .hasSize(1);
    JsonNode suspended = data(post(path + "/suspension", "{\"reason\":\"Unpaid bills\"}"), 200);
    assertThat(suspended.get("suspension_reason").textValue()).isEqualTo("Unpaid bills");
    assertThat(data(get("/v1/operator/organizations?state=suspended&sort=newest"), 200))
        .anyMatch(one -> one.get("id").equals(made.get("id")));
    JsonNode resumed = data(send("DELETE", path + "/suspension", null, key), 200);
    assertThat(resumed.get("suspended_by_operators_at").isNull()).isTrue();
    assertRefused(post(path + "/suspension", "{}"), 400, "reason");
    assertRefused(get("/v1/operator/organizations?state=odd"), 400, "state");
    assertRefused(post("/v1/operator/organizations", "{\"name\":\"\"}"), 400, "name");
    assertRefused(get("/v1/operator/organizations/" + Ids.next()), 404, null);
    assertThat(audited(UUID.fromString(made.get("id").textValue())))
        .contains(
            "organization.created by Billing (operator key)",
            "organization.suspended_by_operator by Billing (operator key)",
            "organization.resumed_by_operator by Billing (operator key)");
  }

  @Test
  void anOwnerInvitedByAKeyCannotJoinOnceTheKeyIsRevoked() {
    JsonNode made =
        data(
            post(
                "/v1/operator/organizations",
                "{\"name\":\"Hooli %1$s\",\"owner\":\"gavin-%1$s@example.com\"}"
                    .formatted(Ids.next())),
            201);
    UUID orgId = UUID.fromString(made.get("id").textValue());

    assertThat(made.get("first_owner").textValue()).startsWith("invited");
    assertThat(stands(orgId)).isTrue();
    UUID keyId =
        UUID.fromString(
            data(get("/v1/operator/keys"), 200)
                .valueStream()
                .filter(one -> key.endsWith(one.get("label").textValue().substring(12)))
                .findFirst()
                .orElseThrow()
                .get("id")
                .textValue());
    send("DELETE", "/v1/operator/keys/" + keyId, null, key);
    assertThat(stands(orgId)).isFalse();
    assertThat(get("/v1/operator/keys").statusCode()).isEqualTo(401);
  }

  private boolean stands(UUID orgId) {
    return database
        .acrossOrganizations()
        .read(sql ->
            sql.select(
                    "select management_key_stands(org_id, inviter_id) from invitations where org_id = ?",
                    orgId)
                .mapTo(Boolean.class)
                .one());
  }

  @Test
  void creditIsGrantedOnceHoweverOftenTheRequestIsSent() {
    String path = "/v1/operator/organizations/" + place.orgId() + "/credit";
    String grant =
        "{\"amount\":25.5,\"note\":\"Invoice 7\",\"kind\":\"invoice\",\"reference\":\"inv-7\"}";

    List<Integer> statuses = new CopyOnWriteArrayList<>();
    Together.each(
        IntStream.range(0, 8).boxed().toList(), _ -> statuses.add(post(path, grant).statusCode()));

    assertThat(statuses).containsOnly(200, 201).containsOnlyOnce(201);
    assertThat(data(get(path), 200).get("granted").decimalValue()).isEqualByComparingTo("25.5");
    assertRefused(post(path, grant.replace("25.5", "26")), 400, "reference");
    assertRefused(post(path, grant.replace("invoice", "grant")), 400, "reference");
    JsonNode taken =
        data(
            post(
                path + "/withdrawals",
                "{\"amount\":5,\"note\":\"A slip\",\"reference\":\"back-7\"}"),
            201);
    assertThat(taken.get("left").decimalValue()).isEqualByComparingTo("20.5");
    assertThat(
            post(
                    path + "/withdrawals",
                    "{\"amount\":5,\"note\":\"A slip\",\"reference\":\"back-7\"}")
                .statusCode())
        .isEqualTo(200);
    assertRefused(post(path + "/withdrawals", "{\"amount\":50,\"note\":\"x\"}"), 400, "amount");
    assertRefused(post(path, "{\"amount\":\"5\",\"note\":\"x\"}"), 400, "amount");
    assertRefused(post(path, "{\"amount\":-5,\"note\":\"x\"}"), 400, "amount");
    assertRefused(
        post(path, "{\"amount\":5,\"note\":\"x\",\"kind\":\"promotion\"}"), 400, "expires_on");
    assertThat(data(get(path + "/entries"), 200))
        .extracting(entry -> entry.get("kind").textValue() + " " + entry.get("amount"))
        .containsExactly("withdrawal -5", "invoice 25.5");
    assertThat(audited(place.orgId()))
        .containsOnlyOnce("credit.granted by Billing (operator key)")
        .containsOnlyOnce("credit.withdrawn by Billing (operator key)");
    assertThat(deviations(place.orgId())).isEmpty();
  }

  @Test
  void theFeeIsChangedFieldByField() {
    JsonNode before = data(get("/v1/operator/fee"), 200);
    try {
      JsonNode after = data(send("PATCH", "/v1/operator/fee", "{\"fee_percent\":4.25}", key), 200);

      assertThat(after.get("fee_percent").decimalValue()).isEqualByComparingTo("4.25");
      assertThat(after.get("fee_minimum")).isEqualTo(before.get("fee_minimum"));
      assertThat(after.get("set_by").textValue()).isEqualTo("Billing (operator key)");
      assertRefused(
          send("PATCH", "/v1/operator/fee", "{\"fee_percent\":101}", key), 400, "fee_percent");
      assertRefused(send("PATCH", "/v1/operator/fee", "{\"tax_on\":\"all\"}", key), 400, "tax_on");
    } finally {
      send(
          "PATCH",
          "/v1/operator/fee",
          "{\"fee_percent\":%s}".formatted(before.get("fee_percent")),
          key);
    }
  }

  @Test
  void paymentsAreListedAndOneThatIsNotThereIsNotFound() {
    assertThat(get("/v1/operator/payments?status=review").statusCode()).isEqualTo(200);
    assertRefused(get("/v1/operator/payments?status=lost"), 400, "status");
    assertRefused(get("/v1/operator/payments/" + place.orgId() + "/" + Ids.next()), 404, null);
    assertRefused(
        post(
            "/v1/operator/payments/" + place.orgId() + "/" + Ids.next() + "/grant",
            "{\"reason\":\"It is right\"}"),
        404,
        null);
  }

  @Test
  void aGuardrailOfTheInstallationIsMadeChangedAndDeleted() {
    String rule =
        """
        {"name":"Secrets everywhere","state":"shadow","action":"block","direction":"input","message":"Remove the key.",
         "check":{"type":"secrets"},"reason":"For all"}
        """;
    JsonNode made = data(post("/v1/operator/guardrails", rule), 201);
    String path = "/v1/operator/guardrails/" + made.get("id").textValue();

    assertThat(made.get("scope").textValue()).isEqualTo("installation");
    assertThat(data(send("PATCH", path, "{\"message\":\"Take it out.\"}", key), 200).get("version"))
        .hasToString("2");
    assertThat(data(get("/v1/operator/guardrails?search=everywhere"), 200)).hasSize(1);
    assertRefused(
        post("/v1/operator/guardrails", rule.replace("{\"name\"", "{\"scope\":\"team\",\"name\"")),
        400,
        "scope");
    assertThat(send("DELETE", path, null, key).statusCode()).isEqualTo(200);
    assertRefused(get(path + "/x"), 404, null);
  }

  private List<String> actions(String target) {
    return database
        .acrossOrganizations()
        .read(sql ->
            sql.select("select action from audit_entries where target = ? order by id", target)
                .mapTo(String.class)
                .list());
  }

  private List<String> audited(UUID orgId) {
    return database
        .acrossOrganizations()
        .read(sql ->
            sql.select(
                    "select action || ' by ' || actor_name from audit_entries where org_id = ? and actor_kind = 'operator_key' order by id",
                    orgId)
                .mapTo(String.class)
                .list());
  }

  private List<String> deviations(UUID orgId) {
    return database
        .acrossOrganizations()
        .read(sql ->
            sql.select("select d::text from book_deviations(?) d", orgId)
                .mapTo(String.class)
                .list());
  }

  private Response get(String path) {
    return send("GET", path, null, key);
  }

  private Response post(String path, String body) {
    return send("POST", path, body, key);
  }

  private static Response send(String method, String path, @Nullable String body, String secret) {
    var request =
        given().header("Authorization", "Bearer " + secret).contentType("application/json");
    if (body != null) {
      request.body(body.getBytes(StandardCharsets.UTF_8));
    }
    return request.request(method, path);
  }

  private static JsonNode data(Response response, int status) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
    return Json.parseObject(response.asByteArray()).get("data");
  }

  private static void assertRefused(Response response, int status, @Nullable String param) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
    JsonNode named = Json.parseObject(response.asByteArray()).at("/error/param");
    assertThat(named.isTextual() ? named.textValue() : null)
        .as(response.asString())
        .isEqualTo(param);
  }

  private static String group(Pattern pattern, String text, int group) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(group);
  }
}
