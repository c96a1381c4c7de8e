package ai.nemorouter.catalog;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Finds the names that somebody most likely meant: by the parts that they share and by the letters
/// in which they differ.
public final class SimilarNames {
  private static final int SHOWN_MAX = 5;
  private static final int PERMILLE = 1000;
  private static final int ALIKE = 450;
  private static final int LENGTH_MAX = 120;

  private SimilarNames() {}

  /// At most five, the nearest first; none where nothing is alike.
  public static List<String> to(String name, Collection<String> names) {
    record Scored(String name, int score) {}
    String wanted = plain(name);
    return names.stream()
        .map(candidate -> new Scored(candidate, score(wanted, plain(candidate))))
        .filter(scored -> scored.score() >= ALIKE)
        .sorted(Comparator.comparingInt(Scored::score).reversed().thenComparing(Scored::name))
        .limit(SHOWN_MAX)
        .map(Scored::name)
        .toList();
  }

  /// In thousandths. Authors are compared by their letters only, because the same model often has
  /// several.
  private static int score(String wanted, String candidate) {
    String name = bare(wanted);
    String other = bare(candidate);
    if (name.equals(other)) {
      return PERMILLE;
    }
    int ofParts = sharedParts(name, other);
    int ofLetters = sharedLetters(name, other);
    int ofWhole = sharedLetters(wanted, candidate);
    return Math.max(ofLetters, (ofParts * 2 + ofLetters + ofWhole) / 4);
  }

  private static int sharedParts(String name, String other) {
    Set<String> parts = parts(name);
    Set<String> others = parts(other);
    Set<String> all = new HashSet<>(parts);
    all.addAll(others);
    parts.retainAll(others);
    return PERMILLE * parts.size() / all.size();
  }

  private static Set<String> parts(String name) {
    return new HashSet<>(Arrays.asList(name.split("[-_./:@ ]+", -1)));
  }

  /// One less the share of letters to change, add or take away (Levenshtein's distance).
  private static int sharedLetters(String name, String other) {
    int[] distances = new int[other.length() + 1];
    Arrays.setAll(distances, i -> i);
    for (int i = 1; i <= name.length(); i++) {
      int diagonal = distances[0];
      distances[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = diagonal + (name.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = distances[j];
        distances[j] = Math.min(replaced, Math.min(distances[j], distances[j - 1]) + 1);
      }
    }
    int longer = Math.max(1, Math.max(name.length(), other.length()));
    return PERMILLE - PERMILLE * distances[other.length()] / longer;
  }

  private static String plain(String name) {
    String text = name.toLowerCase(Locale.ROOT).replace("~", "");
    return text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) : text;
  }

  private static String bare(String name) {
    String withoutAuthor = name.substring(name.lastIndexOf('/') + 1);
    int suffix = withoutAuthor.indexOf(':');
    return suffix < 1 ? withoutAuthor : withoutAuthor.substring(0, suffix);
  }
}
