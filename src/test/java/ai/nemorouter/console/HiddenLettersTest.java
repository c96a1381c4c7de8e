package ai.nemorouter.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Permission;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Nothing gets a name that is not what it looks like.
@QuarkusTest
class HiddenLettersTest {
  private static final List<String> HIDDEN =
      List.of("Re\u200bsearch", "Re\u202esearch", "Re\u2066search", "Re\ufeffsearch", "Re\nsearch");

  private final World world;
  private final Cast cast;

  HiddenLettersTest(World world, Cast cast) {
    this.world = world;
    this.cast = cast;
  }

  @Test
  void programsAreToldTheField() {
    World.Place place = world.newOrganization();
    String key = cast.managementKey(place, EnumSet.allOf(Permission.class));
    List<String> wrong = new ArrayList<>();
    for (String name : HIDDEN) {
      Map<String, Map<String, Object>> bodies =
          Map.of(
              "/v1/teams", Map.of("name", name),
              "/v1/keys", Map.of("name", name),
              "/v1/roles",
                  Map.of("name", name, "level", "team", "permissions", List.of("view_keys")),
              "/v1/management-keys", Map.of("name", name, "permissions", List.of("VIEW_KEYS")),
              "/v1/invitations", Map.of("email", name + "@example.com", "role", "member"));
      bodies.forEach((path, body) -> {
        Response answer =
            RestAssured.given()
                .header("Authorization", "Bearer " + key)
                .contentType("application/json")
                .body(body)
                .post(path);
        String field = body.containsKey("name") ? "name" : "email";
        if (answer.statusCode() != 400 || !field.equals(answer.path("error.param"))) {
          wrong.add(path + ": " + answer.statusCode() + " " + answer.asString());
        }
      });
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void peopleAreToldTheField() {
    World.Place place = world.newOrganization();
    World.Login login = world.ownerWithPassword(place, true);
    String session =
        Visitor.signIn(login.email(), login.password(), "/").cookie("__Host-nemo-session");
    List<String> wrong = new ArrayList<>();
    for (String name : HIDDEN) {
      Map<String, Map<String, String>> forms =
          Map.of(
              place.path("teams"),
              Map.of("name", name),
              place.path("keys"),
              Map.of("name", name, "team", place.teamId().toString()),
              place.path("roles"),
              Map.of("name", name, "level", "organization", "permission", "VIEW_KEYS"),
              place.path("settings"),
              Map.of("name", name, "timezone", "UTC"),
              "/account/name",
              Map.of("name", name),
              "/operator/organizations",
              Map.of("name", name));
      forms.forEach((path, form) -> {
        Response answer =
            Visitor.browser()
                .cookie("__Host-nemo-session", session)
                .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .formParams(form)
                .post(path);
        if (answer.statusCode() != 422 || !answer.asString().contains("invisible characters")) {
          wrong.add(path + ": " + answer.statusCode());
        }
      });
    }
    assertThat(wrong).isEmpty();
  }
}
