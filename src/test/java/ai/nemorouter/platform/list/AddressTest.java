package ai.nemorouter.platform.list;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.Cast.Part;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Filters and routes read an address alike, or it is refused.
@QuarkusTest
class AddressTest {
  private static final String HERE = "{slug}";

  private final Cast cast;
  private final World world;

  AddressTest(Cast cast, World world) {
    this.cast = cast;
    this.world = world;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/o/{slug}%2foverview",
        "/o/{slug}%2F..%2Fother",
        "/o/{slug}%2f..%2f..%2f%2fevil.example",
        "/o/{slug}%5c..%5cother",
        "/o/{slug}%2f%0d%0aX-Evil:%201",
        "/o/{slug}/../other",
        "/o/{slug}/./overview",
        "/o/{slug}/%2e%2E/other",
        "/o/{slug}/..",
        "/x/../o/{slug}/overview",
        "/o/{slug}/keys%00",
        "/o/{slug}/keys%0a",
        "/o/{slug}/keys%c2%85",
        "/o/{slug}/%e2%80%aekeys",
        "/o/{slug}/%ff",
        "/o/{slug}/%c0%af",
        "/o/{slug}/%ed%a0%80",
        "/o/{slug};x=1/overview",
        "/o/{slug}/keys;x=1",
        "/o/{slug}/keys?search=%00",
        "/o/{slug}/keys?search=%ff",
        "/o/{slug}/keys?search=%c0%80",
        "/o/{slug}/keys?%00=1",
        "/sign-in?next=%00",
        "/static/%2e%2e/x",
        "/static/..%2fx",
        "/q/..%2fx",
        "/operator%2f",
        "/%00"
      })
  void whatCanBeReadInTwoWaysIsAPageThatSaysSo(String address) throws IOException {
    World.Place place = world.newOrganization();
    String session = owner(place);

    String answer = get(address.replace(HERE, place.slug()), session);

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("text/html", "This address");
    assertThat(answer).containsIgnoringCase("content-security-policy").doesNotContain("X-Evil");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/keys/%00",
        "/v1/roles/%00",
        "/v1/aliases/%00",
        "/v1/models/%00",
        "/v1/models/a/%ff",
        "/v1/models/a%5cb",
        "/v1/models/..%2fkeys",
        "/v1/models/../keys",
        "/v1/keys%2fx",
        "/v1/members?search=%00",
        "/v1/models?category=%00",
        "/v1/audit?actor=%ed%a0%80",
        "/api/v1/models/%00",
        "/v1/chat%2fcompletions"
      })
  void programsAreToldInTheirOwnWords(String address) throws IOException {
    assertThat(get(address, "none"))
        .startsWith("HTTP/1.1 400 ")
        .contains("application/json", "\"invalid_request_error\"", "This address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/o/{slug}\\other",
        "/o/{slug}/%zz",
        "/o/{slug}/%",
        "/o/{slug}/%4",
        "/o/x?search=%zz",
        "/v1/models/%zz",
        "/o/{slug}/a|b",
        "/o/{slug}/\u0000",
        "/o/{slug}/\u0085"
      })
  void whatIsNoAddressGoesNoFurther(String address) throws IOException {
    assertThat(get(address, "none")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void theSlashOfAModelMayBeEncoded() throws IOException {
    assertThat(get("/v1/models/no-author%2Fno-model", "none"))
        .startsWith("HTTP/1.1 404 ")
        .contains("no-author/no-model");
  }

  @ParameterizedTest
  @CsvSource({
    "/o/{slug}/%6beys, /o/{slug}/keys",
    "/o//{slug}/keys, /o/{slug}/keys",
    "//o/{slug}/keys, /o/{slug}/keys",
    "/%6f/{slug}/keys, /o/{slug}/keys"
  })
  void anotherSpellingIsTheSamePageWithTheSameRights(String spelling, String plain)
      throws IOException {
    World.Place place = world.newOrganization();
    String owner = owner(place);
    String stranger = owner(world.newOrganization());

    String address = spelling.replace(HERE, place.slug());

    assertThat(get(address, owner)).startsWith("HTTP/1.1 200 ");
    assertThat(get(address, stranger)).startsWith("HTTP/1.1 404 ");
    assertThat(get(plain.replace(HERE, place.slug()), stranger)).startsWith("HTTP/1.1 404 ");
    assertThat(get(address, "none")).startsWith("HTTP/1.1 303 ").contains("/sign-in");
  }

  @Test
  void anOrganizationsAddressLeadsToItsOwnPages() throws IOException {
    World.Place place = world.newOrganization();
    String owner = owner(place);

    assertThat(get("/o/" + place.slug(), owner))
        .contains("\r\nLocation: " + place.path("overview"));
  }

  private String owner(World.Place place) {
    return cast.signIn(place, Part.all().getFirst());
  }

  /// As it stands: a client library would mend it.
  private static String get(String address, String session) throws IOException {
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket.setSoTimeout(10_000);
      String request =
          "GET %s HTTP/1.1\r\nHost: localhost\r\nCookie: __Host-nemo-session=%s\r\nConnection: close\r\n\r\n"
              .formatted(address, session);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
