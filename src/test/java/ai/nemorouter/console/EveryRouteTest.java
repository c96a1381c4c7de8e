package ai.nemorouter.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Needs;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.Cast.Part;
import ai.nemorouter.testsupport.Route;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Together;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Walks every route of the console and of the management API as everybody there is, and compares
/// with what the roles say. A new route is walked without being named here.
@QuarkusTest
class EveryRouteTest {
  private static final List<Route> ROUTES = Route.all();
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String FILES = "multipart/form-data; boundary=end";
  private static final int OK = 200;
  private static final int FOUND = 303;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int FAULT = 500;
  private static final int OTHERS = 3;
  private static final long SEED = Long.getLong("nemorouter.seed", System.nanoTime());

  @Inject World world;
  @Inject Cast cast;
  @Inject TestDatabase database;
  @Inject FurnishedOrganization furnished;
  @Inject GatewayWorld gateway;

  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void eachRoleMayUseTheConsolesRoutesThatItsPermissionsSay() {
    Map<Class<?>, List<Route>> classes =
        ofOrganizations(false).stream().collect(Collectors.groupingBy(Route::type));
    Together.each(classes.values(), this::visitAsEverybody);
    assertThat(wrong).isEmpty();
  }

  private void visitAsEverybody(List<Route> routes) {
    // Pages and refusals change nothing, so those of a class share an organization.
    Visitors shared = new Visitors();
    for (Route route : routes) {
      Visitors changed = new Visitors();
      for (Part part : Part.all()) {
        boolean allowed = isAllowed(route, part.rights());
        Visitors visitors = allowed && !route.verb().equals("GET") ? changed : shared;
        int status = visitors.visit(route, part);
        if (status >= FAULT
            || status == UNAUTHORIZED
            || (status == FORBIDDEN) == allowed
            || (!allowed && status != FORBIDDEN)) {
          wrong.add("%s as %s: %d, allowed %s".formatted(route, part, status, allowed));
        }
      }
    }
  }

