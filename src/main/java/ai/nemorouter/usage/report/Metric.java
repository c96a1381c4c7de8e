package ai.nemorouter.usage.report;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.text.Numbers;
import ai.nemorouter.usage.Durations;
import java.util.Arrays;
import java.util.Locale;

/// What a report charts and sorts by.
public enum Metric {
  SPEND("spend", "Spend (USD)", "cost"),
  REQUESTS("requests", "Requests", "requests"),
  ERRORS("errors", "Errors", "errors"),
  TOKENS("tokens", "Tokens", "prompt_tokens + completion_tokens"),
  INPUT("input", "Input tokens", "prompt_tokens"),
  CACHED("cached", "Cached input tokens", "cached_tokens"),
  OUTPUT("output", "Output tokens", "completion_tokens"),
  /// Percentiles do not add up: groups are sorted by requests.
  LATENCY("latency", "Latency (p50, p95)", "requests");

  private final String word;
  private final String label;
  private final String order;

  Metric(String word, String label, String order) {
    this.word = word;
    this.label = label;
    this.order = order;
  }

  public static Metric of(String word) {
    return Arrays.stream(values())
        .filter(known -> known.word.equals(word))
        .findFirst()
        .orElse(SPEND);
  }

  /// The word in addresses.
  public String word() {
    return word;
  }

  public String label() {
    return label;
  }

  /// What groups are sorted by and compared in, for the middle of a sentence.
  public String orderLabel() {
    return switch (this) {
      case SPEND -> "spend";
      case LATENCY -> REQUESTS.orderLabel();
      default -> label.toLowerCase(Locale.ROOT);
    };
  }

  /// Percentiles are not compared by group.
  Metric orderMetric() {
    return this == LATENCY ? REQUESTS : this;
  }

  public boolean isLatency() {
    return this == LATENCY;
  }

  /// What of a group is summed for its place, in SQL.
  String order() {
    return order;
  }

  /// Nano-dollars, a count or milliseconds.
  long of(UsageFigures figures) {
    return switch (this) {
      case SPEND -> figures.spend().nanos();
      case REQUESTS, LATENCY -> figures.requests();
      case ERRORS -> figures.errors();
      case TOKENS -> figures.promptTokens() + figures.completionTokens();
      case INPUT -> figures.promptTokens();
      case CACHED -> figures.cachedTokens();
      case OUTPUT -> figures.completionTokens();
    };
  }

  /// Exactly, with its unit where it is money or time.
  String display(long value) {
    return switch (this) {
      case SPEND -> Money.ofNanos(value).display();
      case LATENCY -> Durations.display(Math.toIntExact(value));
      default -> Numbers.grouped(value);
    };
  }

  /// Where many stand together: money to the cent.
  String displayShort(long value) {
    return this == SPEND ? Money.ofNanos(value).displayCents() : display(value);
  }
}
