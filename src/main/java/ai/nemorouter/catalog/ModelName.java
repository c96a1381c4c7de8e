package ai.nemorouter.catalog;

/// How names of models are compared, everywhere: the letters A to Z in either case are the same,
/// and no other characters are. What Unicode folds besides (the sign of Kelvin to k, the Turkish
/// dotted I to i) would let one name pass for another in one place and not in the next.
public final class ModelName {
  private static final int LONGEST = 200;
  private static final char DELETE = 127;
  private static final int CASE = 'a' - 'A';

  private ModelName() {}

  /// The name with small letters A to Z; two names are the same if this is.
  public static String folded(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (isCapital(name.charAt(i))) {
        return foldedFrom(name, i);
      }
    }
    return name;
  }

  private static String foldedFrom(String name, int first) {
    StringBuilder folded = new StringBuilder(name);
    for (int i = first; i < folded.length(); i++) {
      char letter = folded.charAt(i);
      if (isCapital(letter)) {
        folded.setCharAt(i, (char) (letter + CASE));
      }
    }
    return folded.toString();
  }

  private static boolean isCapital(char letter) {
    return letter >= 'A' && letter <= 'Z';
  }

  public static boolean same(String one, String other) {
    return folded(one).equals(folded(other));
  }

  /// Whether a caller may name a model so that no list knows: printable ASCII without blanks.
  static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) <= ' ' || name.charAt(i) >= DELETE) {
        return false;
      }
    }
    return name.length() <= LONGEST;
  }
}
