package ai.nemorouter.guardrail.page;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.sample.Samples;
import ai.nemorouter.guardrail.sample.Sampling;
import ai.nemorouter.guardrail.sample.SamplingTerms;
import ai.nemorouter.testsupport.Browser;
import ai.nemorouter.testsupport.Browser.View;
import ai.nemorouter.testsupport.Browser.Visit;
import ai.nemorouter.testsupport.World;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The way of a rule in a browser: it is tried, published, seen in its history and taken back.
@QuarkusTest
class GuardrailBrowserTest {
  private static Browser browser;

  private final World world;
  private final Sampling sampling;
  private final Samples samples;

  GuardrailBrowserTest(World world, Sampling sampling, Samples samples) {
    this.world = world;
    this.sampling = sampling;
    this.samples = samples;
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
  void aRuleIsTriedPublishedAndReturnedToAnEarlierVersion() {
    walk(View.DESKTOP);
  }

  @Test
  void theSameWithoutJavaScript() {
    walk(View.DESKTOP.withoutScript());
  }

  private void walk(View view) {
    World.Place place = world.newOrganization();
    sampling.keep(place.owner(), new SamplingTerms(0, 10, 1, false));
    samples.save(place.owner(), Direction.INPUT, "Falcon lands");
    try (Visit visit = browser.visit(GatewayWorld.address(""), view)) {
      Page page = visit.page();
      signIn(visit, world.ownerWithPassword(place, false));
      visit.open(place.path("guardrails/new?type=keywords"));
      page.getByLabel("Name").fill("Project names");
      page.getByLabel("Keywords").fill("Falcon");
      page.getByLabel("Redact").check();
      tryOn(page, view, "Launch Falcon tomorrow", "keyword, redacted by Project names");
      replay(page, "1 redacted");
      assertThat(page.getByLabel("Name").inputValue()).isEqualTo("Project names");
      button(page, "Create rule").click();
      assertThat(heading(page)).isEqualTo("Project names");

      tryOn(page, view, "Falcon flies", "keyword, redacted by Project names");
      replay(page, "1 redacted");
      visit.open(page.url().replace("/replay", ""));
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Turn on").setExact(true))
          .click();
      confirm(page, view, "Turn “Project names” on?", "Turn on", "The rule is on.");

      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("History").setExact(true))
          .click();
      assertThat(page.locator("tbody tr").count()).isEqualTo(2);
      page.getByLabel("Return to version 1").click();
      confirm(
          page,
          view,
          "Return “Project names” to version 1?",
          "Return to version 1",
          "Version 3 says what version 1 said.");

      assertThat(page.locator("tbody tr").count()).isEqualTo(3);
      assertThat(page.locator("tbody tr").first().innerText())
          .contains("returned to version 1", "Shadow");
    }
  }

  /// With JavaScript the result shows while one types.
  private static void tryOn(Page page, View view, String text, String label) {
    page.getByLabel("Text", new Page.GetByLabelOptions().setExact(true)).fill(text);
    if (!view.script()) {
      button(page, "Try").click();
    }
    Locator mark = page.locator("#trial mark");
    mark.waitFor();
    assertThat(mark.getAttribute("title")).isEqualTo(label);
    assertThat(page.locator("#trial pre").last().innerText()).contains("[KEYWORD_");
  }

  private static void replay(Page page, String outcome) {
    button(page, "Replay").click();
    Locator result = page.locator("#replay [role=status]");
    result.waitFor();
    assertThat(result.innerText()).contains("Would have hit 1 of 1 samples.", outcome);
    assertThat(page.locator("#replay mark").innerText()).contains("Falcon");
  }

  private static void confirm(Page page, View view, String question, String name, String done) {
    Locator confirmation = page.locator(view.script() ? "dialog[open]" : "main");
    assertThat(confirmation.getByRole(AriaRole.HEADING).innerText()).isEqualTo(question);
    confirmation
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true))
        .click();
    page.getByText(done).waitFor();
  }

  private static void signIn(Visit visit, World.Login login) {
    Page page = visit.page();
    visit.open("/");
    page.getByLabel("E-mail address").fill(login.email());
    page.getByLabel("Password").fill(login.password());
    button(page, "Sign in").click();
    page.waitForURL("**/overview");
  }

  private static String heading(Page page) {
    return page.locator("h1").innerText();
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
