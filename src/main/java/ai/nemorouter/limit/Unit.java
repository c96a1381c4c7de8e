package ai.nemorouter.limit;

import ai.nemorouter.money.Money;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a limit counts. Amounts are whole numbers of it: nano-US-dollars, tokens, requests, calls.
public enum Unit {
  USD("US dollars"),
  /// Input and output tokens together.
  TOKENS("tokens"),
  /// Calls that were sent to a provider.
  REQUESTS("requests"),
  /// Calls under way: counted while they run and never used up.
  IN_FLIGHT("calls in flight");

  private final String label;

  Unit(String label) {
    this.label = label;
  }

  /// The word in the database and in answers to clients.
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String label() {
    return label;
  }

  public static Optional<Unit> of(String column) {
    return Arrays.stream(values()).filter(unit -> unit.column().equals(column)).findFirst();
  }

  /// An amount with its unit, as people read it: `$12.50`, `1,200 tokens`.
  public String display(long amount) {
    return switch (this) {
      case USD -> Money.ofNanos(amount).toString();
      case TOKENS -> counted(amount, "token");
      case REQUESTS -> counted(amount, "request");
      case IN_FLIGHT -> counted(amount, "call");
    };
  }

  private static String counted(long amount, String one) {
    return String.format(Locale.ROOT, "%,d %s%s", amount, one, amount == 1 ? "" : "s");
  }
}
