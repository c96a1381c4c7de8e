package ai.nemorouter.gateway.cost;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.limit.engine.Settlement;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Supplier;

/// What a call cost and how we know: the provider's own figure first, else its token counts at the
/// catalogue price, else our own count.
///
/// @param doubtful whether the provider reported something that cannot be true and was not used
public record Bill(TokenUsage tokens, Money cost, Source source, boolean doubtful) {

  /// Where the cost comes from.
  public enum Source {
    PROVIDER("provider", "exact"),
    CATALOG("catalog", "exact"),
    ESTIMATE("estimate", "estimated");

    private final String recorded;
    private final String status;

    Source(String recorded, String status) {
      this.recorded = recorded;
      this.status = status;
    }
  }

  /// @param estimate what was held for: reported figures far beyond it count as not reported
  /// @param counted our own count of tokens, made only if the provider did not say
  public static Bill of(ReportedUsage reported, Estimate estimate, Supplier<TokenUsage> counted) {
    Price price = estimate.price();
    Optional<Money> cost = reported.cost().filter(told -> PlausibleUsage.cost(told, estimate));
    Optional<TokenUsage> told =
        reported.tokens().filter(usage -> PlausibleUsage.counts(usage, estimate));
    boolean doubtful =
        cost.isPresent() != reported.cost().isPresent()
            || told.isPresent() != reported.tokens().isPresent();
    TokenUsage tokens = withRequest(told.orElseGet(counted), price);
    return cost.map(amount -> new Bill(tokens, amount, Source.PROVIDER, doubtful))
        .orElseGet(() ->
            new Bill(
                tokens,
                price.cost(tokens),
                told.isPresent() ? Source.CATALOG : Source.ESTIMATE,
                doubtful));
  }

  /// The same for an answer whose price may count something else beside tokens.
  ///
  /// @param reported the provider's own figure
  public static Bill of(Optional<Money> reported, MeasuredUsage counts, Estimate estimate) {
    Price price = estimate.price();
    Optional<Money> cost = reported.filter(told -> PlausibleUsage.cost(told, estimate));
    boolean countsFit = PlausibleUsage.counts(counts.taken(price), estimate);
    boolean doubtful = !countsFit || cost.isPresent() != reported.isPresent();
    TokenUsage taken = countsFit ? counts.taken(price) : ownCount(counts, estimate);
    return cost.map(amount -> new Bill(taken, amount, Source.PROVIDER, doubtful))
        .orElseGet(() ->
            new Bill(
                taken,
                price.cost(taken),
                countsFit && counts.areKnown(price) ? Source.CATALOG : Source.ESTIMATE,
                doubtful));
  }

  private static TokenUsage ownCount(MeasuredUsage counts, Estimate estimate) {
    TokenUsage own = counts.counted().withUnits(estimate.floorUnits());
    return PlausibleUsage.counts(own, estimate) ? own : estimate.floorUsage();
  }

  /// Whatever a call is about, it is one request.
  private static TokenUsage withRequest(TokenUsage tokens, Price price) {
    return price.perUnit() != null && price.perUnit().unit() == Price.Unit.REQUEST
        ? tokens.withUnits(1)
        : tokens;
  }

  public Settlement.Cost recordedCost() {
    return new Settlement.Cost(cost, source.recorded);
  }

  /// The same with a mark that the provider reported something that cannot be true, if it did.
  public Bill withDoubt(boolean reportedSo) {
    return new Bill(tokens, cost, source, reportedSo);
  }

  /// Whether it is our own count, or a bound.
  public boolean isEstimated() {
    return source == Source.ESTIMATE;
  }

  /// The value of `x-nemo-cost-status`.
  public String status() {
    return source.status;
  }

  /// The `usage` object of the answer: what the provider reported, without nulls, and with the cost
  /// in US dollars.
  public ObjectNode usage(JsonNode reported) {
    ObjectNode usage =
        reported.isObject() ? withoutNulls((ObjectNode) reported.deepCopy()) : Json.object();
    usage.put("prompt_tokens", tokens.prompt());
    usage.put("completion_tokens", tokens.completion());
    usage.put("total_tokens", tokens.prompt() + tokens.completion());
    return withCost(usage);
  }

  /// The object without nulls, and with the cost in US dollars.
  public ObjectNode withCost(ObjectNode usage) {
    return withoutNulls(usage).put("cost", cost.usd().stripTrailingZeros());
  }

  private static ObjectNode withoutNulls(ObjectNode usage) {
    usage.properties().removeIf(field -> field.getValue().isNull());
    usage.forEach(details -> {
      if (details instanceof ObjectNode object && !object.isEmpty()) {
        withoutNulls(object);
      }
    });
    return usage;
  }
}
