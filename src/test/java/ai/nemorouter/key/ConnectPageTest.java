package ai.nemorouter.key;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The page with settings of clients.
@QuarkusTest
class ConnectPageTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```\\w*\\n(.*?)\\n```");
  private static final String ADDRESS = "https://nemo.example.com";

  /// `NEMOROUTER_CONSOLE_URL` of the tests, and not where the request came to.
  private static final String HERE = "https://console.example";

  @Inject Visitor visitor;
  @Inject World world;

  private World.Place globex;
  private Visitor.Person owner;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    owner = visitor.owner(globex.orgId());
  }

  @Test
  void thePageAndTheDocumentHaveTheSameSettings() throws IOException {
    String document = Files.readString(Path.of("docs/agents.md"));
    String ofOpenAi = shown("openai/gpt-5");
    String ofAnthropic = shown("anthropic/claude-sonnet-4.5");

    List<String> blocks = BLOCK.matcher(document).results().map(found -> found.group(1)).toList();
    assertThat(blocks).hasSizeGreaterThan(10);
    for (String block : blocks) {
      String here = block.replace(ADDRESS, HERE);
      assertThat(block.contains("anthropic/") ? ofAnthropic : ofOpenAi).contains(here);
    }
  }

  @Test
  void aModelThatCannotBeCalledIsSaidToBeUnknownAndShownAsText() {
    String page = page("no/such\"><script>alert(1)</script>");

    assertThat(page)
        .contains("No model of that name can be called here")
        .contains("no/such&quot;&gt;&lt;script&gt;")
        .doesNotContain("<script>alert(1)");
    assertThat(page("")).doesNotContain("No model of that name can be called here");
  }

  @Test
  void aNewKeyIsNamedInTheSettingsOfEachClientAndInClearOnce() {
    String page =
        owner
            .browser()
            .formParam("team", globex.teamId())
            .formParam("name", "Laptop")
            .post(globex.path("keys"))
            .asString();

    Matcher secret = Pattern.compile("sk-nemo-[0-9A-Za-z]{49,}").matcher(page);
    assertThat(secret.results().map(MatchResult::group)).hasSize(1);
    assertThat(plain(page))
        .containsPattern("ANTHROPIC_AUTH_TOKEN=sk-nemo-…[0-9A-Za-z]{4}\n")
        .containsPattern("NEMOROUTER_API_KEY=sk-nemo-…[0-9A-Za-z]{4}\n");
  }

  private String page(String model) {
    return owner.browser().queryParam("model", model).get(globex.path("connect")).asString();
  }

  private String shown(String model) {
    return plain(page(model));
  }

  private static String plain(String html) {
    return html.replaceAll("<[^>]*>", "")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }
}
