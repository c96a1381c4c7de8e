package ai.nemorouter.usage;

/// Why requests were refused or failed, in words.
final class RequestReasons {
  private RequestReasons() {}

  /// `key_revoked` as `Key revoked`.
  static String words(String reason) {
    return reason.isEmpty()
        ? reason
        : Character.toUpperCase(reason.charAt(0)) + reason.substring(1).replace('_', ' ');
  }
}
