package ai.nemorouter.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.testsupport.Browser;
import ai.nemorouter.testsupport.Browser.View;
import ai.nemorouter.testsupport.Browser.Visit;
import ai.nemorouter.testsupport.Visitor;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The font of the console: it comes from this host, once, and moves nothing.
@QuarkusTest
class FontBrowserTest {
  private static final String FONT = "**/*.woff2";
  private static final Pattern PRELOADED =
      Pattern.compile("<link rel=\"preload\" href=\"([^\"]+\\.woff2)\" as=\"font\"");
  private static final Pattern STYLES = Pattern.compile("href=\"([^\"]+\\.css)\"");

  private static Browser browser;

  @BeforeAll
  static void startBrowser() {
    browser = Browser.start();
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @Test
  void theFontThatPagesPreloadIsTheOneOfTheStylesheetAndIsKeptAsLong() {
    String page = get("/sign-in").asString();
    String font = found(PRELOADED, page);
    String styles = found(STYLES, page);

    io.restassured.response.Response file = get(font);

    // Its name has the file's hash: a file that is changed takes the new name from the stylesheet.
    assertThat(get(styles).asString()).contains(font);
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.contentType()).isEqualTo("font/woff2");
    assertThat(file.header("Cache-Control")).isEqualTo(get(styles).header("Cache-Control"));
  }

  @Test
  void pagesAreSetInTheFontAndLoadItOnce() {
    try (Visit visit = browser.visit(GatewayWorld.address(""), View.DESKTOP)) {
      List<String> fonts = new ArrayList<>();
      visit
          .page()
          .onResponse((Response answer) -> {
            if (answer.url().endsWith(".woff2")) {
              fonts.add(answer.url());
            }
          });

      visit.open("/sign-in");

      assertThat(waitForFont(visit.page())).isTrue();
      assertThat(fonts).singleElement().asString().startsWith(GatewayWorld.address("").toString());
      assertThat(visit.page().locator("body").evaluate("body => getComputedStyle(body).fontFamily"))
          .asString()
          .startsWith("\"Inter Variable\"");
    }
  }

  @Test
  void nothingMovesWhereTheFontComesLate() {
    try (Visit visit = browser.visit(GatewayWorld.address(""), View.DESKTOP)) {
      List<Route> held = new ArrayList<>();
      visit
          .page()
          .addInitScript(
              """
              window.shifted = 0;
              new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shifted += entry.value; }))
                .observe({type: 'layout-shift', buffered: true});
              """);
      visit.page().route(FONT, held::add);
      // It waits for no file that is held back.
      visit
          .page()
          .navigate(
              "/models",
              new Page.NavigateOptions()
                  .setWaitUntil(com.microsoft.playwright.options.WaitUntilState.DOMCONTENTLOADED));
      afterTwoFrames(visit.page());
      Object heights = heights(visit.page());
      assertThat(held).isNotEmpty();

      held.forEach(Route::resume);
      waitForFont(visit.page());
      afterTwoFrames(visit.page());

      assertThat(heights(visit.page())).isEqualTo(heights);
      // Of the window's size; 0.1 is what is felt.
      assertThat(((Number) visit.page().evaluate("() => window.shifted")).doubleValue())
          .isLessThan(0.05);
    }
  }

  private static Object heights(Page page) {
    return page.evaluate(
        "() => [...document.querySelectorAll('h1, h2, p, td, th, a')].map((one) => one.getBoundingClientRect().top)");
  }

  /// Whether the page's own font is there, once no font is under way.
  private static boolean waitForFont(Page page) {
    return (boolean)
        page.evaluate(
            """
            async () => {
              await document.fonts.ready;
              return [...document.fonts].some((font) => font.family.includes('Inter Variable') && font.status === 'loaded');
            }
            """);
  }

  private static void afterTwoFrames(Page page) {
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
  }

  private static io.restassured.response.Response get(String path) {
    return Visitor.browser().get(path);
  }

  private static String found(Pattern pattern, String page) {
    Matcher matcher = pattern.matcher(page);
    assertThat(matcher.find()).as("%s", pattern).isTrue();
    return matcher.group(1);
  }
}
