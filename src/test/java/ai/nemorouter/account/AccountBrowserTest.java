package ai.nemorouter.account;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.account.secondfactor.AccountWorld;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.testsupport.Browser;
import ai.nemorouter.testsupport.Browser.View;
import ai.nemorouter.testsupport.Browser.Visit;
import ai.nemorouter.testsupport.PageProblems;
import ai.nemorouter.testsupport.World;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The second factor as a person meets it, on a telephone and without JavaScript.
@QuarkusTest
class AccountBrowserTest {
  private static Browser browser;

  private final World world;
  private final AccountWorld accounts;

  AccountBrowserTest(World world, AccountWorld accounts) {
    this.world = world;
    this.accounts = accounts;
  }

  @BeforeAll
  static void startBrowser() {
    browser = Browser.start();
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @BeforeEach
  void forgetTries() {
    accounts.forgetTries();
  }

  @Test
  void aSecondFactorIsSetUpAndAskedForWithoutJavaScript() {
    World.Login login = world.ownerWithPassword(world.newOrganization(), false);
    View telephone = new View(390, ColorScheme.DARK, false);
    String recovery;
    String secret;
    try (Visit visit = browser.visit(GatewayWorld.address(""), telephone)) {
      Page page = visit.page();
      visit.open("/account");
      signIn(page, login);
      assertThat(page.locator("h1").innerText()).isEqualTo("Your account");
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Set it up")).click();
      button(page, "Continue");
      assertThat(page.locator("svg.qr").boundingBox().width).isGreaterThan(150);
      assertThat(PageProblems.of(page)).isEmpty();
      secret = page.locator("#secret").innerText().replace(" ", "");
      page.getByLabel("Current password").fill(login.password());
      page.locator("#code").fill(AccountWorld.code(secret, 0));
      button(page, "Turn it on");
      assertThat(PageProblems.of(page)).isEmpty();
      recovery = page.locator("#recovery-codes code").first().innerText();
    }
    try (Visit visit = browser.visit(GatewayWorld.address(""), View.DESKTOP)) {
      Page page = visit.page();
      visit.open("/account");
      signIn(page, login);
      assertThat(page.locator("h1").innerText()).isEqualTo("Enter a code");
      assertThat(PageProblems.of(page)).isEmpty();
      page.locator("#code").fill(recovery);
      button(page, "Sign in");
      page.waitForURL("**/account");
      assertThat(page.locator("h1").innerText()).isEqualTo("Your account");
    }
  }

  private static void signIn(Page page, World.Login login) {
    page.getByLabel("E-mail address").fill(login.email());
    page.getByLabel("Password").fill(login.password());
    button(page, "Sign in");
  }

  private static void button(Page page, String name) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true))
        .click();
  }
}
