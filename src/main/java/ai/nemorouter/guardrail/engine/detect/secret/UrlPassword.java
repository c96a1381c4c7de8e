package ai.nemorouter.guardrail.engine.detect.secret;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.detect.DetectorSink;
import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.Letters;
import java.util.Locale;
import java.util.Set;

/// The password in `scheme://user:password@host`, and only that.
record UrlPassword(int rule) implements Term {
  static final String PREFIX = "://";

  private static final int LENGTH_MAX = 256;
  private static final int SCORE = 95;
  private static final Set<String> EXAMPLES =
      Set.of("password", "pass", "passwd", "pwd", "secret", "changeme", "your_password", "xxx");

  @Override
  public int at(Folded text, int start, int end, boolean complete, DetectorSink found) {
    if (!Letters.isLatinOrDigit(text.atOrZero(start - 1))) {
      return DECIDED;
    }
    int colon = end;
    while (colon < text.end() && colon - end < LENGTH_MAX && isPart(text.at(colon), ':')) {
      colon++;
    }
    int at = colon;
    if (colon < text.end() && text.at(colon) == ':') {
      at++;
      while (at < text.end() && at - end < LENGTH_MAX && isPart(text.at(at), '@')) {
        at++;
      }
    }
    if (at >= text.end() && at - end < LENGTH_MAX) {
      return complete ? DECIDED : start;
    }
    if (at - colon > 1 && text.at(at) == '@' && isSecret(text.slice(colon + 1, at))) {
      found.match(rule, Kind.DATABASE_PASSWORD, colon + 1, at, SCORE);
    }
    return DECIDED;
  }

  private static boolean isPart(char letter, char until) {
    return letter > ' ' && letter != until && "/@\"'`".indexOf(letter) < 0;
  }

  private static boolean isSecret(String password) {
    boolean placeholder =
        password.startsWith("${")
            || password.startsWith("{")
            || password.startsWith("<")
            || password.startsWith("[")
            || password.startsWith("$(")
            || password.startsWith("%")
            || password.chars().allMatch(letter -> letter == '*' || letter == 'x');
    return !placeholder && !EXAMPLES.contains(password.toLowerCase(Locale.ROOT));
  }
}
