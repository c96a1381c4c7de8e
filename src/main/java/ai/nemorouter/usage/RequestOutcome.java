package ai.nemorouter.usage;

import java.util.Locale;

/// What became of a request, as bars tell it by their colours.
public enum RequestOutcome {
  ANSWERED("Answered"),
  /// No provider answered as it should, or the node stopped.
  FAILED("Failed"),
  REFUSED("Refused"),
  /// The caller hung up, or an operator gave its hold back.
  CANCELLED("Cancelled or released");

  private final String label;

  RequestOutcome(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
