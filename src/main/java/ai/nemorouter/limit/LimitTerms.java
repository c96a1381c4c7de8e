package ai.nemorouter.limit;

import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.List;
import java.util.Objects;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// What a limit says: how much of one unit over one period, perhaps only of one model or at one
/// provider.
///
/// @param amount whole units: nano-US-dollars, tokens, requests, calls
/// @param model only calls to it count; null for all
/// @param provider only calls to it count; null for all
/// @param alertAt at which percentages of the amount the organization is told, ascending
@Embeddable
public record LimitTerms(
    @Enumerated(EnumType.STRING) @Column(updatable = false) Unit unit,
    @Enumerated(EnumType.STRING) @Column(updatable = false) Period period,
    long amount,
    @Column(updatable = false) @Nullable String model,
    @Column(updatable = false) @Nullable String provider,
    @JdbcTypeCode(SqlTypes.ARRAY) List<Integer> alertAt) {
  public static final List<Integer> USUAL_ALERTS = List.of(50, 80, 100);

  /// With a raise of the same size on top, sums of amounts stay far from overflow.
  static final long AMOUNT_MAX = 1_000_000_000_000_000_000L;

  private static final int ALERTS_MAX = 10;
  private static final int NAME_LENGTH_MAX = 200;
  private static final int WHOLE = 100;

  public LimitTerms {
    if (amount < 0) {
      throw new InvalidInputException("amount", "A limit cannot be negative.");
    }
    if (amount > AMOUNT_MAX) {
      throw new InvalidInputException(
          "amount", "Use at most " + unit.display(AMOUNT_MAX) + ", which no one reaches.");
    }
    // Calls under way are counted at each moment, over no period.
    period = unit == Unit.IN_FLIGHT ? Period.TOTAL : period;
    model = named("model", model);
    provider = named("provider", provider);
    alertAt = alertAt.stream().distinct().sorted().toList();
    if (alertAt.size() > ALERTS_MAX
        || alertAt.stream().anyMatch(percent -> percent < 1 || percent > WHOLE)) {
      throw new InvalidInputException(
          "alert_at",
          "Give at most %d percentages from 1 to %d, as in 50, 80, 100."
              .formatted(ALERTS_MAX, WHOLE));
    }
  }

  public static LimitTerms of(Unit unit, Period period, long amount) {
    return new LimitTerms(unit, period, amount, null, null, USUAL_ALERTS);
  }

  public static LimitTerms of(Budget budget) {
    return of(Unit.USD, budget.period(), budget.amount().nanos());
  }

  public LimitTerms narrowedTo(@Nullable String newModel, @Nullable String newProvider) {
    return new LimitTerms(unit, period, amount, newModel, newProvider, alertAt);
  }

  public LimitTerms with(Period newPeriod, long newAmount, List<Integer> newAlertAt) {
    return new LimitTerms(unit, newPeriod, newAmount, model, provider, newAlertAt);
  }

  /// Whether a fresh window can be begun by hand: what rolls or is under way forgets by itself.
  boolean canRestart() {
    return unit != Unit.IN_FLIGHT && period != Period.MINUTE;
  }

  public boolean isNarrowed() {
    return model != null || provider != null;
  }

  /// As in `$10.00 per month`, `60 requests per minute` or `5 calls in flight`.
  public String display() {
    String counted = unit.display(amount);
    return unit == Unit.IN_FLIGHT ? counted + " in flight" : counted + " " + period.label();
  }

  /// As in ` for openai/gpt-5 at openai`; empty where everything counts.
  public String narrowing() {
    return (model == null ? "" : " for " + model) + (provider == null ? "" : " at " + provider);
  }

  /// Both, one after the other.
  public String title() {
    return display() + narrowing();
  }

  /// The same, as it was just written. What was stored before is read as it is.
  public LimitTerms typed() {
    Names.requireVisible("model", Objects.requireNonNullElse(model, ""));
    Names.requireVisible("provider", Objects.requireNonNullElse(provider, ""));
    return this;
  }

  /// Whether both say how much of the same is allowed, so that one scope has only one of them.
  public boolean isAboutTheSameAs(LimitTerms other) {
    return unit == other.unit
        && period == other.period
        && Objects.equals(model, other.model)
        && Objects.equals(provider, other.provider);
  }

  private static @Nullable String named(String field, @Nullable String name) {
    if (name == null || name.isBlank()) {
      return null;
    }
    if (name.strip().length() > NAME_LENGTH_MAX) {
      throw new InvalidInputException(
          field, "Use a name of at most " + NAME_LENGTH_MAX + " characters.");
    }
    return name.strip();
  }
}
