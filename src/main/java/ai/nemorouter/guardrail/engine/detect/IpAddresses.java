package ai.nemorouter.guardrail.engine.detect;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.LetterSet;
import ai.nemorouter.guardrail.engine.text.Letters;

/// IP addresses that reach across the internet. Private and reserved ranges say nothing about a
/// person, and versions of software and section numbers have the same form as IPv4: they stay.
public final class IpAddresses implements Detector {
  private static final LetterSet PARTS = new LetterSet("0123456789abcdefABCDEF.:");
  private static final int LENGTH_MAX = 46;
  private static final int SCORE = 70;
  private static final int REACH = 24;
  private static final ContextWords OTHERS =
      ContextWords.within(
          REACH, "version|versions|v|release|section|chapter|oid|build|firmware|driver|abschnitt");

  private final int rule;

  public IpAddresses(int rule) {
    this.rule = rule;
  }

  /// Goes from one separator to the next, because most runs of hexadecimal letters are in words.
  @Override
  public int scan(Folded text, int from, boolean complete, DetectorSink found) {
    char[] letters = text.letters();
    int base = text.start();
    int end = text.end();
    boolean within = isPart(text.atOrZero(from - 1));
    int at = from;
    while (at < end) {
      int start = nextSeparator(letters, at - base, end - base) + base;
      int stop = start;
      while (start > at && isPart(letters[start - 1 - base])) {
        start--;
      }
      while (stop < end && isPart(letters[stop - base])) {
        stop++;
      }
      boolean open = stop == end && !complete;
      boolean rest = within && start == from;
      if (!open && !rest && stop - start <= LENGTH_MAX) {
        address(text, start, stop, found);
      }
      at = stop;
    }
    return complete ? end : PARTS.openFrom(text, from, LENGTH_MAX);
  }

  private static int nextSeparator(char[] letters, int from, int to) {
    int at = from;
    while (at < to && letters[at] != '.' && letters[at] != ':') {
      at++;
    }
    return at;
  }

  private void address(Folded text, int at, int stop, DetectorSink found) {
    int last = stop;
    while (last > at && isEnd(text, last, at)) {
      last--;
    }
    if (isAddress(text, at, last)) {
      found.match(rule, Kind.IP_ADDRESS, at, last, SCORE);
    }
  }

  /// A full stop or a single colon behind an address belongs to the sentence.
  private static boolean isEnd(Folded text, int last, int at) {
    char letter = text.at(last - 1);
    return letter == '.' || (letter == ':' && (last - 2 < at || text.at(last - 2) != ':'));
  }

  private static boolean isPart(char letter) {
    return PARTS.has(letter);
  }

  private static boolean isAddress(Folded text, int from, int to) {
    if (to - from < 3 || Letters.isWord(text.atOrZero(to)) || before(text, from)) {
      return false;
    }
    String candidate = text.slice(from, to);
    int colons = (int) candidate.chars().filter(letter -> letter == ':').count();
    if (colons == 0) {
      return isPublicIpv4(candidate) && !OTHERS.before(text, from);
    }
    if (colons == 1 && candidate.indexOf('.') > 0) {
      return isPublicIpv4(candidate.substring(0, candidate.indexOf(':')));
    }
    return colons >= 2 && isPublicIpv6(candidate);
  }

  private static boolean before(Folded text, int from) {
    char letter = text.atOrZero(from - 1);
    return Letters.isWord(letter) || letter == '-' || letter == '_';
  }

  private static boolean isPublicIpv4(String text) {
    String[] octets = text.split("\\.", -1);
    if (octets.length != 4) {
      return false;
    }
    int[] values = new int[4];
    for (int index = 0; index < 4; index++) {
      values[index] = octet(octets[index]);
      if (values[index] < 0) {
        return false;
      }
    }
    int first = values[0];
    int second = values[1];
    boolean reserved =
        first == 0
            || first == 10
            || first == 127
            || first >= 224
            || (first == 100 && second >= 64 && second < 128)
            || (first == 169 && second == 254)
            || (first == 172 && second >= 16 && second < 32)
            || (first == 192 && second == 168);
    return !reserved;
  }

  private static int octet(String text) {
    boolean written = text.length() == 1 || (text.length() <= 3 && text.matches("[1-9]\\d+"));
    int value = written && text.chars().allMatch(Character::isDigit) ? Integer.parseInt(text) : -1;
    return value <= 255 ? value : -1;
  }

  /// Global unicast, `2000::/3`: eight groups of hexadecimal digits, or fewer with one `::`.
  private static boolean isPublicIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap != text.lastIndexOf("::") || text.indexOf('.') >= 0) {
      return false;
    }
    int groups = 0;
    for (String group : text.split(":", -1)) {
      if (group.length() > 4) {
        return false;
      }
      groups += group.isEmpty() ? 0 : 1;
    }
    boolean complete = gap < 0 ? groups == 8 : groups < 8 && groups > 1;
    char first = text.charAt(0);
    return complete && (first == '2' || first == '3') && text.indexOf(':') == 4;
  }
}
