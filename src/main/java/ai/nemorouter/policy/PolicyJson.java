package ai.nemorouter.policy;

import ai.nemorouter.limit.LimitJson;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.policy.PolicyLine.Kind;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Writes what applies to a key as programs read it.
final class PolicyJson {
  private PolicyJson() {}

  static ObjectNode of(Policy policy) {
    ObjectNode json = Json.object();
    ArrayNode limits = json.putArray("limits");
    for (PolicyLine line : policy.lines()) {
      LimitStatus status = line.status();
      if (status != null) {
        ObjectNode limit = line.isWhole() ? LimitJson.item(status) : LimitJson.rest(status);
        limit.put("first_reached", line.isFirst()).put("used_up", line.isUsedUp());
        limits.add(limit);
      }
    }
    json.put("credit_left", of(policy, Kind.CREDIT).stream().noneMatch(PolicyLine::isUsedUp));
    putLists(json, "allowed_models", of(policy, Kind.MODELS));
    putLists(json, "allowed_endpoints", of(policy, Kind.ENDPOINTS));
    putLists(json, "allowed_addresses", of(policy, Kind.ADDRESSES));
    ArrayNode guardrails = json.putArray("guardrails");
    for (PolicyLine line : of(policy, Kind.GUARDRAIL)) {
      ObjectNode rules = guardrails.addObject();
      rules.put("scope", line.source().level().word()).put("rules", line.words().count());
      putTexts(rules, "actions", line.words().entries());
    }
    return json;
  }

  private static List<PolicyLine> of(Policy policy, Kind kind) {
    return policy.lines().stream().filter(line -> line.kind() == kind).toList();
  }

  /// All of the lists that there are: a request has to pass each of them.
  private static void putLists(ObjectNode json, String name, List<PolicyLine> lines) {
    ArrayNode lists = json.putArray(name);
    for (PolicyLine line : lines) {
      ObjectNode list = lists.addObject().put("scope", line.source().level().word());
      putTexts(list, "entries", line.words().entries());
    }
  }

  private static void putTexts(ObjectNode json, String name, List<String> texts) {
    ArrayNode array = json.putArray(name);
    texts.forEach(array::add);
  }
}
