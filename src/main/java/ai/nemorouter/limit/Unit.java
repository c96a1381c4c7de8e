package ai.nemorouter.limit;

import ai.nemorouter.money.Money;
import jakarta.persistence.EnumeratedValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a limit counts. Amounts are whole numbers of it: nano-US-dollars, tokens, requests, calls.
public enum Unit {
  USD("US dollars"),
  /// Input and output tokens together.
  TOKENS("tokens"),
  /// Calls that were sent to a provider.
  REQUESTS("requests"),
  /// Calls under way: counted while they run and never used up.
  IN_FLIGHT("calls in flight");

  private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,17}");

  @EnumeratedValue private final String word;
  private final String label;

  Unit(String label) {
    this.word = name().toLowerCase(Locale.ROOT);
    this.label = label;
  }

  /// The word in the database and in answers to clients.
  public String column() {
    return word;
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

  /// An amount that a person typed: US dollars as in `12.50`, everything else as in `1,000`.
  ///
  /// @throws IllegalArgumentException if it is none; the message goes on after "This amount"
  public long parse(String typed) {
    if (this == USD) {
      return Money.parseTypedUsd(typed).nanos();
    }
    String digits = typed.strip().replace(",", "").replace(" ", "");
    if (!WHOLE_NUMBER.matcher(digits).matches()) {
      throw new IllegalArgumentException("is not a whole number of " + label + ", as in 1,000");
    }
    return Long.parseLong(digits);
  }

  /// An amount as one would type it: `12.5`, `1000`.
  public String plain(long amount) {
    return this == USD ? Money.ofNanos(amount).plain() : Long.toString(amount);
  }

  static String grouped(long amount) {
    return String.format(Locale.ROOT, "%,d", amount);
  }

  private static String counted(long amount, String one) {
    return grouped(amount) + " " + one + (amount == 1 ? "" : "s");
  }
}
