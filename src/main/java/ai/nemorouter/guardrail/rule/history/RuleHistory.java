package ai.nemorouter.guardrail.rule.history;

import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleJson;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// The versions of rules: lists and compares them, and returns to an earlier one.
@ApplicationScoped
public class RuleHistory {
  private static final int ITEMS_SHOWN = 50;

  private final Guardrails guardrails;
  private final VersionRows versions;
  private final Database database;

  RuleHistory(Guardrails guardrails, VersionRows versions, Database database) {
    this.guardrails = guardrails;
    this.versions = versions;
    this.database = database;
  }

  /// The newest first; also those of a rule that was deleted.
  public PageOf<RuleVersion> list(RuleKeeper keeper, UUID ruleId, int page) {
    StoredRule rule = guardrails.find(keeper, ruleId);
    return keeper.in(database, () -> versions.page(keeper.orgId(), rule.id(), page));
  }

  public RuleVersion find(RuleKeeper keeper, UUID ruleId, int number) {
    StoredRule rule = guardrails.find(keeper, ruleId);
    return keeper.in(database, () -> versions.getOrThrow(keeper.orgId(), rule.id(), number));
  }

  /// A field in which two versions differ.
  ///
  /// @param field as in JSON, as `state` or `check.words`
  /// @param before empty where it was not there; of a long list what only the first version has
  /// @param after of a long list what only the second version has
  public record ChangedField(String field, String before, String after) {}

  /// What differs between two versions.
  public List<ChangedField> compare(RuleKeeper keeper, UUID ruleId, int from, int to) {
    ObjectNode before = RuleJson.terms(find(keeper, ruleId, from).terms());
    ObjectNode after = RuleJson.terms(find(keeper, ruleId, to).terms());
    List<ChangedField> changed = new ArrayList<>();
    compare("", before, after, changed);
    return List.copyOf(changed);
  }

  /// Makes a new version that says what an earlier one said. Refused where another rule has its
  /// name by now.
  ///
  /// @param reason why; may be empty
  public StoredRule returnTo(RuleKeeper keeper, UUID ruleId, int number, String reason) {
    keeper.reachOrThrow(Permission.MANAGE_GUARDRAILS);
    return guardrails.changing(
        keeper,
        () -> {
          guardrails.findForChange(keeper, ruleId);
          RuleTerms earlier = versions.getOrThrow(keeper.orgId(), ruleId, number).terms();
          return guardrails.change(
              keeper, ruleId, earlier, new Guardrails.Making("returned", null, number, reason));
        });
  }

  private static void compare(
      String prefix, JsonNode before, JsonNode after, List<ChangedField> changed) {
    Set<String> names = new LinkedHashSet<>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode was = before.path(name);
      JsonNode is = after.path(name);
      if (was.isObject() || is.isObject()) {
        compare(prefix + name + ".", was, is, changed);
      } else if (was.isArray() && is.isArray() && !was.equals(is)) {
        changed.add(new ChangedField(prefix + name, only(was, is), only(is, was)));
      } else if (!was.equals(is)) {
        changed.add(new ChangedField(prefix + name, text(was), text(is)));
      }
    }
  }

  /// The items that only the first list has.
  private static String only(JsonNode list, JsonNode other) {
    Set<String> there = new LinkedHashSet<>();
    other.forEach(item -> there.add(item.asText()));
    List<String> items =
        list.valueStream().map(JsonNode::asText).filter(item -> !there.contains(item)).toList();
    String shown = String.join(", ", items.subList(0, Math.min(ITEMS_SHOWN, items.size())));
    return items.size() > ITEMS_SHOWN
        ? shown + " and %d more".formatted(items.size() - ITEMS_SHOWN)
        : shown;
  }

  private static String text(JsonNode value) {
    if (value.isArray()) {
      return only(value, MissingNode.getInstance());
    }
    return value.isMissingNode() || value.isNull() ? "" : value.asText();
  }
}
