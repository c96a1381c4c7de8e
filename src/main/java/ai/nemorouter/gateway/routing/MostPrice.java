package ai.nemorouter.gateway.routing;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.money.Money;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The most that a request wants to pay, as OpenRouter's `provider.max_price` says it: US dollars
/// per million tokens of prompt and completion, and per image, request or (audio) second.
///
/// @param units for a million of each
public record MostPrice(
    @Nullable Money prompt, @Nullable Money completion, Map<Price.Unit, Money> units) {
  public static final MostPrice NONE = new MostPrice(null, null, Map.of());

  private static final int MILLION_EXPONENT = 6;

  public MostPrice {
    units = Map.copyOf(units);
  }

  static MostPrice of(JsonNode node) {
    if (RoutingPreferences.isAbsent(node)) {
      return NONE;
    }
    if (!node.isObject()) {
      throw RoutingPreferences.invalid(
          "provider.max_price", "\"provider.max_price\" must be an object.");
    }
    Map<Price.Unit, Money> units = new java.util.EnumMap<>(Price.Unit.class);
    node.properties()
        .forEach(field -> {
          Price.@Nullable Unit unit =
              switch (field.getKey()) {
                case "image" -> Price.Unit.IMAGE;
                case "request" -> Price.Unit.REQUEST;
                case "audio" -> Price.Unit.SECOND;
                case "prompt", "completion" -> null;
                default ->
                    throw RoutingPreferences.invalid(
                        "provider.max_price." + field.getKey(),
                        "\"provider.max_price\" may have prompt, completion, request, image and"
                            + " audio.");
              };
          if (unit != null) {
            units.put(unit, amount(field.getKey(), field.getValue(), MILLION_EXPONENT));
          }
        });
    return new MostPrice(
        node.has("prompt") ? amount("prompt", node.path("prompt"), 0) : null,
        node.has("completion") ? amount("completion", node.path("completion"), 0) : null,
        units);
  }

  /// Whether no part of the price is above what is wanted, long prompts included.
  boolean allows(Price price) {
    return allows(price.rates())
        && (price.longPrompts() == null || allows(price.longPrompts().rates()))
        && allows(price.perUnit());
  }

  private boolean allows(Rates rates) {
    return (prompt == null || rates.input().compareTo(prompt) <= 0)
        && (completion == null || rates.output().compareTo(completion) <= 0);
  }

  private boolean allows(Price.@Nullable UnitPrice perUnit) {
    Money most = perUnit == null ? null : units.get(perUnit.unit());
    return perUnit == null || most == null || perUnit.perMillion().compareTo(most) <= 0;
  }

  private static Money amount(String field, JsonNode value, int exponent) {
    try {
      BigDecimal usd =
          value.isNumber() ? value.decimalValue() : new BigDecimal(value.asText().strip());
      return Money.ofUsd(usd.movePointRight(exponent));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw RoutingPreferences.invalid(
          "provider.max_price." + field,
          "\"provider.max_price."
              + field
              + "\" must be an amount of US dollars with at most nine decimal places.");
    }
  }
}
