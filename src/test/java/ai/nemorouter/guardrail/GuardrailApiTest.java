package ai.nemorouter.guardrail;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Permission;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.key.management.NewManagementKey;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Guardrails as programs manage them.
@QuarkusTest
class GuardrailApiTest {
  private static final String SECRETS =
      """
      {"name":"Secrets","state":"on","action":"block","direction":"input","message":"Remove the key.",
       "check":{"type":"secrets"},"reason":"Audit finding 12"}
      """;

  @Inject World world;
  @Inject ManagementKeys managementKeys;

  private World.Place place;
  private String managementKey;

  @BeforeEach
  void createOrganization() {
    place = world.newOrganization();
    managementKey = "a management key of " + place.orgId();
    managementKeys.replace(place.orgId(), "Terraform", managementKey);
  }

  @Test
  void aGuardrailIsCreatedFoundChangedAndDeleted() {
    Response created = send("POST", "/v1/guardrails", SECRETS);
    String path = "/v1/guardrails/" + json(created).at("/data/id").textValue();
    JsonNode changed =
        json(send("PATCH", path, "{\"state\":\"shadow\",\"version\":1,\"reason\":\"Noisy\"}"))
            .get("data");
    JsonNode found = json(send("GET", path, null)).get("data");

    assertThat(created.statusCode()).as(created.asString()).isEqualTo(201);
    assertThat(changed).isEqualTo(found);
    assertThat(found.get("scope").textValue()).isEqualTo("organization");
    assertThat(found.get("version").intValue()).isEqualTo(2);
    assertThat(found.get("state").textValue()).isEqualTo("shadow");
    assertThat(found.get("action").textValue()).isEqualTo("block");
    assertThat(found.get("message").textValue()).isEqualTo("Remove the key.");
    assertThat(found.at("/check/kinds")).hasSizeGreaterThan(5);
    assertThat(json(send("GET", "/v1/guardrails", null)).get("total_count").intValue()).isOne();
    assertError(send("PATCH", path, "{\"state\":\"on\",\"version\":1}"), 400, "version");
    assertThat(send("DELETE", path + "?reason=over", null).asString())
        .isEqualTo("{\"deleted\":true}");
    assertError(send("PATCH", path, "{\"state\":\"on\"}"), 404, null);
    assertThat(json(send("GET", "/v1/guardrails", null)).get("total_count").intValue()).isZero();
  }

  @Test
  void aTeamIsNamedByItsNameAndItsRulesComeWithThoseAboveThem() {
    send("POST", "/v1/guardrails", SECRETS);
    send(
        "POST",
        "/v1/guardrails",
        SECRETS.replace(
            "{\"name\":\"Secrets\"",
            "{\"name\":\"Ours\",\"scope\":\"team\",\"scope_id\":\"research\""));

    JsonNode applying = json(send("GET", "/v1/guardrails?scope=team&scope_id=Research", null));

    assertThat(applying.get("data").valueStream().map(rule -> rule.get("name").textValue()))
        .containsExactly("Secrets", "Ours");
    assertError(send("GET", "/v1/guardrails?scope=team&scope_id=nowhere", null), 400, "scope_id");
    assertError(send("GET", "/v1/guardrails?scope=planet", null), 400, "scope");
  }

  @Test
  void whatIsWrongIsNamed() {
    assertError(send("POST", "/v1/guardrails", "{}"), 400, "name");
    assertError(send("POST", "/v1/guardrails", SECRETS.replace("block", "shred")), 400, "action");
    assertError(
        send("POST", "/v1/guardrails", SECRETS.replace("secrets", "telepathy")), 400, "check");
    assertError(
        send(
            "POST",
            "/v1/guardrails",
            SECRETS.replace(
                "{\"type\":\"secrets\"}", "{\"type\":\"pattern\",\"expression\":\"(?=x)\"}")),
        400,
        "check");
  }

