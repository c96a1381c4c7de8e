package ai.nemorouter.console;

import static com.microsoft.playwright.options.ColorScheme.DARK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.money.Money;
import ai.nemorouter.testsupport.Browser;
import ai.nemorouter.testsupport.Browser.View;
import ai.nemorouter.testsupport.Browser.Visit;
import ai.nemorouter.testsupport.World;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The console as a person has it: in a browser, with and without JavaScript, on a wide and on a
/// narrow screen.
@QuarkusTest
class ConsoleBrowserTest {
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final String COST = "0.000012345";
  private static final String KEY = "search-service";

  private static Browser browser;

  private final World world;
  private final GatewayWorld gateway;

  ConsoleBrowserTest(World world, GatewayWorld gateway) {
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
  void theWholeWayFromSignInToARefusedCall() {
    walk(View.DESKTOP);
  }

  @Test
  void theSameWayWithoutJavaScript() {
    walk(View.DESKTOP.withoutScript());
  }

  private void walk(View view) {
    World.Place place = gateway.callerWithCredit("10").place();
    String model = modelWithKnownCost();
    try (Visit visit = visit(view)) {
      Page page = visit.page();
      signIn(visit, world.ownerWithPassword(place, false));

      goTo(page, "Keys");
      NewKeyWalk walk = new NewKeyWalk(page, view);
      String secret = walk.createKey(KEY, model);
      walk.theSecretIsHiddenAndGuardedUntilItIsCopied(secret);
      walk.theTestRequestIsAnsweredAndArrives(COST);
      theSecretIsShownOnlyOnce(page, secret);
      visit.open(place.path("overview"));

      Money held = theCallIsListed(page, model, view);
      theCallsPageTellsItsCost(page, held);

      revokeKey(page, view);
      HttpResponse<String> refused = call(secret, model);
      assertThat(refused.statusCode()).isEqualTo(UNAUTHORIZED);
      assertThat(GatewayWorld.reason(refused)).isEqualTo("key_revoked");
      theRefusalIsListed(page, view);

      signOut(page);
      page.goBack();
      assertThat(heading(page)).isEqualTo("Sign in");
      visit.open(place.path("overview"));
      assertThat(heading(page)).isEqualTo("Sign in");
    }
  }

  static void signIn(Visit visit, World.Login login) {
    Page page = visit.page();
    visit.open("/");
    assertThat(heading(page)).isEqualTo("Sign in");
    page.getByLabel("E-mail address").fill(login.email());
    page.getByLabel("Password").fill(login.password());
    button(page, "Sign in").click();
    page.waitForURL("**/overview");
    assertThat(heading(page)).isEqualTo("Overview");
  }

  private static void theSecretIsShownOnlyOnce(Page page, String secret) {
    // The form that is sent again makes no second key, and leads to the one it made.
    page.reload();
    page.waitForCondition(() -> heading(page).equals(KEY));
    assertThat(page.content()).doesNotContain(secret);
    goBack(page);
    assertThat(page.content()).contains("</html>").doesNotContain(secret);
  }

  /// Goes back to what was sent with a form: the browser has no copy, and asks before it sends the
  /// form again.
  private static void goBack(Page page) {
    try {
      page.goBack();
    } catch (PlaywrightException e) {
      assertThat(e).hasMessageContaining("ERR_CACHE_MISS");
      page.waitForURL("chrome-error://**");
    }
  }

  private static Money theCallIsListed(Page page, String model, View view) {
    Locator row = row(page, "OK");
    assertThat(cell(row, "Model")).startsWith(model);
    assertThat(cell(row, "Key")).isEqualTo(KEY);
    assertThat(cell(row, "Tokens in / out")).isEqualTo("12 / 5");
    assertThat(cell(row, "Cost (USD)")).isEqualTo("$" + COST);
    Money held = Money.parseTypedUsd(cell(row, "Reserved"));
    openPage(page, row, view);
    return held;
  }

  /// With JavaScript a row opens beside the list first.
  private static void openPage(Page page, Locator row, View view) {
    row.getByRole(AriaRole.LINK).first().click();
    if (view.script()) {
      link(page, "Open page").click();
    }
    page.waitForURL("**/requests/*");
  }

  private static void theCallsPageTellsItsCost(Page page, Money held) {
    assertThat(held).isGreaterThan(Money.ofUsd(COST));
    assertThat(fact(page, "Reserved")).startsWith(held.display());
    assertThat(page.locator("tfoot td").innerText()).isEqualTo("$" + COST);
    assertThat(fact(page, "Released")).isEqualTo(held.minus(Money.ofUsd(COST)).display());
    assertThat(page.locator("main").innerText()).contains("The provider named this cost");
  }

  private static void revokeKey(Page page, View view) {
    link(page, KEY).first().click();
    link(page, "Revoke").click();
    Locator confirmation = page.locator(view.script() ? "dialog[open]" : "main");
    assertThat(confirmation.getByRole(AriaRole.HEADING).innerText())
        .isEqualTo("Revoke the key “" + KEY + "”?");
    confirmation
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Revoke key"))
        .click();
    assertThat(page.getByRole(AriaRole.STATUS).innerText()).startsWith("The key was revoked.");
  }

  private static void theRefusalIsListed(Page page, View view) {
    Locator row = row(page, "Refused");
    assertThat(cell(row, "Key")).isEqualTo(KEY);
    assertThat(cell(row, "Cost (USD)")).isEqualTo("$0.00");
    openPage(page, row, view);
    assertThat(fact(page, "Reason")).endsWith("key_revoked");
  }

  private static void signOut(Page page) {
    page.getByLabel("Account of Hank Scorpio").click();
    button(page, "Sign out").click();
    page.waitForURL("**/sign-in");
  }

  @Test
  void theCommandPaletteIsWorkedByTheKeyboard() {
    World.Place place = gateway.callerWithCredit("10").place();
    try (Visit visit = visit(View.DESKTOP)) {
      Page page = visit.page();
      signIn(visit, world.ownerWithPassword(place, false));
      Locator palette = page.locator("#palette");
      Locator field = palette.getByRole(AriaRole.COMBOBOX);

      page.keyboard().press("Control+k");
      assertThat(palette.isVisible()).isTrue();
      page.keyboard().type("li");
      Locator options = palette.getByRole(AriaRole.OPTION);
      options.getByText("All limits", new Locator.GetByTextOptions().setExact(true)).waitFor();
      assertThat(field.getAttribute("aria-expanded")).isEqualTo("true");
      assertThat(chosen(palette, field)).isEqualTo(options.first().innerText());
      page.keyboard().press("ArrowDown");
      assertThat(chosen(palette, field)).isEqualTo(options.nth(1).innerText());
      page.keyboard().press("ArrowUp");
      page.keyboard().press("ArrowUp");
      assertThat(chosen(palette, field)).isEqualTo(options.last().innerText());

      page.keyboard().press("Escape");
      assertThat(palette.isVisible()).isFalse();
      link(page, "Search").click();
      field.fill("resea");
      options.getByText("Research", new Locator.GetByTextOptions().setExact(true)).waitFor();
      page.keyboard().press("Enter");
      page.waitForURL("**/teams/" + place.teamId());
      assertThat(heading(page)).isEqualTo("Research");
    }
  }

  /// What assistive technology is told is chosen, which is also what looks so.
  private static String chosen(Locator palette, Locator field) {
    Locator option = palette.locator("[aria-selected=true]");
    assertThat(field.getAttribute("aria-activedescendant")).isEqualTo(option.getAttribute("id"));
    return option.innerText();
  }

  @Test
  void shortcutsLeadToSectionsAndIntoTheSearchOfAList() {
    World.Place place = world.newOrganization();
    try (Visit visit = visit(View.DESKTOP)) {
      visit.open("/sign-in");
      signIn(visit, world.ownerWithPassword(place, false));
      Page page = visit.page();
      visit.open(place.path("keys"));

      page.keyboard().press("/");
      page.keyboard().type("gt?");
      assertThat(page.inputValue("main input[type=search]")).isEqualTo("gt?");
      page.evaluate("document.activeElement.blur()");
      page.keyboard().press("?");
      assertThat(page.getByRole(AriaRole.DIALOG).innerText())
          .contains("Keyboard shortcuts", "Teams");
      page.keyboard().press("g");
      page.keyboard().press("t");
      assertThat(page.url()).as("a dialog is open").contains("/keys");
      page.keyboard().press("Escape");
      page.keyboard().press("g");
      page.keyboard().press("t");
      page.waitForCondition(() -> heading(page).equals("Teams"));
    }
  }

  @Test
  void searchingAndTheMenuWorkWithoutJavaScriptOnANarrowScreen() {
    World.Place place = gateway.callerWithCredit("10").place();
    try (Visit visit = visit(new View(390, DARK, false))) {
      Page page = visit.page();
      signIn(visit, world.ownerWithPassword(place, false));
      link(page, "Search").click();
      page.getByLabel("Search for").fill("research");
      button(page, "Search").click();
      link(page, "Research").click();
      assertThat(heading(page)).isEqualTo("Research");

      page.getByLabel("Menu").click();
      goTo(page, "Members");
      assertThat(page.locator(".nav-link[aria-current=page]").first().textContent().strip())
          .isEqualTo("Members");
    }
  }

  private String modelWithKnownCost() {
    return gateway.serve(
        "console", wire -> wire.json(OK, GatewayWorld.ANSWER.formatted(",\"cost\":" + COST)));
  }

  private HttpResponse<String> call(String secret, String model) {
    return gateway.post(secret, GatewayWorld.chat(model, ""));
  }

  private static Visit visit(View view) {
    return browser.visit(GatewayWorld.address(""), view);
  }

  private static void goTo(Page page, String section) {
    page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Main"))
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(section).setExact(true))
        .click();
    page.waitForCondition(() -> heading(page).equals(section));
  }

  /// The newest call with that status, which is recorded a moment after it was answered.
  private static Locator row(Page page, String status) {
    Locator row =
        page.locator("main tbody tr")
            .filter(new Locator.FilterOptions().setHas(page.getByText(status, exactText())));
    await()
        .pollInSameThread()
        .until(() -> {
          goTo(page, "Requests");
          return row.count() > 0;
        });
    return row.first();
  }

  private static String cell(Locator row, String column) {
    List<String> columns = row.locator("xpath=ancestor::table").locator("thead th").allInnerTexts();
    assertThat(columns).contains(column);
    return row.locator("td").nth(columns.indexOf(column)).innerText();
  }

  private static String fact(Page page, String name) {
    return page.locator("dl > div")
        .filter(new Locator.FilterOptions().setHas(page.getByText(name, exactText())))
        .locator("dd")
        .innerText();
  }

  private static String heading(Page page) {
    return page.locator("h1").innerText();
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Page.GetByTextOptions exactText() {
    return new Page.GetByTextOptions().setExact(true);
  }
}
