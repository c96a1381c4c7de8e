package ai.nemorouter.guardrail.engine.detect;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.Letters;

/// E-mail addresses, read outwards from the `@`.
public final class Emails implements Detector {
  private static final int LOCAL_MAX = 64;
  private static final int LABEL_MAX = 63;
  private static final int DOMAIN_MAX = 255;
  private static final int TOP_LEVEL_MIN = 2;
  private static final int SCORE = 95;

  private final int rule;

  public Emails(int rule) {
    this.rule = rule;
  }

  @Override
  public int scan(Folded text, int from, boolean complete, DetectorSink found) {
    char[] letters = text.letters();
    int base = text.start();
    int end = text.end();
    for (int at = from; at < end; at++) {
      if (letters[at - base] != '@') {
        continue;
      }
      int start = localStart(text, at);
      if (start == at) {
        continue;
      }
      int domainEnd = domainEnd(text, at + 1);
      if (domainEnd + 1 >= end && !complete && domainEnd - at <= DOMAIN_MAX) {
        return start;
      }
      int last = lastOfAddress(text, at + 1, domainEnd);
      if (last > 0 && !isRepository(text, start, at, last) && !isOfUrl(text, start)) {
        found.match(rule, Kind.EMAIL, start, last, SCORE);
      }
    }
    return complete ? end : localStart(text, end);
  }

  /// Where the local part that ends here begins; `at` if there is none. It may lie in the domain of
  /// an address before it: both are found, and what they share counts once.
  private static int localStart(Folded text, int at) {
    int floor = Math.max(text.start(), at - LOCAL_MAX);
    int start = at;
    while (start > floor && isLocal(text.at(start - 1))) {
      start--;
    }
    if (start == at - LOCAL_MAX && isLocal(text.atOrZero(start - 1))) {
      return at; // longer than any address
    }
    while (start < at && !startsAddress(text.at(start))) {
      start++;
    }
    return start;
  }

  private static boolean startsAddress(char letter) {
    return Letters.isWord(letter) || letter == '_';
  }

  private static boolean isLocal(char letter) {
    return Letters.isWord(letter) || "._%+-'".indexOf(letter) >= 0;
  }

  private static int domainEnd(Folded text, int from) {
    int at = from;
    while (at < text.end() && at - from <= DOMAIN_MAX && isDomain(text.at(at))) {
      at++;
    }
    return at;
  }

  private static boolean isDomain(char letter) {
    return Letters.isWord(letter)
        || letter == '-'
        || letter == '.'
        || (letter >= 0x80 && Character.getType(letter) == Character.NON_SPACING_MARK);
  }

  /// The end of the longest domain that can be one: labels of 1 to 63 characters and a last one of
  /// letters; 0 if there is none.
  private static int lastOfAddress(Folded text, int from, int domainEnd) {
    int best = 0;
    int label = from;
    int labels = 0;
    for (int at = from; at <= domainEnd; at++) {
      boolean ends = at == domainEnd || text.at(at) == '.';
      if (!ends) {
        continue;
      }
      int length = at - label;
      if (length == 0 || length > LABEL_MAX || text.at(label) == '-') {
        return best;
      }
      labels++;
      int lettersEnd = lettersEnd(text, label, at);
      if (labels > 1 && lettersEnd - label >= TOP_LEVEL_MIN) {
        boolean whole = lettersEnd == at || text.at(lettersEnd) == '-';
        best = whole ? lettersEnd : best;
      }
      label = at + 1;
    }
    return best;
  }

  private static int lettersEnd(Folded text, int from, int to) {
    if (text.startsWith("xn--", from)) {
      return to;
    }
    int at = from;
    while (at < to && Character.isLetter(text.at(at))) {
      at++;
    }
    return at;
  }

  /// `git@github.com:owner/name` names a repository, not a person.
  private static boolean isRepository(Folded text, int start, int at, int end) {
    return at - start == 3 && text.startsWith("git", start) && text.atOrZero(end) == ':';
  }

  /// `user@host` in `https://user@host/` and `postgres://user:password@host/`.
  private static boolean isOfUrl(Folded text, int start) {
    int floor = Math.max(text.start(), start - LOCAL_MAX);
    int at = start - 1;
    while (at > floor && (Letters.isWord(text.at(at)) || "._-:%+~".indexOf(text.at(at)) >= 0)) {
      at--;
    }
    return at > floor && text.at(at) == '/' && text.at(at - 1) == '/';
  }
}
