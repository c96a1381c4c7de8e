package ai.nemorouter.usage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How a request ended.
public enum RequestStatus {
  OK("OK", "good", "The provider answered and the cost was settled."),
  FAILED("Failed", "bad", "No provider answered as it should."),
  CANCELLED("Cancelled", "warn", "The caller hung up; what was delivered by then was settled."),
  REFUSED("Refused", "warn", "No request left for a provider, and nothing was charged."),
  EXPIRED(
      "Expired", "bad", "Its node stopped answering; the cost of its input was booked as a floor."),
  RELEASED("Released", "warn", "An operator gave its hold back; nothing was charged.");

  private final String label;
  private final String tone;
  private final String explanation;

  RequestStatus(String label, String tone, String explanation) {
    this.label = label;
    this.tone = tone;
    this.explanation = explanation;
  }

  /// The word in the database and in addresses.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<RequestStatus> of(String word) {
    return Arrays.stream(values()).filter(status -> status.word().equals(word)).findFirst();
  }

  public String label() {
    return label;
  }

  public RequestOutcome outcome() {
    return switch (this) {
      case OK -> RequestOutcome.ANSWERED;
      case FAILED, EXPIRED -> RequestOutcome.FAILED;
      case REFUSED -> RequestOutcome.REFUSED;
      case CANCELLED, RELEASED -> RequestOutcome.CANCELLED;
    };
  }

  /// The colour of its badge.
  public String tone() {
    return tone;
  }

  public String explanation() {
    return explanation;
  }
}
