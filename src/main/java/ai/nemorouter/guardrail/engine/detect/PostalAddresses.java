package ai.nemorouter.guardrail.engine.detect;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.text.Automaton;
import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.Letters;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Postal addresses as far as they show it: a word for a street, a house number beside it, and a
/// post code shortly behind. Weak: most addresses in the world look otherwise.
public final class PostalAddresses implements Detector {
  private static final int BEFORE_MAX = 48;
  private static final int BEHIND_MAX = 72;
  private static final int TERM_MAX = 16;
  private static final int SCORE = 50;

  private static final Automaton STREETS =
      new Automaton(
          Arrays.asList(
              (" street| st.| avenue| ave| road| rd| lane| boulevard| blvd|"
                      + " drive|straße|strasse|str.|platz|allee|weg |gasse |rue |calle |avenida |via"
                      + " |viale |piazza |rua |ulica |ul. |straat|laan |gatan |vägen ")
                  .split("\\|")));

  /// Applied to 120 characters at the most.
  private static final Pattern NUMBER_FIRST =
      Pattern.compile("(?i)\\d{1,5}[a-z]?,? (\\p{L}[\\p{L}.'-]* ){1,4}\\z");

  private static final Pattern HOUSE_BEFORE =
      Pattern.compile("(?i)\\b\\d{1,5}( ?(bis|ter|[a-z]))?,? \\z");

  private static final Pattern STREET_FIRST = Pattern.compile("(\\p{Lu}[\\p{L}-]*+[ -]?){1,3}\\z");
  private static final Pattern NUMBER_BEHIND =
      Pattern.compile("(?iu)([\\p{L}'.-]++ ?+){0,5},? ?\\d{1,5} ?[a-z]?\\b");

  private static final Pattern POST_CODE =
      Pattern.compile(
          "[^\\n]{0,40}?(\\b[A-Z]{2} \\d{5}(-\\d{4})?\\b|\\b\\d{5}\\b|\\b\\d{4}"
              + " ?[A-Z]{2}\\b|\\b\\d{2}-\\d{3}\\b|\\b[A-Z]{1,2}\\d[A-Z\\d]?"
              + " \\d[A-Z]{2}\\b|\\b[A-Z]\\d[A-Z] \\d[A-Z]\\d\\b|\\b\\d{5}-\\d{3}\\b|\\b\\d{3}"
              + " \\d{2}\\b)( \\p{Lu}\\p{L}+)?");

  private final int rule;

  public PostalAddresses(int rule) {
    this.rule = rule;
  }

  @Override
  public int scan(Folded text, int from, boolean complete, DetectorSink found) {
    int[] open = {text.end()};
    STREETS.scan(
        text,
        Math.max(text.start(), from),
        text.end(),
        (_, start, end) -> {
          if (end + BEHIND_MAX > text.end() && !complete) {
            open[0] = Math.min(open[0], floor(text, start));
          } else {
            address(text, start, end, found);
          }
        });
    return complete
        ? text.end()
        : Math.max(from, Math.min(open[0], text.end() - BEFORE_MAX - TERM_MAX));
  }

  private static int floor(Folded text, int start) {
    return Math.max(text.start(), start - BEFORE_MAX);
  }

  private void address(Folded text, int start, int end, DetectorSink found) {
    int floor = floor(text, start);
    String before = text.slice(floor, start);
    boolean glued = Letters.isWord(text.at(start));
    String behind = text.slice(end, Math.min(text.end(), end + BEHIND_MAX));
    Matcher first = NUMBER_FIRST.matcher(before + " ");
    Matcher name = STREET_FIRST.matcher(before);
    int addressStart = start;
    int streetEnd = 0;
    Matcher house = HOUSE_BEFORE.matcher(before);
    if (!glued && first.find()) {
      addressStart = floor + first.start();
    } else if (glued && house.find()) {
      addressStart = floor + house.start();
    } else {
      Matcher number = NUMBER_BEHIND.matcher(behind);
      if (!number.lookingAt()) {
        return;
      }
      addressStart = name.find() ? floor + name.start() : start;
      streetEnd = number.end();
    }
    Matcher code = POST_CODE.matcher(behind);
    code.region(streetEnd, behind.length());
    if (code.lookingAt()) {
      found.match(rule, Kind.POSTAL_ADDRESS, addressStart, end + code.end(), SCORE);
    }
  }
}
