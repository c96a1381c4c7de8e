package ai.nemorouter.usage.story;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.PriceVersion;
import ai.nemorouter.catalog.price.PricedPart;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.text.Numbers;
import ai.nemorouter.usage.RequestUnits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How the cost of one attempt comes about, line by line. The lines add up to what was charged.
///
/// @param number which attempt of its request it is, from 1
/// @param price the version that applied; null where none did
/// @param lines what was charged
/// @param atPrice where the provider's own figure was charged, what the same would have cost at the
///   price version; empty elsewhere
public record Charge(
    int number,
    RecordedAttempt attempt,
    @Nullable PriceVersion price,
    List<Line> lines,
    List<Line> atPrice) {
  /// Millionths of a nano-dollar: the finest that tokens times prices come to.
  private static final int SCALE = 15;

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  public Charge {
    lines = List.copyOf(lines);
    atPrice = List.copyOf(atPrice);
  }

  /// @param count as in `1,200 tokens`; null where nothing was counted
  /// @param each what one or a million cost; null like `count`
  /// @param exact in millionths of a nano-dollar
  public record Line(String what, @Nullable String count, @Nullable String each, BigInteger exact) {
    static Line of(String what, Money amount) {
      return new Line(what, null, null, BigInteger.valueOf(amount.nanos()).multiply(MILLION));
    }

    /// With every digit that it has.
    public String amount() {
      BigDecimal usd = new BigDecimal(exact.abs(), SCALE).stripTrailingZeros();
      String digits = (usd.scale() < 2 ? usd.setScale(2) : usd).toPlainString();
      return (exact.signum() < 0 ? "−$" : "$") + digits;
    }
  }

  static Charge of(int number, RecordedAttempt attempt, @Nullable PriceVersion price) {
    if (attempt.costSource() == null && attempt.costNanos() == 0) {
      return new Charge(number, attempt, null, List.of(), List.of());
    }
    List<Line> counted = price == null ? List.of() : counted(attempt, price);
    if ("provider".equals(attempt.costSource())) {
      List<Line> told = List.of(Line.of("Reported by the provider", attempt.cost()));
      return new Charge(number, attempt, price, told, rounded(counted));
    }
    return new Charge(number, attempt, price, whole(rounded(counted), attempt), List.of());
  }

  public Money charged() {
    return attempt.cost();
  }

  /// Null where the price version cannot tell.
  public @Nullable String sumAtPrice() {
    return atPrice.isEmpty() ? null : sum(atPrice).amount();
  }

  /// Whether the prompt was so long that other rates applied; null where it was not.
  public @Nullable Long longPromptsFrom() {
    Price.LongPrompts longPrompts = price == null ? null : price.price().longPrompts();
    return longPrompts != null && attempt.usage().prompt() > longPrompts.from()
        ? longPrompts.from()
        : null;
  }

  /// Where the figure comes from, in a sentence.
  public String basis() {
    return switch (Objects.requireNonNullElse(attempt.costSource(), "")) {
      case "provider" -> "The provider named this cost in its answer, so it was taken as it is.";
      case "catalog" -> "The counts are certain, and were multiplied by the price version.";
      case "estimate" -> "Estimated. " + whyEstimated();
      default -> "Nothing was charged.";
    };
  }

  private String whyEstimated() {
    if (attempt.isImplausible()) {
      return "What the provider reported cannot be true, so it was counted here and multiplied by"
          + " the price version.";
    }
    return switch (attempt.status()) {
      case EXPIRED ->
          "The node that served it stopped answering, so the known cost of its input was booked.";
      case CANCELLED ->
          "The caller hung up before the provider had reported what it took, so it was counted here"
              + " and multiplied by the price version.";
      default ->
          "The provider reported neither a cost nor counts that could be used, so it was counted"
              + " here and multiplied by the price version.";
    };
  }

  private static List<Line> counted(RecordedAttempt attempt, PriceVersion price) {
    return price.price().parts(attempt.usage()).stream()
        .filter(part -> part.count() > 0)
        .map(part -> line(part, price, attempt))
        .toList();
  }

  private static Line line(PricedPart part, PriceVersion price, RecordedAttempt attempt) {
    if (part.kind() == PricedPart.Kind.UNITS) {
      return new Line(
          "Charged units",
          RequestUnits.display(part.count(), price.unit()),
          RequestUnits.price(part.perMillion(), price.unit()),
          part.exact());
    }
    String count = Numbers.grouped(part.count()) + (part.count() == 1 ? " token" : " tokens");
    long reasoning = attempt.usage().reasoning();
    String what =
        part.kind() == PricedPart.Kind.OUTPUT && reasoning > 0
            ? "Output, %s of it reasoning".formatted(Numbers.grouped(reasoning))
            : part.kind().label();
    return new Line(what, count, part.perMillion().display() + " per 1M", part.exact());
  }

  /// With what the one rounding, up to a nano-dollar, adds.
  private static List<Line> rounded(List<Line> lines) {
    BigInteger rest = sum(lines).exact().mod(MILLION);
    if (rest.signum() == 0) {
      return lines;
    }
    List<Line> all = new ArrayList<>(lines);
    all.add(new Line("Rounded up to $0.000000001", null, null, MILLION.subtract(rest)));
    return all;
  }

  /// With what was booked and counts do not explain, as the floor of an attempt that was lost.
  private static List<Line> whole(List<Line> lines, RecordedAttempt attempt) {
    BigInteger booked = BigInteger.valueOf(attempt.costNanos()).multiply(MILLION);
    BigInteger missing = booked.subtract(sum(lines).exact());
    if (missing.signum() == 0) {
      return lines;
    }
    String what =
        lines.isEmpty()
            ? "Booked, without counts that explain it"
            : "Difference to what was booked";
    List<Line> all = new ArrayList<>(lines);
    all.add(new Line(what, null, null, missing));
    return all;
  }

  private static Line sum(List<Line> lines) {
    BigInteger exact = lines.stream().map(Line::exact).reduce(BigInteger.ZERO, BigInteger::add);
    return new Line("Sum", null, null, exact);
  }
}
