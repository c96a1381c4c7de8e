package ai.nemorouter.key.app;

import static com.microsoft.playwright.options.ColorScheme.DARK;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.testsupport.Browser;
import ai.nemorouter.testsupport.Browser.View;
import ai.nemorouter.testsupport.Browser.Visit;
import ai.nemorouter.testsupport.PageProblems;
import ai.nemorouter.testsupport.Receiver;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Sign-in for apps in a browser, which alone knows whether it may go on to the app after the form.
@QuarkusTest
class AppBrowserTest {
  private static final int OK = 200;

  private static Browser browser;

  @Inject World world;
  @Inject Visitor visitor;
  @Inject AppWorld apps;

  @BeforeAll
  static void startBrowser() {
    browser = Browser.start();
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @Test
  void aPersonSignsInAllowsTheAppAndArrivesThereWithACode() {
    allow(View.DESKTOP);
  }

  @Test
  void theSameWithoutJavaScriptOnATelephone() {
    allow(new View(390, DARK, false));
  }

  private void allow(View view) {
    apps.forgetTries();
    World.Place place = world.newOrganization();
    Visitor.Person owner = visitor.owner(place.orgId());
    try (Receiver app = new Receiver(_ -> OK);
        Visit visit = browser.visit(GatewayWorld.address(""), view)) {
      Page page = visit.page();
      visit.open(AppWorld.link(app.url()));
      page.getByLabel("E-mail address").fill(owner.email());
      page.getByLabel("Password").fill(Visitor.PASSWORD);
      button(page, "Sign in");
      assertThat(page.locator("h1").innerText()).startsWith("Allow 127.0.0.1:");
      assertThat(PageProblems.of(page)).isEmpty();

      button(page, "Allow");
      page.waitForURL(address -> address.startsWith(app.url() + "?code="));

      String code = AppWorld.codeIn(page.url());
      assertThat(AppWorld.redeem(code, AppWorld.VERIFIER).statusCode()).isEqualTo(OK);
      assertThat(apps.keys(place)).isOne();
    }
  }

  private static void button(Page page, String name) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true))
        .click();
  }
}
