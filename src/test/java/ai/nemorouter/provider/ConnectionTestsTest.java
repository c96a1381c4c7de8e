package ai.nemorouter.provider;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.outbound.ScriptedInternet;
import ai.nemorouter.testsupport.ScriptedUpstream;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ConnectionTestsTest {
  private static final String KEY = "sk-very-secret-key-abcd";
  private static final String NAME = "mine";

  private final ConnectionTests tests;
  private final StoredProviders providers;
  private final World world;
  private final ScriptedInternet internet;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();

  private ProviderOwner own;

  ConnectionTestsTest(
      ConnectionTests tests, StoredProviders providers, World world, ScriptedInternet internet) {
    this.tests = tests;
    this.providers = providers;
    this.world = world;
    this.internet = internet;
  }

  @BeforeEach
  void createOrganization() {
    own = new ProviderOwner.Own(world.newOrganization().owner());
  }

  @AfterEach
  void stopUpstream() throws IOException {
    upstream.close();
  }

  @Test
  void aProviderThatAnswersTellsHowManyModelsItLists() {
    upstream.otherwise(
        wire -> wire.json(200, "{\"object\":\"list\",\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}"));

    ConnectionTests.Result result = test(upstream.baseUrl().toString());

    assertThat(result.works()).as(result.message()).isTrue();
    assertThat(result.models()).isEqualTo(2);
    assertThat(result.tookMs()).isNotNegative();
  }

  @ParameterizedTest
  @CsvSource({
    "401, The provider does not accept the key",
    "403, The key may not do that",
    "402, has no credit left",
    "429, limits the rate of requests",
    "500, has trouble of its own",
    "302, redirects elsewhere",
    "404, There is no API at that address"
  })
  void aStatusIsToldInWordsWithoutWhatTheProviderSays(int status, String words) {
    upstream.otherwise(
        wire -> wire.json(status, "{\"error\":{\"message\":\"Incorrect key " + KEY + "\"}}"));

    ConnectionTests.Result result = test(upstream.baseUrl().toString());

    assertThat(result.works()).isFalse();
    assertThat(result.message()).contains(words, "status " + status).doesNotContain("very-secret");
  }

  @Test
  void aBaseUrlWithoutItsVersionIsToldWhatIsProbablyMissing() {
    upstream.otherwise(wire -> wire.answer(404, "text/html", "<html>not found</html>"));
    String base = upstream.baseUrl().toString().replace("/v1", "");

    assertThat(test(base).message()).contains("most end in /v1, as in " + base + "/v1");
  }

  @Test
  void aWebPageIsNoApi() {
    upstream.otherwise(wire -> wire.answer(200, "text/html", "<!doctype html><html><body>Hello"));

    ConnectionTests.Result result = test(upstream.baseUrl().toString());

    assertThat(result.works()).isFalse();
    assertThat(result.message()).startsWith("A web page answers there, and no API.");
  }

  @Test
  void aNameThatIsNotKnownAndAHostThatDoesNotAcceptAreTold() throws IOException {
    String closed = upstream.baseUrl().toString();
    upstream.close();

    assertThat(test("http://nowhere.invalid/v1").message()).isEqualTo("The host is not known.");
    providers.remove(own, NAME);
    assertThat(test(closed).message()).isEqualTo("The host does not accept the connection.");
  }

  @Test
  void aServerThatDoesNotSpeakTlsIsTold() {
    String host = "plain-" + Ids.next() + ".example.test";
    internet.lead(host, List.of("127.0.0.1"));

    ConnectionTests.Result result =
        test("https://" + host + ":" + upstream.baseUrl().getPort() + "/v1");

    assertThat(result.works()).isFalse();
    assertThat(result.message()).isNotBlank().doesNotContain("very-secret");
  }

  @Test
  void thereAreTenTestsAMinuteForEachOrganization() {
    upstream.otherwise(wire -> wire.json(200, "{\"data\":[]}"));
    test(upstream.baseUrl().toString());
    for (int more = 1; more < ConnectionTests.PER_MINUTE; more++) {
      assertThat(tests.run(own, NAME).works()).isTrue();
    }

    ConnectionTests.Result eleventh = tests.run(own, NAME);
    own = new ProviderOwner.Own(world.newOrganization().owner());

    assertThat(eleventh.works()).isFalse();
    assertThat(eleventh.message()).contains("Try again in a minute");
    assertThat(eleventh.tookMs()).as("nothing was sent").isNull();
    assertThat(test(upstream.baseUrl().toString()).works()).isTrue();
  }

  /// They may be anywhere, so another client asks them.
  @Test
  void providersOfTheInstallationAreToldOfInTheSameWords() throws IOException {
    ProviderOwner installation =
        new ProviderOwner.Installation(new Operator(Ids.next(), "Ada Lovelace", Origin.INSIDE));
    String address = upstream.baseUrl().toString();
    upstream.otherwise(wire -> wire.json(200, "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}"));
    ConnectionTests.Result works = test(installation, address);
    upstream.otherwise(wire -> wire.json(401, "{\"error\":{\"message\":\"" + KEY + "\"}}"));
    ConnectionTests.Result refused = tests.run(installation, NAME);
    upstream.otherwise(wire -> wire.json(302, "", "location: /v1/elsewhere"));
    ConnectionTests.Result redirected = tests.run(installation, NAME);
    upstream.close();
    ConnectionTests.Result closed = tests.run(installation, NAME);
    providers.remove(installation, NAME);
    ConnectionTests.Result unknown = test(installation, "http://nowhere.invalid/v1");
    providers.remove(installation, NAME);

    assertThat(works.works()).as(works.message()).isTrue();
    assertThat(works.models()).isEqualTo(2);
    assertThat(upstream.received("models").getFirst().headers())
        .containsEntry("authorization", "Bearer " + KEY);
    assertThat(refused.message())
        .contains("The provider does not accept the key")
        .doesNotContain("very-secret");
    assertThat(redirected.message()).contains("redirects elsewhere");
    assertThat(closed.message()).isEqualTo("The host does not accept the connection.");
    assertThat(unknown.message()).isEqualTo("The host is not known.");
  }

  private ConnectionTests.Result test(String baseUrl) {
    return test(own, baseUrl);
  }

  private ConnectionTests.Result test(ProviderOwner holder, String baseUrl) {
    providers.add(
        holder,
        new ProviderSettings(
            NAME,
            Provider.OPENAI,
            baseUrl,
            List.of("model"),
            false,
            Money.ZERO,
            Money.ZERO,
            "",
            ProviderSettings.USUAL_POSITION),
        KEY);
    return tests.run(holder, NAME);
  }
}
