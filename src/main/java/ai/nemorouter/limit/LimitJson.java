package ai.nemorouter.limit;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Writes limits as programs read them and as the audit log keeps them. Amounts are in the limit's
/// unit; US dollars are plain decimal numbers.
public final class LimitJson {
  private LimitJson() {}

  /// An item of `/v1/limits`.
  public static ObjectNode item(LimitStatus status) {
    Limit limit = status.limit();
    ObjectNode item = Json.object();
    item.put("id", limit.id().toString());
    item.put("scope", limit.scope().kind().column());
    item.put("scope_id", limit.scope().id().toString());
    item.setAll(terms(limit.terms()));
    item.set("raise", raise(limit.unit(), limit.raise()));
    putAmount(item, "allowed", limit.unit(), status.allowed());
    putAmount(item, "used", limit.unit(), status.used());
    putAmount(item, "held", limit.unit(), status.held());
    putAmount(item, "remaining", limit.unit(), status.left());
    putTime(item, "starts_at", status.startsAt());
    putTime(item, "resets_at", status.resetsAt());
    putTime(item, "ends_at_this_pace", status.endsAtThisPace());
    return item;
  }

  /// What is left of a limit that counts for others too: without its amount and use, which together
  /// tell what they take.
  public static ObjectNode rest(LimitStatus status) {
    LimitTerms terms = status.limit().terms();
    ObjectNode item = Json.object();
    item.put("scope", status.limit().scope().kind().column());
    item.put("unit", terms.unit().column());
    item.put("period", terms.unit() == Unit.IN_FLIGHT ? null : terms.period().column());
    item.put("model", terms.model()).put("provider", terms.provider());
    putAmount(item, "remaining", terms.unit(), status.left());
    putTime(item, "resets_at", status.resetsAt());
    return item;
  }

  public static ObjectNode terms(LimitTerms terms) {
    ObjectNode item = Json.object();
    item.put("unit", terms.unit().column());
    putAmount(item, "amount", terms.unit(), terms.amount());
    item.put("period", terms.unit() == Unit.IN_FLIGHT ? null : terms.period().column());
    item.put("model", terms.model()).put("provider", terms.provider());
    ArrayNode alerts = item.putArray("alert_at");
    terms.alertAt().forEach(alerts::add);
    return item;
  }

  static @Nullable ObjectNode raise(Unit unit, Limit.@Nullable Raise raise) {
    if (raise == null) {
      return null;
    }
    ObjectNode item = Json.object();
    putAmount(item, "amount", unit, raise.amount());
    return item.put("until", raise.until().toString());
  }

  static void putAmount(ObjectNode item, String name, Unit unit, long amount) {
    if (unit == Unit.USD) {
      item.put(name, new BigDecimal(Money.ofNanos(amount).plain()));
    } else {
      item.put(name, amount);
    }
  }

  private static void putTime(ObjectNode item, String name, @Nullable Instant time) {
    item.put(name, time == null ? null : time.toString());
  }
}
