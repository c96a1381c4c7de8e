package ai.nemorouter.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.Route;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Together;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Parameter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Walks every route with texts that no database stores, in each place where it takes a text: each
/// is refused before anything is done with it. A new route or field is walked without being named
/// here.
@QuarkusTest
class EveryTextTest {
  private static final List<Route> ROUTES = Route.all();
  private static final String CANARY = "canary-e07a";
  private static final String END = "end";
  private static final Pattern WORD = Pattern.compile("\"([a-z][a-z_]{1,30})\"");

  /// As they stand in an address or form. All of them in addresses are in `AddressTest`.
  private static final Map<String, String> UNACCEPTABLE =
      Map.of(
          "NUL", "%00",
          "next line", "%C2%85",
          "escape", "%1B",
          "half a surrogate pair", "%ED%A0%80",
          "no UTF-8", "%FF",
          "an overlong NUL", "%C0%80");

  private final World world;
  private final Cast cast;
  private final TestDatabase database;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());

  private World.Place place;
  private String person;
  private String managementKey;
  private String operatorKey;
  private String key;

  EveryTextTest(World world, Cast cast, TestDatabase database) {
    this.world = world;
    this.cast = cast;
    this.database = database;
  }

  @BeforeEach
  void enter() {
    place = world.newOrganization();
    // Nothing is refused for want of a right.
    World.Login login = world.ownerWithPassword(place, true);
    person = Visitor.signIn(login.email(), login.password(), "/").cookie("__Host-nemo-session");
    managementKey = cast.managementKey(place, EnumSet.allOf(Permission.class));
    operatorKey = cast.operatorKey(false);
    key = cast.key(place);
  }

  @AfterEach
  void leave() {
    http.close();
  }

  @Test
  void noAddressTakesThem() {
    for (Route route : ROUTES) {
      for (String kind : List.of("NUL", "no UTF-8")) {
        String text = UNACCEPTABLE.getOrDefault(kind, "");
        if (route.namesSomething()) {
          expectRefusal(
              route, kind + " in the path", route.address(place.slug(), CANARY + text), "");
        }
        String address = route.address(place.slug(), Ids.next().toString());
        for (String name : names(route, QueryParam.class)) {
          String query = "?" + name + "=" + CANARY + text;
          expectRefusal(route, kind + " in ?" + name, address + query, "");
        }
      }
    }
    assertNothingWasDone();
  }

  @Test
  void noFormTakesThem() {
    AtomicInteger fields = new AtomicInteger();
    Together.each(
        ROUTES,
        route -> {
          String address = route.address(place.slug(), Ids.next().toString());
          for (String name : names(route, FormParam.class)) {
            fields.incrementAndGet();
            UNACCEPTABLE.forEach((kind, text) ->
                expectRefusal(
                    route, kind + " in " + name, address, field(route, name, CANARY + text)));
          }
        });
    assertThat(fields).hasValueGreaterThan(200);
    assertNothingWasDone();
  }

  @Test
  void noJsonTakesThem() {
    List<String> texts = List.of("\\u0000", "\\u0085", "\\ud800", "\\u001b");
    int routes = 0;
    for (Route route : ROUTES) {
      if (route.isApi()
          && !route.verb().equals("GET")
          && !route.verb().equals("DELETE")
          && takesJson(route)) {
        routes++;
        String address = route.address(place.slug(), Ids.next().toString());
        for (String text : texts) {
          expectRefusal(route, text + " in JSON", address, json(route, CANARY + text));
          expectRefusal(
              route, text + " in a name of JSON", address, "{\"" + CANARY + text + "\":1}");
        }
      }
    }
    assertThat(routes).isGreaterThan(20);
    assertNothingWasDone();
  }

  /// Every word in the source of the API's package is a field with such a text.
  private static String json(Route route, String text) {
    return words(route).stream()
        .map(word -> "\"" + word + "\":\"" + text + "\"")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static Set<String> words(Route route) {
    Path folder = Path.of("src/main/java", route.type().getPackageName().replace('.', '/'));
    Set<String> words = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        WORD.matcher(Files.readString(file)).results().forEach(found -> words.add(found.group(1)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }

  private static boolean takesJson(Route route) {
    return Arrays.stream(route.method().getParameters())
        .anyMatch(parameter ->
            parameter.getType() == byte[].class || parameter.getType() == InputStream.class);
  }

  /// The names of the texts that a route takes, by their annotations.
  private static List<String> names(Route route, Class<?> from) {
    List<String> names = new ArrayList<>();
    for (Parameter parameter : route.method().getParameters()) {
      if (isText(parameter.getType())) {
        add(names, parameter, parameter.getName(), from);
      }
      if (parameter.isAnnotationPresent(BeanParam.class)) {
        Arrays.stream(parameter.getType().getDeclaredFields())
            .filter(field -> isText(field.getType()))
            .forEach(field -> add(names, field, field.getName(), from));
      }
      if (from == FormParam.class && parameter.getType() == MultivaluedMap.class) {
        names.add("emails");
        names.add("role");
        names.add("anything");
      }
    }
    return names;
  }

  /// Numbers, ids and switches cannot hold such a text.
  private static boolean isText(Class<?> type) {
    return type == String.class || type == List.class;
  }

  private static void add(List<String> names, AnnotatedElement place, String name, Class<?> from) {
    QueryParam query = place.getAnnotation(QueryParam.class);
    FormParam form = place.getAnnotation(FormParam.class);
    RestForm rest = place.getAnnotation(RestForm.class);
    if (from == QueryParam.class && query != null) {
      names.add(query.value());
    } else if (from == FormParam.class && form != null) {
      names.add(form.value());
    } else if (from == FormParam.class && rest != null) {
      names.add(rest.value().isEmpty() ? name : rest.value());
    }
  }

  private static String field(Route route, String name, String text) {
    if (!route.takesFiles()) {
      return name + "=" + text;
    }
    // Bytes as such: there is no other encoding in these.
    String plain =
        text.replace("%00", "\u0000")
            .replace("%C2%85", "\u0085")
            .replace("%1B", "\u001b")
            .replaceAll("%ED%A0%80|%FF|%C0%80", "\ufffd");
    return "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n--%s--\r\n"
        .formatted(END, name, plain, END);
  }

  private void expectRefusal(Route route, String what, String address, String body) {
    int status = send(route, address, body);
    boolean refused = status == 400 || (route.isApi() && status == 404 && !body.isEmpty());
    if (!refused) {
      wrong.add("%s with %s: %d".formatted(route, what, status));
    }
  }

  private int send(Route route, String address, String body) {
    boolean bare = route.verb().equals("GET") || route.verb().equals("DELETE");
    HttpRequest.Builder request =
        HttpRequest.newBuilder()
            .uri(URI.create("http://localhost:" + RestAssured.port + address))
            .method(route.verb(), bare ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", type(route))
            .header("Sec-Fetch-Site", "same-origin");
    if (route.isApi()) {
      request.header("Authorization", "Bearer " + keyFor(route));
    } else {
      request.header("Cookie", "__Host-nemo-session=" + person);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8)).statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException("The application hung up on " + route, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String keyFor(Route route) {
    if (route.audience() == OpenTo.Audience.OPERATORS) {
      return operatorKey;
    }
    return route.audience() == OpenTo.Audience.KEY_HOLDERS ? key : managementKey;
  }

  private static String type(Route route) {
    if (route.isApi()) {
      return "application/json";
    }
    return route.takesFiles()
        ? "multipart/form-data; boundary=" + END
        : "application/x-www-form-urlencoded";
  }

  private void assertNothingWasDone() {
    assertThat(wrong).isEmpty();
    assertThat(
            database
                .acrossOrganizations()
                .<List<String>>read(handle ->
                    handle
                        .createQuery(
                            """
                            select table_name from information_schema.tables
                            where table_schema = current_schema() and table_type = 'BASE TABLE'
                              and (xpath('//n/text()', query_to_xml(format(
                                'select count(*) as n from %I t where t::text like %L', table_name, '%' || :canary || '%'),
                                true, false, '')))[1]::text <> '0'
                            """)
                        .bind("canary", CANARY)
                        .mapTo(String.class)
                        .list()))
        .isEmpty();
  }
}
