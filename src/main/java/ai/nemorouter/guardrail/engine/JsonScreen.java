package ai.nemorouter.guardrail.engine;

import ai.nemorouter.guardrail.engine.text.Letters;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// A text that is JSON, as the arguments of a tool call. Strings are looked at decoded, with the
/// name of their member as context, and what is not replaced goes on byte for byte as it came. A
/// match in a name or in a number blocks, because no placeholder can stand there. What turns out
/// not to be JSON is looked at as text from there on.
final class JsonScreen implements PartScreen {
  private static final int LITERAL_MAX = 1024;

  private final Guard.Program program;
  private final Ledger ledger;
  private final Deque<Boolean> objects = new ArrayDeque<>();
  private final StringBuilder literal = new StringBuilder();
  private boolean nameNext;
  private String name = "";
  private @Nullable JsonString string;
  private @Nullable TextScreen text;

  JsonScreen(Guard.Program program, Ledger ledger) {
    this.program = program;
    this.ledger = ledger;
  }

  @Override
  public void accept(CharSequence piece, StringBuilder out) {
    for (int index = 0; index < piece.length(); index++) {
      if (text != null) {
        text.accept(piece.subSequence(index, piece.length()), out);
        return;
      }
      take(piece.charAt(index), out);
    }
    if (string != null) {
      string.advance(out);
    }
  }

  @Override
  public void finish(StringBuilder out) {
    if (string != null) {
      string.finish(out);
    }
    if (text == null) {
      endLiteral(out);
    }
    if (text != null) {
      text.finish(out);
    }
  }

  private void take(char letter, StringBuilder out) {
    if (string != null) {
      inString(string, letter, out);
      return;
    }
    if (isLiteral(letter)) {
      literal.append(letter);
      if (literal.length() > LITERAL_MAX) {
        asText(literal.toString(), out);
      }
      return;
    }
    endLiteral(out);
    if (text != null) {
      text.accept(String.valueOf(letter), out);
      return;
    }
    structure(letter, out);
  }

  private void inString(JsonString open, char letter, StringBuilder out) {
    if (!open.take(letter)) {
      return;
    }
    open.finish(out);
    if (open.isName()) {
      name = open.decoded();
    }
    string = null;
    emit(letter, out);
  }

  private void structure(char letter, StringBuilder out) {
    switch (letter) {
      case '"' -> {
        emit(letter, out);
        boolean isName = nameNext;
        string = new JsonString(program, ledger, isName ? "" : name, isName);
        nameNext = false;
      }
      case '{', '[' -> {
        objects.push(letter == '{');
        nameNext = letter == '{';
        emit(letter, out);
      }
      case '}', ']' -> {
        objects.poll();
        nameNext = false;
        emit(letter, out);
      }
      case ',' -> {
        nameNext = Boolean.TRUE.equals(objects.peek());
        emit(letter, out);
      }
      case ':', ' ', '\t', '\r', '\n' -> emit(letter, out);
      default -> asText(String.valueOf(letter), out);
    }
  }

  private static boolean isLiteral(char letter) {
    return Letters.isLatinOrDigit(letter) || letter == '-' || letter == '+' || letter == '.';
  }

  /// A number, `true`, `false` or `null` has ended.
  private void endLiteral(StringBuilder out) {
    if (literal.isEmpty()) {
      return;
    }
    String value = literal.toString();
    literal.setLength(0);
    boolean word = value.equals("true") || value.equals("false") || value.equals("null");
    boolean number = Letters.isDigit(value.charAt(0)) || value.charAt(0) == '-';
    if (!word && !number) {
      asText(value, out);
      return;
    }
    if (number) {
      JsonString scanned = new JsonString(program, ledger, name, true);
      value.chars().forEach(letter -> scanned.take((char) letter));
      scanned.finish(new StringBuilder());
    }
    if (!ledger.isRefused()) {
      out.append(value);
    }
  }

  private void asText(String first, StringBuilder out) {
    literal.setLength(0);
    text = new TextScreen(program, ledger);
    text.accept(first, out);
  }

  private void emit(char letter, StringBuilder out) {
    if (!ledger.isRefused()) {
      out.append(letter);
    }
  }
}
