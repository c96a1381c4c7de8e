package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.ApplicationProcess;
import ai.nemorouter.testsupport.BooksCheck;
import ai.nemorouter.testsupport.ConsoleSession;
import ai.nemorouter.testsupport.ScriptedUpstream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// One organization does its worst on a node with a heap of 512 MB, while another calls at a steady
/// rate: every call of the neighbour is answered, within bounds that stand here.
class NoisyNeighbourIT {
  /// Half of the neighbour's calls, and all but the slowest one of a hundred, are answered within
  /// that, with load generator and database on the same two cores as the node, which are all busy
  /// then. A neighbour who is not protected waits 30 seconds, or is refused.
  private static final Duration USUAL = Duration.ofSeconds(3);

  private static final Duration SLOWEST_OF_A_HUNDRED = Duration.ofSeconds(10);
  private static final Duration PHASE = Duration.ofSeconds(6);
  private static final String EMAIL = "operator@example.com";
  private static final String PASSWORD = "seven ducks over the quiet mill";

  /// Time is measured here, so the node has the compiler that it has in use; this comes before the
  /// options that packaged tests give to nodes.
  private static final String OPTIMIZING = "-XX:TieredStopAtLevel=4";

  /// Guards nothing.
  private static final String SECRETS_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  private static final Pattern MANAGEMENT_KEY = Pattern.compile("sk-nemo-mgmt-\\w+");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path folder;

  private static Fleet fleet;
  private static ScriptedUpstream upstream;
  private static ApplicationProcess node;
  private static NoisyTenant noisy;
  private static String quietKey;

  @BeforeAll
  static void startANodeWithTwoOrganizations() throws Exception {
    fleet = new Fleet(folder);
    upstream = ScriptedUpstream.start();
    NoisyTenant.script(upstream);
    node =
        fleet.startNode(
            fleet.postgres().port(),
            Map.ofEntries(
                Map.entry("_JAVA_OPTIONS", OPTIMIZING),
                Map.entry("NEMOROUTER_HOLDS_PATIENCE", "10s"),
                Map.entry("NEMOROUTER_PROVIDERS_SHARED_BASE_URL", upstream.baseUrl().toString()),
                Map.entry("NEMOROUTER_PROVIDERS_SHARED_MODELS", "*"),
                Map.entry("NEMOROUTER_PROVIDERS_SHARED_INPUT_PRICE", "1"),
                Map.entry("NEMOROUTER_PROVIDERS_SHARED_OUTPUT_PRICE", "1"),
                Map.entry("NEMOROUTER_BYOK_ALLOW_PRIVATE_TARGETS", "true"),
                Map.entry("NEMOROUTER_SECRETS_KEY", SECRETS_KEY),
                Map.entry("NEMOROUTER_BOOTSTRAP_OPERATOR_EMAIL", EMAIL),
                Map.entry("NEMOROUTER_BOOTSTRAP_OPERATOR_PASSWORD", PASSWORD)));
    noisy =
        new NoisyTenant(
            node.port(),
            fleet.mintKey(node),
            fleet.mintKey(node, "{\"name\":\"Used up\",\"limit\":0}"));
    HttpResponse<String> own =
        fleet.manage(
            node,
            "POST",
            "/v1/byok",
            "{\"name\":\"own\",\"provider\":\"openai\",\"base_url\":\"%s\",\"key\":\"x\",\"allowed_models\":[\"*\"],\"input_price\":1,\"output_price\":1}"
                .formatted(upstream.baseUrl()));
    assertThat(own.statusCode()).as(own.body()).isEqualTo(201);
    quietKey = keyOfASecondOrganization();
  }

  @AfterAll
  static void stopEverything() throws IOException {
    fleet.close();
    upstream.close();
  }

  @Test
  void whateverOneOrganizationDoesTheCallsOfAnotherAreAnsweredInTime() throws Exception {
    Map<String, NoisyTenant.Misdeed> misdeeds = new LinkedHashMap<>();
    misdeeds.put("nothing", _ -> {});
    misdeeds.put("slow bodies", noisy::sendSlowBodies);
    misdeeds.put("slow readers", noisy::readSlowly);
    misdeeds.put("huge answers of an own provider", noisy::callForHugeAnswers);
    misdeeds.put("failing models", noisy::callFailingModels);
    misdeeds.put("floods of refusals", noisy::floodWithRefusals);
    misdeeds.put("a thousand waiting holds", noisy::holdAThousandCalls);
    misdeeds.put("all of it at once", noisy::doEverything);
    warmUp();
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, NoisyTenant.Misdeed> misdeed : misdeeds.entrySet()) {
      SteadyCaller.Figures figures;
      try (NoisyTenant.Trouble trouble = noisy.begin(misdeed.getValue());
          SteadyCaller caller = new SteadyCaller(node.at("/v1/chat/completions"), quietKey)) {
        trouble.awaitUnderWay();
        figures = caller.callFor(PHASE);
      }
      System.out.println(misdeed.getKey() + ": " + figures);
      if (figures.failed() > 0
          || figures.p50().compareTo(USUAL) > 0
          || figures.p99().compareTo(SLOWEST_OF_A_HUNDRED) > 0) {
        wrong.add(misdeed.getKey() + ": " + figures);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(fleet.isLive(node)).isTrue();
    assertNothingStaysHeld();
  }

  /// A node that has just started compiles its code while it serves; that is not what is measured.
  private static void warmUp() throws Exception {
    try (NoisyTenant.Trouble _ = noisy.begin(noisy::doEverything);
        SteadyCaller caller = new SteadyCaller(node.at("/v1/chat/completions"), quietKey)) {
      caller.callFor(PHASE);
    }
    assertNothingStaysHeld();
  }

  private static void assertNothingStaysHeld() {
    await()
        .atMost(Fleet.PATIENCE)
        .untilAsserted(() -> {
          try (Connection connection = fleet.postgres().connect()) {
            BooksCheck.assertClean(connection);
          }
        });
  }

  /// Made as an operator makes one, with credit of its own.
  private static String keyOfASecondOrganization() throws Exception {
    ConsoleSession operator = ConsoleSession.signIn(node, EMAIL, PASSWORD);
    form(operator, "/operator/organizations", Map.of("name", "Quiet", "owner", EMAIL));
    form(operator, "/o/quiet/credit/grant", Map.of("amount", "1000", "note", "Test"));
    String page =
        operator
            .post(
                "/o/quiet/management-keys",
                Map.of(
                    "name", List.of("Test"),
                    "permissions", List.of("CHANGE_KEYS", "CHANGE_TEAMS"),
                    "form", List.of(UUID.randomUUID().toString())))
            .body();
    Matcher managementKey = MANAGEMENT_KEY.matcher(page);
    assertThat(managementKey.find()).as(page).isTrue();
    make(managementKey.group(), "/v1/teams", "{\"name\":\"Quiet\"}");
    String made =
        make(managementKey.group(), "/v1/keys", "{\"name\":\"Quiet\",\"team\":\"Quiet\"}");
    return Json.parseObject(made.getBytes(StandardCharsets.UTF_8)).path("key").asText();
  }

  private static String make(String managementKey, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(node.at(path))
            .header("authorization", "Bearer " + managementKey)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> made = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return made.body();
  }

  private static void form(ConsoleSession operator, String path, Map<String, String> fields)
      throws Exception {
    Map<String, List<String>> form = new LinkedHashMap<>();
    fields.forEach((name, value) -> form.put(name, List.of(value)));
    HttpResponse<String> response = operator.post(path, form);
    assertThat(response.statusCode()).as(path + response.body()).isEqualTo(303);
  }
}
