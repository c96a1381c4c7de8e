package ai.nemorouter.guardrail.finding;

import ai.nemorouter.guardrail.engine.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What is stored as words, for people and back.
final class FindingWords {
  private FindingWords() {}

  static List<String> split(String words) {
    return words.isEmpty() ? List.of() : List.of(words.split(",", -1));
  }

  /// The constant with that word; empty for a word that none has.
  static <E extends Enum<E>> Optional<E> constant(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> FindingJson.word(constant).equals(word))
        .findFirst();
  }

  static <E extends Enum<E>> List<String> all(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(FindingJson::word).toList();
  }

  /// Kinds that this version no longer knows keep their word.
  static String kindLabel(String word) {
    return constant(Kind.class, word).map(Kind::label).orElse(word);
  }

  /// Microseconds for people.
  static String duration(long us) {
    return us < 1000 ? us + " µs" : "%d.%d ms".formatted(us / 1000, us % 1000 / 100);
  }

  static String outcome(String verdict, boolean shadow, boolean failed) {
    String did =
        switch (verdict) {
          case "blocked" -> shadow ? "would have blocked" : "blocked";
          case "redacted" -> shadow ? "would have redacted" : "redacted";
          case "flagged" -> shadow ? "would have flagged" : "flagged";
          case "unavailable" -> "could not run, so the request was refused";
          default -> "found nothing";
        };
    return failed && !verdict.equals("unavailable") ? did + ", could not run to its end" : did;
  }

  static String tone(String verdict, boolean shadow) {
    if (verdict.equals("allowed")) {
      return "good";
    }
    if (shadow) {
      return "info";
    }
    return verdict.equals("blocked") || verdict.equals("unavailable") ? "bad" : "warn";
  }
}
