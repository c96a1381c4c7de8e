package ai.nemorouter.testsupport;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What anybody would hit on an open page, whatever it is about: a page that scrolls sideways, a
/// control that has no name or cannot be reached, a keyboard that starts at the wrong place.
public final class PageProblems {
  private static final String WIDTH =
      """
      (() => {
        const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth) return [];
        const isCut = (element) => element !== document.body
          && (getComputedStyle(element).overflowX !== 'visible' || isCut(element.parentElement));
        const widest = [...document.querySelectorAll('body *')]
          .filter((element) => !isCut(element.parentElement))
          .reduce((a, b) => b.getBoundingClientRect().right > a.getBoundingClientRect().right ? b : a);
        return [`scrolls sideways: ${root.scrollWidth} in ${root.clientWidth} pixels, because of `
          + widest.outerHTML.slice(0, 150)];
      })()
      """;

  private static final String NAMES =
      """
      (() => {
        const text = (element) => element ? element.textContent.trim() : '';
        const labelled = (element) => (element.getAttribute('aria-labelledby') ?? '').split(' ')
          .map((id) => text(document.getElementById(id))).join('')
          || (element.getAttribute('aria-label') ?? '').trim();
        const isField = (element) => ['INPUT', 'SELECT', 'TEXTAREA'].includes(element.tagName);
        const name = (element) => labelled(element)
          || (isField(element) ? [...element.labels].map(text).join('') : text(element));
        return [...document.querySelectorAll(
            'a, button, summary, input:not([type=hidden]), select, textarea, [role=region]')]
          .filter((element) => !name(element))
          .map((element) => 'has no name: ' + element.outerHTML.slice(0, 150));
      })()
      """;

  /// Opens each menu in turn, and looks at what lies at the middle of each control that shows.
  private static final String REACH =
      """
      (() => {
        const problems = [];
        const report = (what, element) => problems.push(what + ': ' + element.outerHTML.slice(0, 150));
        const check = (root) => {
          for (const element of root.querySelectorAll('a, button, summary, input, select, textarea')) {
            if (!element.checkVisibility({visibilityProperty: true}) || element.matches('.skip-link')) continue;
            if (element.tabIndex < 0) report('the keyboard does not reach', element);
            if (element.tabIndex > 0) report('takes the keyboard out of its order', element);
            element.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
            const box = element.getClientRects()[0];
            if (!box) { report('has no size', element); continue; }
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            if (!top || !(element.contains(top) || top.contains(element) && top.matches('label'))) {
              report('is covered by ' + (top ? top.outerHTML.slice(0, 60) : 'the edge of the window'), element);
            }
          }
        };
        check(document);
        for (const menu of document.querySelectorAll('details')) {
          if (!menu.checkVisibility()) continue;
          menu.open = true;
          check(menu);
          const root = document.documentElement;
          if (root.scrollWidth > root.clientWidth) report('makes the page scroll sideways when open', menu);
          menu.open = false;
        }
        scrollTo(0, 0);
        return problems;
      })()
      """;

  /// What the keyboard reaches first: some pages begin in their first field, so it is put back to
  /// the beginning before.
  private static final String BEGINNING =
      "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')";

  private static final String FOCUSED = "document.activeElement.outerHTML";

  /// The rules of axe-core that WCAG 2.2 AA asks for.
  private static final List<String> WCAG =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

  private static final List<String> COLORS_AND_SIZES = List.of("color-contrast", "target-size");

  private static final String AXE = axe();

  private static final String FOUND =
      """
      async (tags) => {
        // Colors that change over some milliseconds are looked at when they are there.
        for (const animation of document.getAnimations()) {
          if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
        }
        const found = await axe.run(document, {runOnly: tags, resultTypes: ['violations'], elementRef: false});
        return found.violations.flatMap((rule) => rule.nodes.map((node) =>
          `${rule.id}: ${rule.help}: ${node.html.slice(0, 200)}`));
      }
      """;

  private PageProblems() {}

  /// What axe-core finds on the page as it is now, in the colors in which it shows.
  public static List<String> ofAccessibility(Page page) {
    page.evaluate(AXE);
    return found(page, WCAG);
  }

  /// The same of what other colors and another width can change, on a page that axe-core has looked
  /// at already.
  public static List<String> ofColorsAndSizes(Page page) {
    return found(page, COLORS_AND_SIZES);
  }

  private static List<String> found(Page page, List<String> rules) {
    return ((List<?>) page.evaluate(FOUND, rules)).stream().map(String.class::cast).toList();
  }

  private static String axe() {
    try (InputStream source = PageProblems.class.getResourceAsStream("/axe.min.js")) {
      return new String(Objects.requireNonNull(source).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A sentence for each problem of the page as it is now.
  public static List<String> of(Page page) {
    List<String> problems = new ArrayList<>();
    for (String script : List.of(WIDTH, NAMES, REACH)) {
      ((List<?>) page.evaluate(script)).forEach(problem -> problems.add((String) problem));
    }
    page.evaluate(BEGINNING);
    page.keyboard().press("Tab");
    String first = (String) page.evaluate(FOCUSED);
    if (!first.contains("class=\"skip-link\"")) {
      problems.add("the first Tab stop is not the skip link but " + first);
    }
    page.evaluate("document.activeElement.blur()");
    return problems;
  }
}
