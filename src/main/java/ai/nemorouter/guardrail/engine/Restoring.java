package ai.nemorouter.guardrail.engine;

import ai.nemorouter.guardrail.engine.text.Letters;
import java.util.Locale;
import java.util.Optional;

/// Puts values back where their placeholders stand in an answer, whole or streamed. Models drop the
/// brackets and change the case, so both are taken; nothing looser, and only what this request has
/// put into the model's input.
public final class Restoring {
  private static final int NAME_MAX = 40;

  private final Placeholders placeholders;
  private final boolean json;
  private final StringBuilder held = new StringBuilder();
  private boolean behindWord;
  private int restored;

  Restoring(Placeholders placeholders, boolean json) {
    this.placeholders = placeholders;
    this.json = json;
  }

  public String accept(String piece) {
    if (placeholders.restorable().isEmpty()) {
      return piece;
    }
    StringBuilder out = new StringBuilder();
    for (int index = 0; index < piece.length(); index++) {
      take(piece.charAt(index), out);
    }
    return out.toString();
  }

  public String finish() {
    StringBuilder out = new StringBuilder();
    release(out);
    return out.toString();
  }

  /// How many placeholders have become values again.
  public int restored() {
    return restored;
  }

  private void take(char letter, StringBuilder out) {
    boolean inName = Letters.isLatinOrDigit(letter) || letter == '_';
    if (!held.isEmpty() && letter == ']' && held.charAt(0) == '[') {
      held.append(letter);
      release(out);
      return;
    }
    if (!inName) {
      release(out);
      if (letter == '[') {
        held.append(letter);
      } else {
        out.append(letter);
      }
      behindWord = false;
      return;
    }
    if (held.isEmpty() && behindWord) {
      out.append(letter);
      return;
    }
    held.append(letter);
    if (held.length() > NAME_MAX || !canBecomeName()) {
      out.append(held);
      held.setLength(0);
      behindWord = true;
    }
  }

  private boolean canBecomeName() {
    String beginning = name();
    return placeholders.restorable().keySet().stream().anyMatch(name -> name.startsWith(beginning));
  }

  private String name() {
    int from = !held.isEmpty() && held.charAt(0) == '[' ? 1 : 0;
    int to = held.length() - (held.charAt(held.length() - 1) == ']' ? 1 : 0);
    return held.substring(from, Math.max(from, to)).toUpperCase(Locale.ROOT);
  }

  private void release(StringBuilder out) {
    if (held.isEmpty()) {
      return;
    }
    Optional<String> value = placeholders.valueOf(name());
    boolean halfBracketed = held.charAt(0) == '[' && held.charAt(held.length() - 1) != ']';
    if (value.isPresent()) {
      restored++;
      out.append(halfBracketed ? "[" : "").append(json ? escaped(value.get()) : value.get());
    } else {
      out.append(held);
    }
    held.setLength(0);
    behindWord = false;
  }

  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder(value.length() + 8);
    for (int index = 0; index < value.length(); index++) {
      char letter = value.charAt(index);
      if (letter == '"' || letter == '\\') {
        escaped.append('\\').append(letter);
      } else if (letter < ' ') {
        escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) letter));
      } else {
        escaped.append(letter);
      }
    }
    return escaped.toString();
  }
}
