package ai.nemorouter.gateway.tokens;

/// Whether a request asks for its prompt to be cached, as Anthropic's `cache_control` does: writing
/// to a cache costs more than input does.
public enum CacheControl {
  /// No part of the request carries `cache_control`.
  NONE,

  /// At least one does.
  PRESENT,

  /// At least one does with `"ttl": "1h"`.
  HOUR
}
