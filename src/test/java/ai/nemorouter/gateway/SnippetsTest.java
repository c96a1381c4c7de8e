package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.Visitor;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The snippets of the page that shows a new key, run as a reader copies them: with the secret put
/// in, and nothing else changed but the address of this gateway.
@QuarkusTest
class SnippetsTest {
  private static final String HELLO = "Hello 日本語🙂";
  private static final long RUN_SECONDS = 60;

  private final GatewayWorld world;
  private final Visitor visitor;
  private String page = "";
  private String model = "";

  SnippetsTest(GatewayWorld world, Visitor visitor) {
    this.world = world;
    this.visitor = visitor;
  }

  @BeforeEach
  void makeKey() {
    model =
        world.serve(
            "snippets", wire -> wire.json(200, GatewayWorld.ANSWER.formatted(",\"cost\":0.001")));
    var place = world.callerWithCredit("1").place();
    page =
        visitor
            .owner(place.orgId())
            .browser()
            .formParam("team", place.teamId())
            .formParam("name", "Laptop")
            .formParam("allowed_models", model)
            .post(place.path("keys"))
            .asString();
  }

  @Test
  void curlIsAnswered() throws Exception {
    assertThat(run(List.of("bash", "-c", snippet("example-curl")))).contains(HELLO, model);
  }

  @Test
  void openAisLibraryForNodeIsAnswered() throws IOException {
    assertThat(NodeClients.print(snippet("example-node"))).isEqualTo(HELLO + "\n");
  }

  @Test
  void langChainIsAnswered() throws IOException {
    assertThat(NodeClients.print(snippet("langchain-javascript"))).isEqualTo(HELLO + "\n");
  }

  @Test
  void openAisLibraryForJavaIsAnswered() throws Exception {
    Path file = Files.createTempDirectory("snippet").resolve("FirstRequest.java");
    Files.writeString(file, snippet("example-java"));
    String libraries =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    String printed =
        run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dstdout.encoding=UTF-8",
                "-cp",
                libraries,
                file.toString()));

    assertThat(printed).endsWith(HELLO + "\n");
  }

  /// What the button *Copy* gives.
  private String snippet(String id) {
    Matcher code = Pattern.compile("(?s)<code id=\"" + id + "\">(.*?)</code>").matcher(page);
    Matcher secret = Pattern.compile("sk-nemo-[0-9A-Za-z]{49,}").matcher(page);
    assertThat(code.find()).as(id).isTrue();
    assertThat(secret.find()).isTrue();
    String address = GatewayWorld.address("").toString();
    return code.group(1)
        .replaceAll("<span data-filled>[^<]*</span>", secret.group())
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replace("https://console.example", address);
  }

  private static String run(List<String> command) throws Exception {
    Path output = Files.createTempFile("snippet", ".out");
    Path errors = Files.createTempFile("snippet", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(process.waitFor(RUN_SECONDS, TimeUnit.SECONDS)).as("ends in time").isTrue();
      assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
      return Files.readString(output, UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }
}