  @Test
  void anOrganizationDoesNotExistForStrangersAndIsHiddenFromWhoeverIsNotSignedIn() {
    World.Place place = world.newOrganization();
    String stranger = cast.signIn(world.newOrganization(), Part.all().getFirst());
    for (Route route : ofOrganizations(false)) {
      HttpResponse<String> refused = visit(route, stranger, place.slug(), thing());
      HttpResponse<String> imagined = visit(route, stranger, "no-such-organization", thing());
      HttpResponse<String> anonymous = visit(route, null, place.slug(), thing());
      if (refused.statusCode() != NOT_FOUND
          || imagined.statusCode() != NOT_FOUND
          || refused.body().contains("Globex")) {
        wrong.add(route + " as a stranger: " + refused.statusCode());
      }
      if (anonymous.statusCode() != FOUND
          || !anonymous.headers().firstValue("Location").orElse("").contains("/sign-in")) {
        wrong.add(route + " not signed in: " + anonymous.statusCode());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theInstallationsPagesAreForOperatorsAlone() {
    String operator = cast.operator();
    String owner = cast.signIn(world.newOrganization(), Part.all().getFirst());
    for (Route route : audience(OpenTo.Audience.OPERATORS)) {
      if (route.isApi()) {
        continue;
      }
      int asOperator = visit(route, operator, "", thing()).statusCode();
      int asOwner = visit(route, owner, "", thing()).statusCode();
      if (asOperator >= FAULT || asOperator == FORBIDDEN || asOwner != NOT_FOUND) {
        wrong.add("%s: %d for an operator, %d for an owner".formatted(route, asOperator, asOwner));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theInstallationsEndpointsAreForOperatorKeysAlone() {
    World.Place place = world.newOrganization();
    String able = cast.operatorKey(false);
    String looking = cast.operatorKey(true);
    String managementKey = cast.managementKey(place, EnumSet.allOf(Permission.class));
    String inference = cast.key(place);
    List<Route> routes = audience(OpenTo.Audience.OPERATORS).stream().filter(Route::isApi).toList();
    assertThat(routes).hasSizeGreaterThan(15);
    for (Route route : routes) {
      int asOperator = call(route, able, thing()).statusCode();
      int asLooking = call(route, looking, thing()).statusCode();
      List<Integer> refused =
          List.of(
              call(route, managementKey, thing()).statusCode(),
              call(route, inference, thing()).statusCode(),
              call(route, null, thing()).statusCode(),
              call(route, "sk-nemo-op-unknown", thing()).statusCode());
      if (asOperator >= FAULT || asOperator == FORBIDDEN || asOperator == UNAUTHORIZED) {
        wrong.add(route + " with an operator key: " + asOperator);
      }
      if (route.verb().equals("GET") ? asLooking != asOperator : asLooking != FORBIDDEN) {
        wrong.add(route + " with one that only reads: " + asLooking);
      }
      if (!refused.equals(List.of(FORBIDDEN, FORBIDDEN, UNAUTHORIZED, UNAUTHORIZED))) {
        wrong.add(route + " with other keys: " + refused);
      }
    }
    for (Route route : ofOrganizations(true)) {
      int status = call(route, able, thing()).statusCode();
      if (status != UNAUTHORIZED) {
        wrong.add(route + " of an organization with an operator key: " + status);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void aManagementKeyMayUseTheEndpointsThatItsPermissionsSay() {
    World.Place place = world.newOrganization();
    String inference = cast.key(place);
    for (Route route : ofOrganizations(true)) {
      Permission[] sufficient = route.needs().orElseThrow().value();
      EnumSet<Permission> others = EnumSet.allOf(Permission.class);
      others.removeIf(other -> isAllowed(route, new Rights(Set.of(other), Map.of())));
      String able = cast.managementKey(place, EnumSet.copyOf(Arrays.asList(sufficient)));
      String unable = cast.managementKey(place, others);
      int allowed = call(route, able, thing()).statusCode();
      int refused = call(route, unable, thing()).statusCode();
      int asKey = call(route, inference, thing()).statusCode();
      int anonymous = call(route, null, thing()).statusCode();
      if (allowed >= FAULT || allowed == FORBIDDEN || allowed == UNAUTHORIZED) {
        wrong.add(route + " with the permission: " + allowed);
      }
      if (refused != FORBIDDEN || asKey != FORBIDDEN || anonymous != UNAUTHORIZED) {
        wrong.add(
            "%s without: %d, with a key for calls: %d, with none: %d"
                .formatted(route, refused, asKey, anonymous));
      }
    }
    for (Route route : audience(OpenTo.Audience.KEY_HOLDERS)) {
      int anonymous = call(route, null, thing()).statusCode();
      if (anonymous != UNAUTHORIZED) {
        wrong.add(route + " without a key: " + anonymous);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void whatBelongsToAnotherOrganizationIsAnsweredAsIfItWereNotThere() {
    Furnished foreign =
        furnished.make(
            gateway.serve(
                "every-route",
                wire -> wire.json(OK, GatewayWorld.ANSWER.formatted(",\"cost\":0.01"))));
    Map<String, String> things = thingsOf(foreign.place());
    Random random = new Random(SEED);
    World.Place own = world.newOrganization();
    String owner = cast.signIn(own, Part.all().getFirst());
    String key = cast.managementKey(own, EnumSet.allOf(Permission.class));
    Map<Route, Set<String>> likely = new LinkedHashMap<>();
    ROUTES.stream()
        .filter(route -> route.needs().isPresent() && route.namesSomething())
        .forEach(route -> likely.put(route, likelyThings(route, things, random)));
    Together.each(
        likely.keySet(),
        route -> {
          int imagined = send(route, owner, key, own.slug(), thing());
          for (String thing : likely.getOrDefault(route, Set.of())) {
            int status = send(route, owner, key, own.slug(), thing);
            if (status != imagined || status >= FAULT) {
              wrong.add("%s with %s: %d, not %d".formatted(route, thing, status, imagined));
            }
          }
        });
    assertThat(things).hasSizeGreaterThan(8);
    assertThat(wrong).as("-Dnemorouter.seed=" + SEED).isEmpty();
  }

  /// Those of the kind that the route's address speaks of, or all where it speaks of none; and some
  /// others, for what takes things of several kinds.
  private static Set<String> likelyThings(Route route, Map<String, String> things, Random random) {
    List<String> words = List.of(route.path().replaceAll("\\{.*?}", "").split("\\W+", -1));
    Set<String> likely = new LinkedHashSet<>();
    things.forEach((table, thing) -> {
      if (Arrays.stream(table.split("[_ ]", -1)).anyMatch(words::contains)) {
        likely.add(thing);
      }
    });
    List<String> others = new ArrayList<>(things.values());
    Collections.shuffle(others, random);
    likely.addAll(likely.isEmpty() ? others : others.subList(0, OTHERS));
    return likely;
  }

  /// What of the organization has an id that an address can name: the newest of each table, and its
  /// members.
  private Map<String, String> thingsOf(World.Place place) {
    Map<String, String> things = new LinkedHashMap<>();
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          List<String> tables =
              handle
                  .createQuery(
                      """
                      select c.table_name from information_schema.columns c
                      join information_schema.columns o using (table_schema, table_name)
                      where table_schema = current_schema() and c.column_name = 'id' and c.data_type = 'uuid'
                        and o.column_name = 'org_id' and table_name !~ '^calls_' order by 1
                      """)
                  .mapTo(String.class)
                  .list();
          for (String table : tables) {
            handle
                .createQuery(
                    "select id from " + table + " where org_id = ? order by id desc limit 1")
                .bind(0, place.orgId())
                .mapTo(String.class)
                .list()
                .forEach(id -> things.put(table, id));
          }
          handle
              .createQuery("select user_id from members where org_id = ?")
              .bind(0, place.orgId())
              .mapTo(String.class)
              .list()
              .forEach(id -> things.put("members " + id, id));
        });
    return things;
  }

  private int send(Route route, String session, String key, String slug, String thing) {
    return (route.isApi() ? call(route, key, thing) : visit(route, session, slug, thing))
        .statusCode();
  }

  private static String thing() {
    return Ids.next().toString();
  }

  private static List<Route> ofOrganizations(boolean api) {
    return ROUTES.stream()
        .filter(route -> route.needs().isPresent() && route.isApi() == api)
        .toList();
  }

  private static List<Route> audience(OpenTo.Audience audience) {
    return ROUTES.stream().filter(route -> route.audience() == audience).toList();
  }

  private static boolean isAllowed(Route route, Rights rights) {
    Needs needs = route.needs().orElseThrow();
    return needs.value().length == 0
        || Arrays.stream(needs.value())
            .map(rights::reach)
            .anyMatch(reach -> needs.everywhere() ? reach.everywhere() : !reach.isNowhere());
  }

  private HttpResponse<String> visit(
      Route route, @Nullable String session, String slug, String thing) {
    HttpRequest.Builder request =
        request(route, slug, thing)
            .header("Sec-Fetch-Site", "same-origin")
            .header("Content-Type", route.takesFiles() ? FILES : FORM);
    if (session != null) {
      request.header("Cookie", "__Host-nemo-session=" + session);
    }
    return send(request);
  }

  private HttpResponse<String> call(Route route, @Nullable String key, String thing) {
    HttpRequest.Builder request =
        request(route, "", thing).header("Content-Type", "application/json");
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    return send(request);
  }

  private static HttpRequest.Builder request(Route route, String slug, String thing) {
    boolean bare = route.verb().equals("GET") || route.verb().equals("DELETE");
    String body = route.isApi() ? "{}" : route.takesFiles() ? "--end--\r\n" : "";
    return HttpRequest.newBuilder()
        .uri(URI.create("http://localhost:" + RestAssured.port + route.address(slug, thing)))
        .method(route.verb(), bare ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException("The application hung up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// An organization with somebody of every part, who sign in when they are needed.
  private final class Visitors {
    private final Map<Part, String> sessions = new HashMap<>();
    private World.@Nullable Place place;

    int visit(Route route, Part part) {
      World.Place visited = place == null ? world.newOrganization() : place;
      place = visited;
      String session = sessions.computeIfAbsent(part, wanted -> cast.signIn(visited, wanted));
      return EveryRouteTest.this.visit(route, session, visited.slug(), thing()).statusCode();
    }
  }
}
