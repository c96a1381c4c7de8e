package ai.nemorouter.gateway.http;

/// How much memory a body takes beside its bytes once it is parsed: an empty object is two bytes
/// long and takes a hundred.
final class BodyWeight {
  static final int BYTES_PER_VALUE = 100;

  /// More values than that are not parsed (`Json`).
  private static final int VALUES_MAX = 500_000;

  private BodyWeight() {}

  /// Counts what separates and begins values outside of strings, in one pass that stores nothing.
  ///
  /// @return in bytes
  static long ofJson(byte[] text) {
    int values = 0;
    boolean inString = false;
    for (int i = 0; i < text.length; i++) {
      byte letter = text[i];
      if (inString) {
        if (letter == '\\') {
          i++;
        } else if (letter == '"') {
          inString = false;
        }
      } else if (letter == '"') {
        inString = true;
      } else if (letter == ',' || letter == '{' || letter == '[') {
        values++;
      }
    }
    return (long) Math.min(values, VALUES_MAX) * BYTES_PER_VALUE;
  }
}
