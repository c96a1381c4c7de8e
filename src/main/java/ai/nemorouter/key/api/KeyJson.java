package ai.nemorouter.key.api;

import ai.nemorouter.catalog.allowlist.ModelAllowlist;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyHistory;
import ai.nemorouter.key.KeyOverview;
import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.key.management.ManagementKey;
import ai.nemorouter.key.overview.KeySpend;
import ai.nemorouter.limit.LimitJson;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes keys in the shapes of OpenRouter's `/keys` and `/key`. Amounts are US dollars as plain
/// decimal numbers.
public final class KeyJson {
  private KeyJson() {}

  /// An item of `/v1/keys`. A team is what OpenRouter calls a workspace.
  static ObjectNode item(KeyOverview overview, Instant now) {
    Key key = overview.key();
    ObjectNode item = Json.object();
    item.put("hash", key.id().toString()).put("label", key.label()).put("name", key.name());
    item.put("disabled", key.status(now) == Key.Status.DISABLED);
    putBudget(item, overview.budget());
    putSpend(item, overview.spend());
    item.put("created_at", key.createdAt().toString());
    item.put("updated_at", key.updatedAt().toString());
    putTime(item, "expires_at", key.expiresAt());
    putTime(item, "last_used_at", key.lastUsedAt());
    item.put("description", key.description());
    putPolicy(item, key.policy());
    putSecrets(item, key, now);
    item.putNull("creator_user_id");
    item.put("created_by", key.createdBy());
    putOwner(item, overview.owner());
    putLimits(item, overview.limits());
    item.put("workspace_id", key.teamId().toString()).put("team", overview.teamName());
    return item;
  }

  /// What `/v1/key` tells an inference key about itself.
  static ObjectNode self(KeyOverview overview) {
    Key key = overview.key();
    ObjectNode self = Json.object();
    self.put("label", key.label()).put("name", key.name());
    putBudget(self, overview.budget());
    putSpend(self, overview.spend());
    putLimits(self, overview.limits());
    putTime(self, "expires_at", key.expiresAt());
    putPolicy(self, key.policy());
    putCommon(self, false);
    self.put("organization_id", key.orgId().toString());
    self.put("workspace_id", key.teamId().toString());
    return self;
  }

  /// A management key as programs see it; never with its secret.
  public static ObjectNode management(ManagementKey key) {
    ObjectNode item = Json.object();
    item.put("id", key.id().toString()).put("label", key.label()).put("name", key.name());
    item.set(
        "permissions", KeyHistory.texts(key.granted().stream().map(Enum::name).sorted().toList()));
    item.set(KeyPolicy.ADDRESSES, KeyHistory.texts(key.allowedAddresses()));
    item.put("created_by", key.createdBy()).put("created_at", key.createdAt().toString());
    putTime(item, "expires_at", key.expiresAt());
    putTime(item, "revoked_at", key.revokedAt());
    putTime(item, "last_used_at", key.lastUsedAt());
    item.put("previous_label", key.previousLabel());
    putTime(item, "previous_until", key.previousUntil());
    return item;
  }

  private static void putPolicy(ObjectNode target, KeyPolicy policy) {
    target.set(ModelAllowlist.FIELD, KeyHistory.texts(policy.models().entries()));
    target.set(KeyPolicy.ENDPOINTS, KeyHistory.texts(policy.endpoints()));
    target.set(KeyPolicy.ADDRESSES, KeyHistory.texts(policy.addresses()));
  }

  /// The newest secret first, then the one before it while that still works.
  private static void putSecrets(ObjectNode target, Key key, Instant now) {
    ArrayNode secrets = target.putArray("secrets");
    ObjectNode newest = secrets.addObject().put("label", key.label());
    putTime(newest, "created_at", key.secretCreatedAt());
    putTime(newest, "last_used_at", key.secretUsedAt());
    newest.putNull("valid_until");
    if (key.isInGrace(now)) {
      ObjectNode previous = secrets.addObject().put("label", key.previousLabel());
      previous.putNull("created_at");
      putTime(previous, "last_used_at", key.previousUsedAt());
      putTime(previous, "valid_until", key.previousUntil());
    }
  }

  /// What `/v1/key` tells a management key about itself: it cannot spend.
  public static ObjectNode management(String name, String orgId) {
    ObjectNode self = Json.object();
    self.put("label", name).put("name", name);
    putBudget(self, null);
    putSpend(self, new KeySpend(Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO));
    self.putNull("expires_at");
    putCommon(self, true);
    self.put("organization_id", orgId).putNull("workspace_id");
    return self;
  }

  private static void putCommon(ObjectNode self, boolean management) {
    self.put("is_free_tier", false);
    self.put("is_management_key", management).put("is_provisioning_key", management);
    self.putNull("creator_user_id");
    self.putObject("rate_limit")
        .put("requests", -1)
        .put("interval", "10s")
        .put("note", "This key has no rate limit.");
    self.putArray("allowed_data_regions");
    self.putObject("free_model_daily_requests").put("limit", 0).put("remaining", 0).put("used", 0);
  }

  /// Where a key has several limits in US dollars, OpenRouter's three fields tell the one that
  /// leaves the least: what the next call can be held for at most.
  private static void putBudget(ObjectNode target, @Nullable LimitStatus budget) {
    if (budget == null) {
      target.putNull("limit").putNull("limit_remaining").putNull("limit_reset");
    } else {
      target.put("limit", usd(Money.ofNanos(budget.allowed())));
      target.put("limit_remaining", usd(Money.ofNanos(budget.left())));
      target.put("limit_reset", budget.limit().period().resetName());
    }
    target.put("include_byok_in_limit", false);
  }

  private static void putOwner(ObjectNode target, KeyOverview.@Nullable Owner owner) {
    target.put("owner", owner == null ? null : owner.email());
    target.put("owner_id", owner == null ? null : owner.id().toString());
  }

  /// All of the key's own limits, as in `/v1/limits`.
  private static void putLimits(ObjectNode target, List<LimitStatus> limits) {
    ArrayNode items = target.putArray("limits");
    limits.forEach(status -> items.add(LimitJson.item(status)));
  }

  private static void putSpend(ObjectNode target, KeySpend spend) {
    target.put("usage", usd(spend.total()));
    target.put("usage_daily", usd(spend.day()));
    target.put("usage_weekly", usd(spend.week()));
    target.put("usage_monthly", usd(spend.month()));
    target.put("byok_usage", 0).put("byok_usage_daily", 0);
    target.put("byok_usage_weekly", 0).put("byok_usage_monthly", 0);
  }

  private static void putTime(ObjectNode target, String name, @Nullable Instant time) {
    target.put(name, time == null ? null : time.toString());
  }

  private static BigDecimal usd(Money amount) {
    return new BigDecimal(amount.plain());
  }
}
