package ai.nemorouter.key;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Permission;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the console and the management API answer to input about keys that violates a constraint.
@QuarkusTest
class RefusedKeyInputTest {
  private static final String UNNAMED = "Give the key a name.";
  private static final String LONG = "Use a name of at most 120 characters.";
  private static final String TIME = "`expires_at` must be a time as in 2030-12-31T23:59:59Z.";
  private static final String RESETS =
      "`limit_reset` must be \"daily\", \"weekly\", \"monthly\" or null.";

  @Inject World world;
  @Inject Cast cast;
  @Inject Visitor visitor;
  @Inject Keys keys;

  private World.Place globex;
  private Visitor.Person owner;
  private String key;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    owner = visitor.owner(globex.orgId());
    key = cast.managementKey(globex, EnumSet.allOf(Permission.class));
  }

  @Test
  void aKeyThatAProgramWants() {
    program("keys", "{}", "name", "`name` is required, as a string.");
    program("keys", "{\"name\": null}", "name", "`name` is required, as a string.");
    program("keys", "{\"name\": 7}", "name", "`name` must be a string.");
    program("keys", "{\"name\": \" \"}", "name", UNNAMED);
    program("keys", "{\"name\": \"%s\"}".formatted("n".repeat(121)), "name", LONG);
    wanted("\"team\": []", "team", "`team` must be a string.");
    wanted("\"owner_id\": 1", "owner_id", "`owner_id` must be a string.");
    wanted("\"limit\": \"5\"", "limit", "`limit` must be a number of US dollars or null.");
    wanted("\"limit\": 1e30", "limit", "`limit` is larger than $9.2 billion.");
    wanted("\"limit\": 5, \"limit_reset\": \"hourly\"", "limit_reset", RESETS);
    wanted("\"limit\": 5, \"limit_reset\": 1", "limit_reset", RESETS);
    wanted("\"expires_at\": 7", "expires_at", "`expires_at` must be a string.");
    wanted("\"expires_at\": \"tomorrow\"", "expires_at", TIME);
    wanted(
        "\"description\": \"%s\"".formatted("d".repeat(501)),
        "description",
        "Use at most 500 characters.");
    wanted(
        "\"allowed_models\": [7]", "allowed_models", "`allowed_models` must be a list of strings.");
    wanted(
        "\"allowed_addresses\": [\"${1+1}\"]",
        "allowed_addresses",
        "“${1+1}” is no IP address or range. Write them as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.");
  }

  @Test
  void aChangeOfAKey() {
    UUID id = keys.mint(globex.owner(), new NewKey(globex.teamId(), "ci", null, null)).key().id();
    Response disabled = send("PATCH", "keys/" + id, "{\"disabled\": null}");
    refuses(disabled, "disabled", "`disabled` must be true or false.");
    refuses(send("PATCH", "keys/" + id, "{\"name\": \"\"}"), "name", UNNAMED);

    Response cleared =
        send("PATCH", "keys/" + id, "{\"limit\": null, \"expires_at\": null, \"unknown\": 1}");
    assertThat(cleared.statusCode()).as(cleared.asString()).isEqualTo(200);
    person("keys/" + id + "/settings", Map.of("name", " "), UNNAMED);
  }

  @Test
  void aRotation() {
    UUID id = keys.mint(globex.owner(), new NewKey(globex.teamId(), "ci", null, null)).key().id();
    String wanted = "`grace_seconds` must be a whole number of seconds.";

    refuses(
        send("POST", "keys/" + id + "/rotation", "{\"grace_seconds\": 1.5}"),
        "grace_seconds",
        wanted);
    refuses(
        send("POST", "keys/" + id + "/rotation", "{\"grace_seconds\": null}"),
        "grace_seconds",
        wanted);
    assertThat(send("POST", "keys/" + id + "/rotation", "").statusCode()).isEqualTo(200);
    assertThat(send("POST", "keys/" + id + "/rotation", "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void aManagementKeyThatAProgramWants() {
    program("management-keys", "{}", "name", "`name` is required, as a string.");
    program(
        "management-keys",
        "{\"name\": \"ci\", \"permissions\": \"VIEW_KEYS\"}",
        "permissions",
        "`permissions` must be a list of strings.");
    program(
        "management-keys",
        "{\"name\": \"ci\", \"permissions\": [\"{max}\"]}",
        "permissions",
        "There is no permission `{max}`.");
    program(
        "management-keys",
        "{\"name\": \"ci\", \"permissions\": []}",
        "permissions",
        "Choose what the program may do.");
    program(
        "management-keys",
        "{\"name\": \"%s\", \"permissions\": [\"VIEW_KEYS\"]}".formatted("n".repeat(121)),
        "name",
        LONG);
  }

  @Test
  void aKeyThatAPersonWants() {
    typed(Map.of("name", ""), UNNAMED);
    typed(Map.of("team", ""), "Choose the team that the key belongs to.");
    typed(Map.of("team", "Research"), "Choose the team that the key belongs to.");
    typed(Map.of("owner", "Ada"), "Choose a member, or no owner.");
    typed(Map.of("limit", "five"), "This amount is not in US dollars, as in 25 or 12.50.");
    typed(Map.of("limit", "5", "period", "fortnight"), "Choose a period.");
    typed(Map.of("expires_at", "2027-02-31"), "Enter a date, as in 2027-01-31.");
    typed(Map.of("allowed_models", "m".repeat(201)), "name has at most 200 characters.");
    typed(Map.of("allowed_addresses", "${1+1}"), "“${1+1}” is no IP address or range.");
    typed(Map.of("form", "x"), "Open the form again.");
  }

  @Test
  void aManagementKeyThatAPersonWants() {
    Map<String, String> form = new HashMap<>();
    form.put("name", "Terraform");
    form.put("permissions", "VIEW_KEYS");
    person("management-keys", form, "Open the form again.");
    form.put("form", UUID.randomUUID().toString());
    form.put("expires_at", "soon");
    person("management-keys", form, "Enter a date, as in 2027-01-31.");
    form.put("expires_at", "");
    form.put("name", "");
    person("management-keys", form, UNNAMED);
  }

  private void wanted(String fields, String field, String message) {
    program("keys", "{\"name\": \"ci\", " + fields + "}", field, message);
  }

  private void program(String path, String body, String field, String message) {
    refuses(send("POST", path, body), field, message);
  }

  private Response send(String method, String path, String body) {
    return RestAssured.given()
        .header("Authorization", "Bearer " + key)
        .contentType("application/json")
        .body(body)
        .request(method, "/v1/" + path);
  }

  private static void refuses(Response answer, String field, String message) {
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
    assertThat(answer.<String>path("error.message")).isEqualTo(message);
    assertThat(answer.<String>path("error.param")).isEqualTo(field);
  }

  /// The usual form with some fields changed.
  private void typed(Map<String, String> changed, String message) {
    Map<String, String> form = new HashMap<>();
    form.put("name", "ci");
    form.put("team", globex.teamId().toString());
    form.putAll(changed);
    person("keys", form, message);
  }

  private void person(String page, Map<String, String> form, String message) {
    Response answer = owner.browser().formParams(form).post(globex.path(page));

    assertThat(answer.statusCode()).as("%s", form).isEqualTo(422);
    assertThat(answer.asString()).contains(message);
  }
}
