package ai.nemorouter.organization;

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
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the console and the management API answer to input that violates a constraint.
@QuarkusTest
class RefusedInputTest {
  private static final String ROLE_NAME = "Give the role a name of 1 to 60 characters.";

  @Inject World world;
  @Inject Cast cast;
  @Inject Visitor visitor;

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
  void aTeam() {
    String tooLong = "Use a name of at most 120 characters.";
    program("/v1/teams", "{\"name\": \"%s\"}".formatted("n".repeat(121)), "name", tooLong);
    program("/v1/teams", "{}", "name", "`name` must be text.");
    program("/v1/teams", "{\"name\": 7}", "name", "`name` must be text.");
    person("teams", Map.of("name", "n".repeat(121)), tooLong);
    person("teams", Map.of(), "Give the team a name.");
  }

  @Test
  void aRole() {
    String body = "{\"name\": \"%s\", \"level\": \"%s\", \"permissions\": [%s]}";
    String levels = "`level` must be \"organization\" or \"team\".";
    program("/v1/roles", body.formatted("A", "galaxy", "\"view_keys\""), "level", levels);
    program(
        "/v1/roles", body.formatted("n".repeat(61), "team", "\"view_keys\""), "name", ROLE_NAME);
    program(
        "/v1/roles",
        body.formatted("A", "team", ""),
        "permissions",
        "Choose at least one permission.");
    program(
        "/v1/roles",
        body.formatted("A", "team", "\"view_keys\", \"${1+1} {max}\""),
        "permissions",
        "There is no permission \"${1+1} {max}\". GET /v1/roles shows those of each role.");
    program(
        "/v1/roles",
        "{\"name\": \"A\", \"level\": \"team\", \"permissions\": \"view_keys\"}",
        "permissions",
        "`permissions` must be a list.");
    person("roles", Map.of("level", "team", "permission", "VIEW_KEYS"), ROLE_NAME);
    person("roles", Map.of("level", "team", "name", "A"), "Choose at least one permission.");
  }

  @Test
  void anInvitation() {
    program(
        "/v1/invitations",
        "{\"email\": \"ada\"}",
        "email",
        "Enter an e-mail address, as in ada@example.com.");
    program(
        "/v1/invitations",
        "{\"email\": \"ada@example.com\", \"teams\": [{\"role\": \"member\"}]}",
        "team",
        "`team` must be text.");
    person("invitations", Map.of("emails", " , "), "Enter at least one e-mail address.");
    String addresses =
        IntStream.range(0, 51)
            .mapToObj(number -> "ada" + number + "@example.com")
            .collect(Collectors.joining("\n"));
    person(
        "invitations",
        Map.of("emails", addresses, "role", "member"),
        "Invite at most 50 people at once; these are 51.");
  }

  @Test
  void settings() {
    String email = "Enter an e-mail address, as in finance@example.com, or leave it empty.";
    person(
        "settings",
        Map.of("timezone", "UTC"),
        "Give the organization a name of 1 to 120 characters.");
    person(
        "settings",
        Map.of("name", "Globex", "timezone", "Europe/Atlantis"),
        "Choose a time zone from the list, as in Europe/Berlin.");
    person("settings", Map.of("name", "Globex", "timezone", "UTC", "contact_email", "ada"), email);
  }

  private void program(String path, String body, String field, String message) {
    Response answer =
        RestAssured.given()
            .header("Authorization", "Bearer " + key)
            .contentType("application/json")
            .body(body)
            .post(path);

    assertThat(answer.statusCode()).as(body).isEqualTo(400);
    assertThat(answer.<String>path("error.param")).as(body).isEqualTo(field);
    assertThat(answer.<String>path("error.message")).isEqualTo(message);
  }

  private void person(String page, Map<String, String> form, String message) {
    Response answer = owner.browser().formParams(form).post(globex.path(page));

    assertThat(answer.statusCode()).as("%s", form).isEqualTo(422);
    assertThat(answer.asString()).contains(message);
  }
}
