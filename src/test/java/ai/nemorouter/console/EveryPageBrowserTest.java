package ai.nemorouter.console;

import static com.microsoft.playwright.options.ColorScheme.DARK;
import static com.microsoft.playwright.options.ColorScheme.LIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.testsupport.Browser;
import ai.nemorouter.testsupport.Browser.View;
import ai.nemorouter.testsupport.Browser.Visit;
import ai.nemorouter.testsupport.PageProblems;
import ai.nemorouter.testsupport.Together;
import ai.nemorouter.testsupport.World;
import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/// Every page of the console in a browser: it fits, the keyboard reaches it, and axe-core finds
/// nothing.
@QuarkusTest
class EveryPageBrowserTest {
  private static final int MANY = 40;
  private static final int OK = 200;
  private static final List<View> SCREENS = List.of(View.DESKTOP, new View(390, DARK, true));

  private final World world;
  private final GatewayWorld gateway;
  private final FurnishedOrganization organization;
  private final FurnishedInstallation installation;

  EveryPageBrowserTest(
      World world,
      GatewayWorld gateway,
      FurnishedOrganization organization,
      FurnishedInstallation installation) {
    this.world = world;
    this.gateway = gateway;
    this.organization = organization;
    this.installation = installation;
  }

  /// Light on a wide screen and dark on a narrow one; the colors of every page in all four ways.
  @Test
  void everyPageFitsAndCanBeUsed() {
    Furnished furnished = organization.make(model());
    // The operator's list of organizations is longer than any window.
    IntStream.range(0, MANY).forEach(_ -> world.newOrganization());
    World.Login operator = world.ownerWithPassword(furnished.place(), true);
    Map<String, Integer> pages = new LinkedHashMap<>();
    furnished.pages().forEach((path, status) -> pages.put(furnished.place().path(path), status));
    pages.putAll(installation.pages(furnished.place().orgId(), furnished.keyId()));
    List<String> paths = List.copyOf(pages.keySet());
    int half = paths.size() / 2;

    Together.each(
        List.of(paths.subList(0, half), paths.subList(half, paths.size())),
        some -> {
          Map<String, Integer> expected = new LinkedHashMap<>(pages);
          expected.keySet().retainAll(some);
          checkAll(operator, expected);
        });
  }

  /// In a browser of its own: one is used by one thread.
  private static void checkAll(World.Login operator, Map<String, Integer> pages) {
    SoftAssertions problems = new SoftAssertions();
    try (Browser own = Browser.start();
        Visit visit = own.visit(GatewayWorld.address(""), View.DESKTOP)) {
      assertThat(visit.open("/sign-in")).isEqualTo(OK);
      check(problems, visit, "sign-in");
      ConsoleBrowserTest.signIn(visit, operator);
      pages.forEach((path, status) -> {
        problems.assertThat(visit.open(path)).as(path).isEqualTo(status);
        check(problems, visit, path);
      });
      problems.assertAll();
    }
  }

  /// Looks at the page that is open on every screen and in both colors.
  private static void check(SoftAssertions problems, Visit visit, String path) {
    for (View view : SCREENS) {
      visit.show(view.withColors(view.colors() == LIGHT ? DARK : LIGHT));
      problems.assertThat(isDark(visit.page())).as(path).isEqualTo(view.colors() == LIGHT);
      visit.show(view);
      problems.assertThat(isDark(visit.page())).as(path).isEqualTo(view.colors() == DARK);
      problems.assertThat(PageProblems.of(visit.page())).as("%s, %s", path, view).isEmpty();
      problems
          .assertThat(
              view.equals(View.DESKTOP)
                  ? PageProblems.ofAccessibility(visit.page())
                  : PageProblems.ofColorsAndSizes(visit.page()))
          .as("%s, %s", path, view)
          .isEmpty();
    }
    visit.show(View.DESKTOP);
  }

  private String model() {
    return gateway.serve(
        "console", wire -> wire.json(OK, GatewayWorld.ANSWER.formatted(",\"cost\":0.01")));
  }

  private static boolean isDark(Page page) {
    return (boolean)
        page.evaluate(
            """
            (() => {
              const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
              const brightness = (color) => {
                pen.fillStyle = color;
                pen.fillRect(0, 0, 1, 1);
                return pen.getImageData(0, 0, 1, 1).data[1];
              };
              return brightness(getComputedStyle(document.documentElement).backgroundColor)
                < brightness(getComputedStyle(document.body).color);
            })()
            """);
  }
}
