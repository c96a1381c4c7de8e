package ai.nemorouter.migration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.testsupport.Browser;
import ai.nemorouter.testsupport.Browser.View;
import ai.nemorouter.testsupport.Browser.Visit;
import ai.nemorouter.testsupport.PageProblems;
import ai.nemorouter.testsupport.World;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The pages for those who move here, as a person has them.
@QuarkusTest
class MigrationBrowserTest {
  private static Browser browser;

  private final World world;
  private final GatewayWorld gateway;

  MigrationBrowserTest(World world, GatewayWorld gateway) {
    this.world = world;
    this.gateway = gateway;
  }

  @BeforeAll
  static void startBrowser() {
    browser = Browser.start();
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @Test
  void anybodyPastesCodeAndSeesWhatResolves() {
    check(new View(390, ColorScheme.DARK, true));
  }

  @Test
  void theSameWorksWithoutJavaScript() {
    check(View.DESKTOP.withoutScript());
  }

  private void check(View view) {
    String model = gateway.serve("pasted", wire -> wire.json(200, "{}"));
    try (Visit visit = browser.visit(GatewayWorld.address(""), view)) {
      Page page = visit.page();
      assertThat(visit.open("/migration")).isEqualTo(200);
      assertThat(PageProblems.of(page)).isEmpty();
      page.getByLabel("Code, settings, log or list")
          .fill(
              "model = '"
                  + model
                  + "'\nother = 'openai/gpt-99-nowhere-to-be-found'\nkey = 'sk-or-v1-0123456789abcdef'");
      button(page, "Check the models").click();
      page.getByText("2 models, 1 callable here").waitFor();

      assertThat(page.locator("#result").innerText())
          .contains("Not available here", "OpenRouter key on line 3")
          .doesNotContain("0123456789abcdef");
      assertThat(PageProblems.of(page)).isEmpty();
    }
  }

  @Test
  void importedKeysAreDownloadedFromThePageThatShowsThem() throws IOException {
    Caller caller = gateway.callerWithCredit("1");
    try (Visit visit = browser.visit(GatewayWorld.address(""), View.DESKTOP)) {
      Page page = visit.page();
      World.Login login = world.ownerWithPassword(caller.place(), false);
      visit.open("/");
      page.getByLabel("E-mail address").fill(login.email());
      page.getByLabel("Password").fill(login.password());
      button(page, "Sign in").click();
      page.waitForURL("**/overview");
      visit.open(caller.place().path("migration/imports"));
      page.getByLabel("Answer of GET /api/v1/keys").fill("[{\"name\":\"moved\",\"limit\":3}]");
      button(page, "Show what will be made").click();
      button(page, "Make 1 key").click();
      assertThat(PageProblems.of(page)).isEmpty();

      Download download = page.waitForDownload(() -> page.getByText("Download as CSV").click());

      assertThat(download.suggestedFilename()).isEqualTo("nemorouter-keys.csv");
      assertThat(Files.readString(download.path())).contains("\"moved\",sk-nemo-");
    }
  }

  private static com.microsoft.playwright.Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
