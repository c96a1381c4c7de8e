package ai.nemorouter.guardrail.engine;

import ai.nemorouter.guardrail.engine.Scanner.Match;
import java.util.Arrays;

/// One string of a JSON text, read decoded and let go as it was written.
final class JsonString {
  private static final int ESCAPE_LENGTH = 6;

  private final Scanner enforced;
  private final Scanner observed;
  private final Ledger ledger;
  private final boolean fixed;
  private boolean observes;

  /// The characters between the quotes, and for each decoded character where it begins in them.
  private final StringBuilder raw = new StringBuilder();

  private int[] starts = new int[64];
  private final StringBuilder decoded = new StringBuilder();
  private int appended;
  private int escapeFrom = -1;

  /// @param name of the member whose value it is
  /// @param fixed whether no placeholder can stand in it
  JsonString(Guard.Program program, Ledger ledger, String name, boolean fixed) {
    this.enforced = new Scanner(program.enforced(), ledger, true);
    this.observed = new Scanner(program.observed(), ledger, false);
    this.ledger = ledger;
    this.fixed = fixed;
    this.observes = !program.observed().isEmpty();
    if (!name.isEmpty()) {
      String context = asWords(name) + ": ";
      enforced.context(context);
      observed.context(context);
    }
  }

  /// `socialSecurity_number` reads as words, as people write before a number.
  private static String asWords(String name) {
    StringBuilder words = new StringBuilder(name.length() + 8);
    for (int index = 0; index < Math.min(name.length(), 64); index++) {
      char letter = name.charAt(index);
      boolean hump =
          index > 0
              && Character.isUpperCase(letter)
              && Character.isLowerCase(name.charAt(index - 1));
      if (hump) {
        words.append(' ');
      }
      words.append(letter == '_' || letter == '-' ? ' ' : letter);
    }
    return words.toString();
  }

  boolean isName() {
    return fixed;
  }

  String decoded() {
    return decoded.toString();
  }

  /// Takes the next character as it is written.
  ///
  /// @return whether it is the quote that ends the string
  boolean take(char letter) {
    if (escapeFrom < 0 && letter == '"') {
      return true;
    }
    if (escapeFrom < 0 && letter != '\\') {
      decode(letter, raw.length());
      raw.append(letter);
      return false;
    }
    if (escapeFrom < 0) {
      escapeFrom = raw.length();
      raw.append(letter);
      return false;
    }
    raw.append(letter);
    int length = raw.length() - escapeFrom;
    if (raw.charAt(escapeFrom + 1) != 'u') {
      endEscape(simple(letter));
    } else if (length > 2 && Character.digit(letter, 16) < 0) {
      endEscape(letter); // no escape of JSON: its last character stands for it
    } else if (length == ESCAPE_LENGTH) {
      endEscape((char) Integer.parseInt(raw.substring(escapeFrom + 2), 16));
    }
    return false;
  }

  private void endEscape(char letter) {
    decode(letter, escapeFrom);
    escapeFrom = -1;
  }

  private static char simple(char letter) {
    return switch (letter) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      default -> letter;
    };
  }

  private void decode(char letter, int rawStart) {
    if (decoded.length() + 1 >= starts.length) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
    }
    starts[decoded.length()] = rawStart;
    decoded.append(letter);
  }

  void advance(StringBuilder out) {
    scan(false, out);
    if (enforced.overflows()) {
      ledger.unavailable();
    }
    if (observes && observed.overflows()) {
      observes = false;
      ledger.unseen();
    }
  }

  void finish(StringBuilder out) {
    scan(true, out);
    if (escapeFrom >= 0 && !ledger.isRefused()) {
      out.append(raw, escapeFrom, raw.length()); // the text ended within an escape
    }
  }

  private void scan(boolean complete, StringBuilder out) {
    String more = decoded.substring(appended);
    appended = decoded.length();
    enforced.append(more);
    enforced.advance(complete, new Written(out));
    if (observes) {
      observed.append(more);
      observed.advance(complete, TextScreen.nothing());
    }
  }

  private final class Written implements Scanner.Output {
    private final StringBuilder out;

    Written(StringBuilder out) {
      this.out = out;
    }

    @Override
    public void keep(int from, int to) {
      if (!ledger.isRefused()) {
        out.append(raw, rawAt(from), rawAt(to));
      }
    }

    private int rawAt(int position) {
      int index = position - enforced.origin();
      int end = escapeFrom >= 0 ? escapeFrom : raw.length();
      return index < decoded.length() ? starts[index] : end;
    }

    @Override
    public void replace(int from, int to, Match winner) {
      if (fixed) {
        ledger.refuse();
      }
      if (!ledger.isRefused()) {
        out.append(ledger.placeholder(winner, enforced.written(from, to)));
      }
    }
  }
}
