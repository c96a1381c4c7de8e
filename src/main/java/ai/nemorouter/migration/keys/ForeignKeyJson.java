package ai.nemorouter.migration.keys;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes keys as OpenRouter lists them, with what an import needs and nothing else: so a page can
/// carry from the preview to the import what was read from a live account.
final class ForeignKeyJson {
  private ForeignKeyJson() {}

  static String list(List<ForeignKey> keys) {
    ObjectNode json = Json.object();
    ArrayNode items = json.putArray("data");
    for (ForeignKey key : keys) {
      ObjectNode item = items.addObject();
      item.put("name", key.name()).put("hash", key.hash()).put("disabled", key.disabled());
      item.put("limit", usd(key.limit())).put("limit_remaining", usd(key.remaining()));
      item.put("limit_reset", key.period().resetName());
      item.put("expires_at", key.expiresAt() == null ? null : key.expiresAt().toString());
    }
    return Json.write(json);
  }

  static String budgets(List<ForeignBudget> budgets) {
    ObjectNode json = Json.object();
    ArrayNode items = json.putArray("data");
    for (ForeignBudget budget : budgets) {
      items
          .addObject()
          .put("name", budget.name())
          .put("limit_usd", usd(budget.amount()))
          .put("reset_interval", budget.period().resetName());
    }
    return budgets.isEmpty() ? "" : Json.write(json);
  }

  private static @Nullable BigDecimal usd(@Nullable Money amount) {
    return amount == null ? null : new BigDecimal(amount.plain());
  }
}
