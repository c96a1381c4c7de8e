package ai.nemorouter.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;

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
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The pages of alerts in a browser, with names and addresses as long as can be.
@QuarkusTest
class AlertBrowserTest {
  private static final String LONG_NAME = "search-service_production_".repeat(5).substring(0, 120);

  private static Browser browser;

  @Inject World places;
  @Inject Channels channels;

  private World.Place place;
  private UUID channelId;

  @BeforeAll
  static void startBrowser() {
    browser = Browser.start();
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @BeforeEach
  void furnish() {
    place = places.newOrganization();
    String address = "https://hooks.example.com/" + "a".repeat(300);
    channelId =
        channels
            .add(
                place.owner(),
                Channel.Kind.WEBHOOK,
                new ChannelSettings(LONG_NAME, address, 80, true))
            .id();
  }

  @ParameterizedTest
  @CsvSource({"1280, LIGHT", "390, DARK"})
  void everyPageFitsAndCanBeUsed(int width, ColorScheme colors) {
    UUID alertId = places.recordAlert(place, channelId, LONG_NAME);
    String channel = "alerts/channels/" + channelId;
    SoftAssertions problems = new SoftAssertions();
    try (Visit visit = signedIn(new View(width, colors, true))) {
      for (String path :
          List.of(
              "alerts",
              "alerts?search=nobody",
              "alerts/" + alertId,
              "alerts/channels",
              "alerts/channels/new",
              "alerts/channels/new?kind=webhook",
              "alerts/channels/new?kind=slack",
              channel,
              channel + "/settings",
              channel + "/secret",
              channel + "/removal")) {
        problems.assertThat(visit.open(place.path(path))).as(path).isEqualTo(200);
        problems.assertThat(PageProblems.of(visit.page())).as(path).isEmpty();
      }
    }
    problems.assertAll();
  }

  @Test
  void aSecretIsRotatedInADialogAndGoneAfterwards() {
    try (Visit visit = signedIn(View.DESKTOP)) {
      Page page = visit.page();
      visit.open(place.path("alerts/channels/" + channelId));
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Rotate secret")).click();
      page.locator("dialog[open] button:has-text('Rotate secret')").click();
      String secret = page.locator("#secret").innerText();
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Done")).click();
      page.waitForURL("**/" + channelId);

      assertThat(secret).startsWith("whsec_");
      assertThat(page.content()).contains("the one before signs too").doesNotContain(secret);
    }
  }

  private Visit signedIn(View view) {
    World.Login login = places.ownerWithPassword(place, false);
    Visit visit = browser.visit(GatewayWorld.address(""), view);
    visit.open("/");
    Page page = visit.page();
    page.getByLabel("E-mail address").fill(login.email());
    page.getByLabel("Password").fill(login.password());
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in")).click();
    page.waitForURL("**/overview");
    return visit;
  }
}
