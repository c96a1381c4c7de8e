package ai.nemorouter.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.Cast.Part;
import ai.nemorouter.testsupport.Route;
import ai.nemorouter.testsupport.Together;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Goes wherever the console leads somebody, as everybody there is and as somebody with each single
/// permission: no user is shown a link, a dialog or a form that would refuse them.
@QuarkusTest
class OfferedActionsTest {
  private static final int OK = 200;

  /// Rows of a list offer different things; more of them of one kind show nothing new.
  private static final int OF_A_KIND = 4;

  private static final Pattern LINK =
      Pattern.compile("(?:href|hx-get)=\"(/o/[^\"#?]+)(?:\\?([^\"#]*))?[^\"]*\"");
  private static final Pattern FORM = Pattern.compile("<form[^>]*>");
  private static final Pattern ACTION = Pattern.compile("action=\"(/o/[^\"#?]+)");
  private static final Pattern POST = Pattern.compile("method=\"post\"");
  private static final Pattern THING =
      Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final List<Route> POSTS =
      Route.all().stream().filter(route -> route.verb().equals("POST") && !route.isApi()).toList();

  @Inject FurnishedOrganization organizations;
  @Inject GatewayWorld gateway;
  @Inject Cast cast;
  @Inject Roles roles;

  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());

  @Test
  void nobodyIsOfferedWhatWouldRefuseThem() {
    Furnished furnished =
        organizations.make(
            gateway.serve(
                "offered-actions",
                wire -> wire.json(OK, GatewayWorld.ANSWER.formatted(",\"cost\":0.01"))));
    World.Place made = furnished.place();
    World.Place place =
        new World.Place(made.orgId(), furnished.teamId(), made.owner(), made.automation());

    List<Part> parts = Stream.concat(Part.all().stream(), single(place)).toList();
    Together.each(
        parts, part -> assertThat(walk(place, part)).as("pages seen as %s", part).isPositive());

    assertThat(wrong).isEmpty();
  }

  /// Somebody with each permission and nothing else, in the organization and in the team.
  private Stream<Part> single(World.Place place) {
    return Arrays.stream(Permission.values())
        .filter(permission -> permission.level() != Permission.Level.INSTALLATION)
        .flatMap(permission ->
            Stream.concat(
                Stream.of(new Part(defined(place, Role.Level.ORGANIZATION, permission), null)),
                permission.level() == Permission.Level.TEAM
                    ? Stream.of(new Part(Role.MEMBER, defined(place, Role.Level.TEAM, permission)))
                    : Stream.empty()));
  }

  private Role defined(World.Place place, Role.Level level, Permission permission) {
    return roles.define(
        place.owner(), level, level.name() + " " + permission.name(), Set.of(permission));
  }

  /// @return how many pages there were to see
  private int walk(World.Place place, Part part) {
    String session = cast.signIn(place, part);
    Rights rights =
        Rights.of(
            part.role(),
            part.teamRole() == null ? Map.of() : Map.of(place.teamId(), part.teamRole()));
    Set<String> known = new LinkedHashSet<>();
    Map<String, Integer> ofAKind = new HashMap<>();
    Deque<Step> steps = new ArrayDeque<>(List.of(new Step("/o/" + place.slug(), "")));
    int seen = 0;
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      String kind = THING.matcher(step.path()).replaceAll("*");
      if (!known.add(step.path()) || ofAKind.merge(kind, 1, Integer::sum) > OF_A_KIND) {
        continue;
      }
      Response answer =
          RestAssured.given().cookie("__Host-nemo-session", session).get(step.address());
      if (answer.statusCode() != OK) {
        wrong.add(
            "As %s: %s on %s: %d".formatted(part, step.path(), step.from(), answer.statusCode()));
        continue;
      }
      seen++;
      String page = answer.asString();
      checkForms(part, rights, step.path(), page);
      Matcher links = LINK.matcher(page);
      while (links.find()) {
        if (links.group(1).startsWith("/o/" + place.slug())) {
          steps.add(new Step(links.group(1), step.path(), links.group(2)));
        }
      }
    }
    return seen;
  }

  /// @param query in the address, without which some pages show nothing
  private record Step(String path, String from, String query) {
    Step(String path, String from) {
      this(path, from, "");
    }

    String address() {
      return query == null || query.isEmpty() ? path : path + "?" + query.replace("&amp;", "&");
    }
  }

  private void checkForms(Part part, Rights rights, String path, String page) {
    Matcher forms = FORM.matcher(page);
    while (forms.find()) {
      Matcher action = ACTION.matcher(forms.group());
      if (POST.matcher(forms.group()).find() && action.find()) {
        if (!isAllowed(route(action.group(1)), rights)) {
          wrong.add("As %s: the form %s on %s".formatted(part, action.group(1), path));
        }
      }
    }
  }

  private static Route route(String path) {
    return POSTS.stream()
        .filter(route -> path.matches(pattern(route)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No route takes the form " + path));
  }

  private static String pattern(Route route) {
    return route
        .path()
        .replaceAll("\\{\\w+\\s*:\\s*([^{}]+)}", "(?:$1)")
        .replaceAll("\\{\\w+}", "[^/]+");
  }

  private static boolean isAllowed(Route route, Rights rights) {
    Needs needs = route.needs().orElseThrow();
    return needs.value().length == 0
        || Arrays.stream(needs.value())
            .map(rights::reach)
            .anyMatch(reach -> needs.everywhere() ? reach.everywhere() : !reach.isNowhere());
  }
}
