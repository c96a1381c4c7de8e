package ai.nemorouter.webhook;

import org.jspecify.annotations.Nullable;

/// What became of one attempt to send a message.
public sealed interface DeliveryResult {
  /// The HTTP status of the answer; null where there was none, or no HTTP.
  @Nullable Integer status();

  /// What went wrong, as a sentence; null where nothing did.
  @Nullable String error();

  /// The receiver has it.
  record Delivered(@Nullable Integer status) implements DeliveryResult {
    @Override
    public @Nullable String error() {
      return null;
    }
  }

  /// The receiver wants no message any more, neither this nor others.
  record Gone(Integer status) implements DeliveryResult {
    @Override
    public String error() {
      return "The receiver is gone: it answered with HTTP status 410.";
    }
  }

  /// It is worth trying again later.
  record NotDelivered(@Nullable Integer status, String error) implements DeliveryResult {}

  default boolean isDelivered() {
    return this instanceof Delivered;
  }

  /// What it says of a test message, for people.
  default String ofTest() {
    if (!isDelivered()) {
      return "The test failed. " + error();
    }
    return status() == null
        ? "Test accepted."
        : "Test accepted: the receiver answered with HTTP status " + status() + ".";
  }
}
