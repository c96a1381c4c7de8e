package ai.nemorouter.gateway;

import ai.nemorouter.catalog.Price;
import ai.nemorouter.catalog.TokenUsage;
import ai.nemorouter.limit.Settlement;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Supplier;

/// What a call cost and how we know: the provider's own figure first, else its token counts at the
/// catalogue price, else our own count.
record Bill(TokenUsage tokens, Money cost, Source source) {

  /// Where the cost comes from.
  enum Source {
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

  /// @param counted our own count of tokens, made only if the provider did not say
  static Bill of(ReportedUsage reported, Price price, Supplier<TokenUsage> counted) {
    TokenUsage tokens = withRequest(reported.tokens().orElseGet(counted), price);
    if (reported.cost().isPresent()) {
      return new Bill(tokens, reported.cost().get(), Source.PROVIDER);
    }
    return new Bill(
        tokens,
        price.cost(tokens),
        reported.tokens().isPresent() ? Source.CATALOG : Source.ESTIMATE);
  }

  /// The same for an answer whose price may count something else beside tokens.
  ///
  /// @param cost the provider's own figure
  static Bill of(Optional<Money> cost, Counts counts, Price price) {
    TokenUsage taken = counts.taken(price);
    if (cost.isPresent()) {
      return new Bill(taken, cost.get(), Source.PROVIDER);
    }
    return new Bill(
        taken, price.cost(taken), counts.areKnown(price) ? Source.CATALOG : Source.ESTIMATE);
  }

  /// Whatever a call is about, it is one request.
  private static TokenUsage withRequest(TokenUsage tokens, Price price) {
    return price.perUnit() != null && price.perUnit().unit() == Price.Unit.REQUEST
        ? tokens.withUnits(1)
        : tokens;
  }

  Settlement.Cost recordedCost() {
    return new Settlement.Cost(cost, source.recorded);
  }

  /// The value of `x-nemo-cost-status`.
  String status() {
    return source.status;
  }

  /// The `usage` object of the answer: what the provider reported, without nulls, and with the cost
  /// in US dollars.
  ObjectNode usage(JsonNode reported) {
    ObjectNode usage =
        reported.isObject() ? withoutNulls((ObjectNode) reported.deepCopy()) : Json.object();
    usage.put("prompt_tokens", tokens.prompt());
    usage.put("completion_tokens", tokens.completion());
    usage.put("total_tokens", tokens.prompt() + tokens.completion());
    return withCost(usage);
  }

  /// The object without nulls, and with the cost in US dollars.
  ObjectNode withCost(ObjectNode usage) {
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
