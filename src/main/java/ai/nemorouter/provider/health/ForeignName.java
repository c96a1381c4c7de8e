package ai.nemorouter.provider.health;

/// A model's name as a caller of a provider that takes any model wrote it, fit to be kept and
/// shown.
final class ForeignName {
  private static final int LONGEST = 200;

  private ForeignName() {}

  static String bounded(String name) {
    String cut = name.length() <= LONGEST ? name : name.substring(0, LONGEST);
    return cut.codePoints().anyMatch(ForeignName::isUnfit)
        ? cut.codePoints()
            .map(point -> isUnfit(point) ? '\uFFFD' : point)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
        : cut;
  }

  /// No database takes NUL or half a surrogate pair.
  private static boolean isUnfit(int point) {
    return Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE;
  }
}
