package ai.nemorouter.key;

import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Puts what happens to keys into the words of the audit log; never a secret.
public final class KeyHistory {
  private KeyHistory() {}

  public static String target(Key key) {
    return "key " + key.id();
  }

  static ObjectNode minted(Key key) {
    ObjectNode details = Json.object();
    details
        .put("name", key.name())
        .put("secret", key.label())
        .put("team_id", key.teamId().toString());
    details.put("owner_id", key.ownerId() == null ? null : key.ownerId().toString());
    details.put("expires_at", key.expiresAt() == null ? null : key.expiresAt().toString());
    putPolicy(details, key.policy());
    return details;
  }

  /// Only what is different.
  static ObjectNode changed(KeySettings before, KeySettings after) {
    return difference(settings(before), settings(after));
  }

  /// The fields that differ, each as `{"before": …, "after": …}`.
  static ObjectNode difference(ObjectNode before, ObjectNode after) {
    ObjectNode details = Json.object();
    after
        .fieldNames()
        .forEachRemaining(name -> {
          JsonNode old = before.path(name);
          JsonNode now = after.path(name);
          if (!old.equals(now)) {
            details.putObject(name).<ObjectNode>set("before", old).set("after", now);
          }
        });
    return details;
  }

  private static ObjectNode settings(KeySettings settings) {
    ObjectNode node = Json.object();
    node.put("name", settings.name()).put("description", settings.description());
    node.put("expires_at", settings.expiresAt() == null ? null : settings.expiresAt().toString());
    node.put("disabled", settings.disabled());
    Budget budget = settings.budget();
    node.put(
        "budget",
        budget == null ? null : budget.amount().display() + " per " + budget.period().column());
    putPolicy(node, settings.policy());
    return node;
  }

  private static void putPolicy(ObjectNode node, KeyPolicy policy) {
    node.set("allowed_models", texts(policy.models().entries()));
    node.set("allowed_endpoints", texts(policy.endpoints()));
    node.set("allowed_addresses", texts(policy.addresses()));
  }

  public static ArrayNode texts(List<String> texts) {
    ArrayNode array = Json.object().putArray("texts");
    texts.forEach(array::add);
    return array;
  }
}
