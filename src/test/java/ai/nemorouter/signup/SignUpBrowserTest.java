package ai.nemorouter.signup;

import static com.microsoft.playwright.options.ColorScheme.DARK;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.testsupport.Browser;
import ai.nemorouter.testsupport.Browser.View;
import ai.nemorouter.testsupport.Browser.Visit;
import ai.nemorouter.testsupport.PageProblems;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Signing up in a browser, from the sign-in page to the tick of the first request.
@QuarkusTest
class SignUpBrowserTest {
  private static final int OK = 200;
  private static final View TELEPHONE = new View(390, DARK, true);

  private static Browser browser;

  private final Applicant applicant;
  private final GatewayWorld world;

  SignUpBrowserTest(Applicant applicant, GatewayWorld world) {
    this.applicant = applicant;
    this.world = world;
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
    applicant.forgetTries();
  }

  @Test
  void aPersonSignsUpAndSeesTheFirstRequestArrive() {
    signUp(View.DESKTOP);
  }

  @Test
  void theSameWithoutJavaScriptOnATelephone() {
    signUp(new View(390, DARK, false));
  }

  private void signUp(View view) {
    String model =
        world.serve(
            "sign-up", wire -> wire.json(OK, GatewayWorld.ANSWER.formatted(",\"cost\":0.01")));
    String email = Applicant.address();
    try (Visit visit = browser.visit(GatewayWorld.address(""), view)) {
      Page page = visit.page();
      visit.open("/sign-in");
      link(page, "Create an account").click();
      page.getByLabel("E-mail address").fill(email);
      button(page, "Send me a link").click();
      assertThat(page.locator("h1").innerText()).isEqualTo("Check your e-mail");

      visit.open(applicant.newestLink(email));
      page.getByLabel("Your name").fill("Grace Hopper");
      page.getByLabel("Password").fill("short");
      page.getByLabel("Organization").fill("Harbor Compilers");
      page.getByLabel("I accept the terms").check();
      button(page, "Create account").click();
      assertThat(page.locator(".field-error").innerText()).contains("12 to 256 characters");
      assertThat(page.getByLabel("Organization").inputValue()).isEqualTo("Harbor Compilers");
      page.getByLabel("Password").fill(Applicant.PASSWORD);
      button(page, "Create account").click();

      assertThat(page.locator("h1").innerText()).isEqualTo("Harbor Compilers is ready");
      assertThat(PageProblems.of(page)).isEmpty();
      String key = theKeyAndItsSnippets(page);
      link(page, "Continue").click();
      page.waitForURL("**/overview");
      assertThat(page.locator("#first-steps").innerText()).contains("2 of 5 done");
      assertThat(step(page, "Credit").getAttribute("data-done")).isNotNull();
      assertThat(step(page, "First request").getAttribute("data-done")).isNull();
      assertThat(PageProblems.of(page)).isEmpty();

      HttpResponse<String> answer = world.post(key, GatewayWorld.chat(model, ""));
      assertThat(answer.statusCode()).isEqualTo(OK);

      if (!view.script()) {
        link(page, "Look again").click();
      }
      step(page, "First request").getByText("It has arrived").waitFor();
      assertThat(step(page, "First request").getAttribute("data-done")).isNotNull();
      assertThat(page.locator("#first-steps").innerText()).contains("3 of 5 done");
      button(page, "Hide").click();
      button(page, "Show first steps").click();
      assertThat(page.locator("#first-steps").innerText()).contains("3 of 5 done");
    }
  }

  private static String theKeyAndItsSnippets(Page page) {
    String key = page.locator("#secret").inputValue();
    assertThat(page.locator("#example-curl").innerText())
        .contains("sk-nemo-…", "/v1/chat/completions")
        .doesNotContain(key);
    page.getByText("Node.js", new Page.GetByTextOptions().setExact(true)).first().click();
    assertThat(page.locator("#example-node").isVisible()).isTrue();
    assertThat(page.locator("#example-curl").isVisible()).isFalse();
    return key;
  }

  @Test
  void everyPageFitsAndCanBeUsed() {
    String link = applicant.link(Applicant.address());
    SoftAssertions problems = new SoftAssertions();
    try (Visit visit = browser.visit(GatewayWorld.address(""), View.DESKTOP)) {
      for (String path : List.of("/sign-in", "/sign-up", link, "/sign-up/used")) {
        visit.open(path);
        for (View view : List.of(View.DESKTOP, TELEPHONE)) {
          visit.show(view);
          problems.assertThat(PageProblems.of(visit.page())).as("%s, %s", path, view).isEmpty();
        }
        visit.show(View.DESKTOP);
      }
    }
    problems.assertAll();
  }

  private static Locator step(Page page, String title) {
    return page.locator(".steps > li")
        .filter(
            new Locator.FilterOptions()
                .setHas(
                    page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(title))));
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