  @Test
  void versionsAreListedComparedAndReturnedTo() {
    String path =
        "/v1/guardrails/"
            + json(send("POST", "/v1/guardrails", SECRETS)).at("/data/id").textValue();
    send("PATCH", path, "{\"state\":\"off\",\"reason\":\"Noisy\"}");

    JsonNode versions = json(send("GET", path + "/versions", null)).get("data");
    JsonNode changes = json(send("GET", path + "/versions/2/changes", null)).get("data");
    JsonNode returned = json(send("POST", path + "/versions/1/return", null)).get("data");

    assertThat(versions).hasSize(2);
    assertThat(versions.get(0).get("reason").textValue()).isEqualTo("Noisy");
    assertThat(versions.get(1).get("reason").textValue()).isEqualTo("Audit finding 12");
    assertThat(changes.get(0).get("field").textValue()).isEqualTo("state");
    assertThat(returned.get("version").intValue()).isEqualTo(3);
    assertThat(returned.get("state").textValue()).isEqualTo("on");
    assertThat(json(send("GET", path + "/versions/3", null)).at("/data/returns_to").intValue())
        .isOne();
    assertError(send("GET", path + "/versions/x", null), 404, null);
  }

  @Test
  void exceptionsAreGrantedAndEnded() {
    String path =
        "/v1/guardrails/"
            + json(send("POST", "/v1/guardrails", SECRETS)).at("/data/id").textValue()
            + "/exceptions";
    String body =
        """
        {"scope":"team","scope_id":"Research","owner":"Ada","reason":"Red team","ends_at":"%s"}
        """;

    Response granted = send("POST", path, body.formatted(Instant.now().plusSeconds(3_600)));
    JsonNode listed = json(send("GET", path, null)).get("data").get(0);

    assertThat(granted.statusCode()).as(granted.asString()).isEqualTo(201);
    assertThat(listed.get("current").booleanValue()).isTrue();
    assertThat(listed.get("scope_name").textValue()).isEqualTo("Research");
    assertError(send("POST", path, body.formatted("2999-01-01T00:00:00Z")), 400, "ends_at");
    send("DELETE", path + "/" + listed.get("id").textValue(), null);
    assertThat(json(send("GET", path, null)).at("/data/0/current").booleanValue()).isFalse();
  }

  @Test
  void anExportIsImportedWholeOrNotAtAll() {
    send("POST", "/v1/guardrails", SECRETS);
    String file = send("GET", "/v1/guardrails/export", null).asString();
    String toTeam = file.replaceFirst("\\{", "{\"scope\":\"team\",\"scope_id\":\"Research\",");

    JsonNode dry = json(send("POST", "/v1/guardrails/import?dry_run=true", toTeam));
    Response refused = send("POST", "/v1/guardrails/import", toTeam.replace("block", "shred"));
    JsonNode done = json(send("POST", "/v1/guardrails/import", toTeam));

    assertThat(dry.get("applied").booleanValue()).isFalse();
    assertThat(dry.at("/data/0/outcome").textValue()).isEqualTo("created");
    assertError(refused, 400, "rules");
    assertThat(json(refused).at("/error/metadata/rules/0/problem").textValue())
        .contains("`action`");
    assertThat(done.get("applied").booleanValue()).isTrue();
    assertThat(json(send("GET", "/v1/guardrails", null)).get("total_count").intValue())
        .isEqualTo(2);
  }

  @Test
  void aDraftIsTried() {
    JsonNode tried =
        json(send(
                "POST",
                "/v1/guardrails/trial",
                """
                {"text":"mail ada@example.org","rule":{"name":"x","action":"redact",
                 "check":{"type":"personal","kinds":["email"]}}}
                """))
            .get("data");

    assertThat(tried.get("verdict").textValue()).isEqualTo("redacted");
    assertThat(tried.get("text").textValue()).startsWith("mail [EMAIL_");
    assertThat(tried.at("/matches/0/start").intValue()).isEqualTo(5);
    assertError(send("POST", "/v1/guardrails/trial", "{\"text\":\"x\"}"), 400, "rule");
    assertThat(json(send("GET", "/v1/guardrails/templates", null)).get("data"))
        .hasSizeGreaterThan(5);
    assertThat(send("GET", "/v1/guardrails/installation", null).statusCode()).isEqualTo(200);
  }

