package ai.nemorouter.migration.keys;

import ai.nemorouter.limit.Period;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.text.PlainText;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the answers of OpenRouter's management API: `GET /keys`, in one page or several, and the
/// budgets of workspaces and guardrails.
final class OpenRouterAnswers {
  static final int KEYS_MAX = 1_000;
  private static final int NAME_LENGTH_MAX = 120;
  private static final int NANO = 9;

  private OpenRouterAnswers() {}

  /// The keys of an answer (`{"data": […]}`), of a bare list, or of a list of answers.
  ///
  /// @throws InvalidInputException that names the field `keys` where it is none of these
  static List<ForeignKey> keys(String text) {
    List<ForeignKey> keys = new ArrayList<>();
    for (JsonNode item : items("keys", text)) {
      if (!item.isObject()) {
        throw wrong("keys", "Item %d is not a key.".formatted(keys.size() + 1));
      }
      keys.add(key(keys.size() + 1, item));
    }
    if (keys.isEmpty()) {
      throw wrong("keys", "There is no key in it. Paste the whole answer of GET /api/v1/keys.");
    }
    if (keys.size() > KEYS_MAX) {
      throw wrong("keys", "Import at most %d keys at once.".formatted(KEYS_MAX));
    }
    return keys;
  }

  /// The budgets of workspaces (`GET /workspaces/{id}/budgets`) or guardrails (`GET /guardrails`);
  /// what has no amount is left out.
  static List<ForeignBudget> budgets(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    List<ForeignBudget> budgets = new ArrayList<>();
    for (JsonNode item : items("budgets", text)) {
      budget(item).ifPresent(budgets::add);
    }
    return budgets;
  }

  private static Optional<ForeignBudget> budget(JsonNode item) {
    JsonNode amount =
        Stream.of("limit_usd", "limit", "amount_usd", "amount")
            .map(item::path)
            .filter(JsonNode::isNumber)
            .findFirst()
            .orElse(item.path("none"));
    if (!amount.isNumber()) {
      return Optional.empty();
    }
    String reset =
        Stream.of("reset_interval", "interval", "limit_reset", "period")
            .map(item::path)
            .filter(JsonNode::isTextual)
            .map(JsonNode::asText)
            .findFirst()
            .orElse("lifetime");
    String name = item.path("name").asText("budget");
    Period period = period(reset).orElseThrow(() -> wrong("budgets", unknown(name, reset)));
    Money money = money(amount);
    if (money == null) {
      throw wrong("budgets", "The amount of “%s” cannot be a limit.".formatted(name));
    }
    return Optional.of(new ForeignBudget(name, money, period));
  }

  private static List<JsonNode> items(String field, String text) {
    ObjectNode wrapped;
    try {
      // So that a bare list can be read by the same rules as an object.
      wrapped = Json.parseObject(("{\"it\":" + text + "}").getBytes(StandardCharsets.UTF_8));
    } catch (ApiException e) {
      throw wrong(field, "This is not JSON: " + e.error().message());
    }
    List<JsonNode> items = new ArrayList<>();
    collect(wrapped.path("it"), items);
    return items;
  }

  private static void collect(JsonNode node, List<JsonNode> items) {
    if (node.path("data").isArray()) {
      node.path("data").forEach(items::add);
    } else if (node.isArray()) {
      node.forEach(item -> {
        if (item.path("data").isArray()) {
          collect(item, items);
        } else {
          items.add(item);
        }
      });
    }
  }

  private static ForeignKey key(int number, JsonNode item) {
    String name = item.path("name").asText("").strip();
    JsonNode reset = item.path("limit_reset");
    Optional<Period> period =
        reset.isTextual() ? period(reset.asText()) : Optional.of(Period.TOTAL);
    Money limit = money(item.path("limit"));
    Instant expiresAt = instant(item.path("expires_at"));
    String problem = null;
    if (name.isEmpty() || name.length() > NAME_LENGTH_MAX || !PlainText.isOneVisibleLine(name)) {
      problem = "Its name is empty, too long or cannot be stored.";
    } else if (item.path("limit").isNumber() && limit == null) {
      problem = "Its limit cannot be one.";
    } else if (item.hasNonNull("limit") && !item.path("limit").isNumber()) {
      problem = "Its limit is not a number of US dollars.";
    } else if (period.isEmpty()) {
      problem = unknown(name, reset.asText());
    } else if (item.hasNonNull("expires_at") && expiresAt == null) {
      problem = "When it expires cannot be read.";
    }
    return new ForeignKey(
        number,
        name,
        item.path("hash").isTextual() ? item.path("hash").asText() : null,
        item.path("disabled").asBoolean(false),
        limit,
        money(item.path("limit_remaining")),
        period.orElse(Period.TOTAL),
        expiresAt,
        problem);
  }

  /// Null for anything but an amount of zero or more. What is finer than a nano-dollar is cut: a
  /// limit grants no more than it did there.
  private static @Nullable Money money(JsonNode node) {
    if (!node.isNumber()) {
      return null;
    }
    BigDecimal usd = node.decimalValue();
    if (usd.signum() < 0 || usd.precision() - usd.scale() > NANO) {
      return null;
    }
    return Money.ofUsd(usd.setScale(Math.min(Math.max(usd.scale(), 0), NANO), RoundingMode.DOWN));
  }

  private static Optional<Period> period(String reset) {
    if (Objects.equals(reset, "lifetime") || Objects.equals(reset, "total")) {
      return Optional.of(Period.TOTAL);
    }
    return Period.ofResetName(reset);
  }

  private static @Nullable Instant instant(JsonNode node) {
    try {
      return node.isTextual() ? OffsetDateTime.parse(node.asText()).toInstant() : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static String unknown(String name, String reset) {
    return "“%s” resets “%s”, which is none of daily, weekly, monthly.".formatted(name, reset);
  }

  private static InvalidInputException wrong(String field, String message) {
    return new InvalidInputException(field, message);
  }
}
