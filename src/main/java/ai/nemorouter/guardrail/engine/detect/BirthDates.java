package ai.nemorouter.guardrail.engine.detect;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.Letters;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Dates behind a word about birth. A date says nothing about birth by itself, so this is weak:
/// without such a word before it nothing is found.
public final class BirthDates implements Detector {
  private static final int REACH = 40;
  private static final int LENGTH_MAX = 24;
  private static final int SCORE = 50;

  private static final ContextWords BIRTH =
      ContextWords.within(
          REACH,
          "born|birth|birthday|birthdate|date of birth|dob|geboren|geburtsdatum|geb|geburtstag|né"
              + " le|née le|naissance|nacido|nacida|nacimiento|nato|nata|nascita|nascido|nascida"
              + "|nascimento|geboortedatum|urodzony|urodzona|urodzenia|född|födelsedatum|生年月日|出生"
              + "|родился|родилась|рождения");

  private static final Set<String> MONTHS =
      Set.of(
          ("january|february|march|april|may|june|july|august|september|october|november|december|jan"
                  + "|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec|januar|februar|märz|mai|juni|juli"
                  + "|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre"
                  + "|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto"
                  + "|septiembre|octubre|noviembre|diciembre")
              .split("\\|"));

  /// On two dozen characters at the most, so their worst case does not matter.
  private static final Pattern NUMERIC =
      Pattern.compile(
          "((19|20)\\d\\d[-/.](0?[1-9]|1[0-2])[-/.](0?[1-9]|[12]\\d|3[01])|(0?[1-9]|[12]\\d|3[01])[-/.]"
              + " ?(0?[1-9]|[12]\\d|3[01])[-/.] ?((19|20)\\d\\d|\\d\\d))(?!\\w)"
              + "|(19|20)\\d\\d年\\d{1,2}月\\d{1,2}日");

  private static final Pattern NAMED =
      Pattern.compile(
          "(\\d{1,2}(st|nd|rd|th)?\\.? (de |of )?(?<behind>\\p{L}{3,10})\\.?,? (de )?(19|20)\\d\\d"
              + "|(?<before>\\p{L}{3,10})\\.? \\d{1,2}(st|nd|rd|th)?,? (19|20)\\d\\d)(?!\\w)");

  private final int rule;

  public BirthDates(int rule) {
    this.rule = rule;
  }

  @Override
  public int scan(Folded text, int from, boolean complete, DetectorSink found) {
    int at = from;
    while (at < text.end()) {
      boolean starts = Letters.isWord(text.at(at)) && !Letters.isWord(text.atOrZero(at - 1));
      if (!starts || !BIRTH.before(text, at)) {
        at++;
        continue;
      }
      int stop = at;
      while (stop < text.end() && stop - at < LENGTH_MAX && isPart(text.at(stop))) {
        stop++;
      }
      if (stop == text.end() && stop - at < LENGTH_MAX && !complete) {
        return at;
      }
      int end = dateEnd(text, at, stop);
      if (end > at) {
        found.match(rule, Kind.BIRTH_DATE, at, end, SCORE);
        at = end;
      } else {
        at++;
      }
    }
    return text.end();
  }

  private static boolean isPart(char letter) {
    return Letters.isWord(letter) || " ./-,".indexOf(letter) >= 0;
  }

  /// `12.04.1985`, `1985-04-12`, `April 12, 1985`, `12 April 1985`, `12/4/85`.
  private static int dateEnd(Folded text, int from, int limit) {
    String candidate = text.slice(from, limit);
    Matcher numeric = NUMERIC.matcher(candidate);
    if (numeric.lookingAt()) {
      return from + numeric.end();
    }
    Matcher named = NAMED.matcher(candidate);
    return named.lookingAt() && namesMonth(named) ? from + named.end() : from;
  }

  private static boolean namesMonth(Matcher date) {
    String behind = date.group("behind");
    String word = behind == null ? date.group("before") : behind;
    return MONTHS.contains(word.toLowerCase(Locale.ROOT));
  }
}