  @Test
  void samplesAreKeptListedReplayedAndDeletedWithTheSetting() {
    assertError(send("PATCH", "/v1/guardrails/sampling", "{}"), 400, "one_in");
    assertError(
        send("PATCH", "/v1/guardrails/sampling", "{\"one_in\":0,\"days\":91}"), 400, "days");
    assertError(send("POST", "/v1/guardrails/samples", "{\"text\":\"x\"}"), 400, "text");
    JsonNode on =
        json(send("PATCH", "/v1/guardrails/sampling", "{\"one_in\":0,\"days\":2}")).get("data");
    Response saved = send("POST", "/v1/guardrails/samples", "{\"text\":\"mail ada@example.org\"}");
    String path = "/v1/guardrails/samples/" + json(saved).at("/data/id").textValue();
    String draft =
        """
        {"rule":{"name":"x","action":"redact","check":{"type":"personal","kinds":["email"]}}}
        """;
    JsonNode replayed = json(send("POST", "/v1/guardrails/replay", draft)).get("data");

    assertThat(on.get("enabled").booleanValue()).isTrue();
    assertThat(on.get("days").intValue()).isEqualTo(2);
    assertThat(saved.statusCode()).as(saved.asString()).isEqualTo(201);
    assertThat(json(send("GET", path, null)).at("/data/parts/0/text").textValue())
        .isEqualTo("mail ada@example.org");
    assertThat(replayed.get("looked_at").intValue()).isOne();
    assertThat(replayed.get("redacted").intValue()).isOne();
    assertThat(replayed.at("/hits/0/matches/0/text").textValue()).isEqualTo("ada@example.org");
    assertError(send("POST", "/v1/guardrails/replay", "{}"), 400, "rule");

    String all = managementKey;
    managementKey = viewer();
    assertThat(json(send("GET", "/v1/guardrails/samples", null)).get("total_count").intValue())
        .isOne();
    assertError(send("GET", path, null), 403, null);
    assertError(send("POST", "/v1/guardrails/replay", draft), 403, null);
    managementKey = all;
    JsonNode stopped = json(send("DELETE", "/v1/guardrails/sampling", null));
    assertThat(stopped.get("samples_deleted").intValue()).isOne();
    assertError(send("GET", path, null), 404, null);
    assertThat(json(send("GET", "/v1/guardrails/sampling", null)).at("/data/enabled").asBoolean())
        .isFalse();
  }

  @Test
  void aKeyThatMayOnlySeeChangesNothing() {
    send("POST", "/v1/guardrails", SECRETS);
    managementKey = viewer();

    assertThat(json(send("GET", "/v1/guardrails", null)).get("total_count").intValue()).isOne();
    assertError(send("POST", "/v1/guardrails", SECRETS), 403, null);
  }

  private String viewer() {
    Set<Permission> sees = Set.of(Permission.VIEW_GUARDRAILS);
    return managementKeys
        .mint(place.owner(), new NewManagementKey("Viewer", sees, null, List.of(), null))
        .secret()
        .reveal();
  }

  private Response send(String verb, String path, @Nullable String body) {
    var request = given().header("Authorization", "Bearer " + managementKey);
    if (body != null) {
      request = request.contentType("application/json").body(body);
    }
    return request.request(verb, path);
  }

  private static void assertError(Response response, int status, @Nullable String param) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
    if (param != null) {
      assertThat(json(response).at("/error/param").textValue()).isEqualTo(param);
    }
  }

  private static JsonNode json(Response response) {
    return Json.parseObject(response.asString().getBytes(StandardCharsets.UTF_8));
  }
}
