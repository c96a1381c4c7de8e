package ai.nemorouter.credit.refund;

import static com.microsoft.playwright.options.ColorScheme.DARK;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.credit.purchase.Till;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.money.Money;
import ai.nemorouter.testsupport.Browser;
import ai.nemorouter.testsupport.Browser.View;
import ai.nemorouter.testsupport.Browser.Visit;
import ai.nemorouter.testsupport.PageProblems;
import ai.nemorouter.testsupport.World;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Buying credit in a browser, at the stand-in's payment page and back.
@QuarkusTest
class BuyingBrowserTest {
  /// Where the payment page sends buyers back to; in tests that address leads to the application.
  private static final String CONSOLE = "https://console.example";

  private static final List<View> SCREENS = List.of(View.DESKTOP, new View(390, DARK, true));

  private static Browser browser;

  private final World world;
  private final Till till;
  private final Reversals reversals;

  private World.Place place;

  BuyingBrowserTest(World world, Till till, Reversals reversals) {
    this.world = world;
    this.till = till;
    this.reversals = reversals;
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
  void openTill() throws Exception {
    till.open();
    place = world.newOrganization();
  }

  @AfterEach
  void closeTill() {
    till.close();
  }

  @Test
  void aPersonBuysCreditAndGetsTheReceipt() {
    buy(View.DESKTOP);
  }

  @Test
  void theSameWithoutJavaScript() {
    buy(View.DESKTOP.withoutScript());
  }

  private void buy(View view) {
    try (Visit visit = browser.visit(GatewayWorld.address(""), view)) {
      Page page = visit.page();
      leadBack(page);
      signIn(visit, false);
      visit.open(place.path("credit"));
      link(page, "Buy credit").click();
      link(page, "$250").click();
      assertThat(fact(page, "Total")).isEqualTo("$262.50");
      page.getByLabel("Credit in US dollars").fill("42.42");
      if (!view.script()) {
        button(page, "Update the price").click();
      }
      button(page, "Pay $44.55").click();
      page.waitForURL("**/pay/**");
      assertThat(page.locator("body").innerText())
          .contains("no money moves", "Platform fee", "$2.13");

      page.getByLabel("Payment method").selectOption("Card: declined");
      button(page, "Pay $44.55").click();
      assertThat(page.getByRole(AriaRole.ALERT).innerText()).contains("declined");
      link(page, "Cancel").click();
      assertThat(page.locator("main").innerText()).contains("Payment canceled");
      link(page, "Continue to payment").click();
      page.waitForURL("**/pay/**");
      page.getByLabel("Webhooks arrive").selectOption("not at all");
      button(page, "Pay $44.55").click();

      page.waitForCondition(() -> heading(page).equals("$42.42 of credit added"));
      assertThat(fact(page, "Platform fee")).startsWith("$2.13");
      Download receipt =
          page.waitForDownload(() ->
              link(page, "Download receipt (PDF)")
                  .click(new Locator.ClickOptions().setNoWaitAfter(true)));
      assertThat(receipt.suggestedFilename()).isEqualTo("receipt.pdf");
      link(page, "Purchases").click();
      assertThat(page.locator("main tbody tr").innerText()).contains("Paid", "R-", "$44.55");
      visit.open(place.path("credit"));
      assertThat(page.locator("main").innerText()).contains("$42.42", "Purchase");
      link(page, "Purchases").click();
      page.locator("main tbody a").first().click();
      link(page, "Refund").click();
      page.getByLabel("Credit to refund in US dollars").fill("40");
      page.getByLabel("Why").fill("Too much");
      button(page, "Continue").click();
      assertThat(page.locator("main").innerText()).contains("$2.42 of this purchase");
      button(page, "Refund $40.00").click();
      page.waitForCondition(() -> page.locator("main").innerText().contains("CN-"));
      assertThat(page.locator("main").innerText()).contains("Refunded", "Too much");
    }
  }

  @Test
  void everyPageFitsAndCanBeUsed() {
    Purchase paid = till.buy(place.owner(), "1234.56");
    till.pay(paid, "CARD");
    Purchase waiting = till.buy(place.owner(), "50");
    till.pay(waiting, "BANK");
    Purchase open = till.buy(place.owner(), "10000");
    Purchase refunded = till.paid(place.owner(), "75");
    reversals.refund(place.owner(), refunded.id(), Money.ofUsd("25"), null, "Not needed");
    Purchase disputed = till.paid(place.owner(), "80");
    String session = till.sessionId(disputed.id());
    till.act(session, "dispute", "84");
    till.deliver(till.reversalEvent("charge.dispute.created", session));
    String payments = "/operator/payments/" + place.orgId() + "/";
    SoftAssertions problems = new SoftAssertions();
    try (Visit visit = browser.visit(GatewayWorld.address(""), View.DESKTOP)) {
      signIn(visit, true);
      for (String path :
          List.of(
              place.path("credit"),
              place.path("credit/purchases/new"),
              place.path("credit/purchases/new?amount=none"),
              place.path("credit/purchases/" + paid.id()),
              place.path("credit/purchases/" + waiting.id()),
              place.path("credit/purchases/" + open.id() + "?canceled=true"),
              place.path("credit/purchases"),
              place.path("credit/purchases?search=none"),
              place.path("credit/purchases/" + refunded.id()),
              place.path("credit/purchases/" + refunded.id() + "/refund"),
              place.path("credit/purchases/" + disputed.id()),
              place.path("credit/purchases/" + disputed.id() + "/refund"),
              place.path("credit/grant"),
              place.path("credit/top-up"),
              place.path("credit/billing"),
              "/operator/payments",
              "/operator/payments?search=none-such",
              "/operator/payments/trial-balance",
              "/operator/payments/policy",
              payments + refunded.id(),
              payments + disputed.id(),
              payments + disputed.id() + "/grant",
              "/operator/fee",
              "/operator/fee/new")) {
        visit.open(path);
        for (View view : SCREENS) {
          visit.show(view);
          problems.assertThat(PageProblems.of(visit.page())).as("%s, %s", path, view).isEmpty();
        }
        visit.show(View.DESKTOP);
      }
    }
    problems.assertAll();
  }

  private void signIn(Visit visit, boolean operator) {
    World.Login login = world.ownerWithPassword(place, operator);
    Page page = visit.page();
    visit.open("/sign-in");
    page.getByLabel("E-mail address").fill(login.email());
    page.getByLabel("Password").fill(login.password());
    button(page, "Sign in").click();
    page.waitForURL("**/overview");
  }

  private static void leadBack(Page page) {
    page.route(
        CONSOLE + "/**",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setStatus(302)
                    .setHeaders(
                        Map.of(
                            "Location",
                            GatewayWorld.address("")
                                .resolve(route.request().url().substring(CONSOLE.length()))
                                .toString()))));
  }

  private static String fact(Page page, String name) {
    return page.locator("dl > div")
        .filter(
            new Locator.FilterOptions()
                .setHas(page.getByText(name, new Page.GetByTextOptions().setExact(true))))
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
}
