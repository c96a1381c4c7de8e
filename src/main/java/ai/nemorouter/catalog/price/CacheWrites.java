package ai.nemorouter.catalog.price;

/// What a call may write to its provider's prompt cache, which decides the dearest rate of its
/// input.
public enum CacheWrites {
  /// Nothing: the provider writes only when asked, and the request does not ask.
  NONE,

  /// What the provider pleases, at the listed rate.
  LISTED,

  /// What the request marks, at the listed rate. A rate below that of input is one for storage
  /// alone and comes on top of it (OpenRouter's "Prompt caching", on Gemini).
  ASKED_FOR,

  /// The same for an hour: twice the rate of input (Anthropic's "Prompt caching").
  FOR_AN_HOUR
}
