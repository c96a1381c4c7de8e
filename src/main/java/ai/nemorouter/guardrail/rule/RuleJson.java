package ai.nemorouter.guardrail.rule;

import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Rules as JSON: in the API, in exports and in the audit log.
public final class RuleJson {
  private static final int AUDITED_MAX = 2_000;
  private static final String NAME = "name";
  private static final String STATE = "state";
  private static final String ACTION = "action";
  private static final String DIRECTION = "direction";
  private static final String ON_FAILURE = "on_failure";
  private static final String RESTORES = "restores";
  private static final String KEEPS_TEXT = "keeps_text";
  private static final String MESSAGE = "message";
  private static final String CHECK = "check";
  static final String OPEN = "open";
  static final String CLOSED = "closed";

  private RuleJson() {}

  /// What a rule says.
  public static ObjectNode terms(RuleTerms terms) {
    return Json.tree(RuleTermsJson.of(terms));
  }

  /// The same for the audit log, which does not hold ten thousand words.
  static ObjectNode audited(RuleTerms terms) {
    ObjectNode json = terms(terms);
    String check = RuleCheckJson.text(terms.check());
    if (check.length() > AUDITED_MAX) {
      json.putObject(CHECK)
          .put("type", RuleCheckJson.type(terms.check()))
          .put("characters", check.length())
          .put("hash", Integer.toHexString(check.hashCode()));
    }
    return json;
  }

  /// What a JSON object says of a rule.
  ///
  /// @param before what counts where a field is absent; null for a new rule
  /// @throws InvalidInputException for what is missing or not understood
  public static RuleTerms read(ObjectNode json, @Nullable RuleTerms before) {
    String direction = text(json, DIRECTION, before == null ? "both" : direction(before));
    if (!direction.matches("input|output|both")) {
      throw wrong(DIRECTION, "must be \"input\", \"output\" or \"both\"");
    }
    String failure = text(json, ON_FAILURE, before == null || before.closed() ? CLOSED : OPEN);
    if (!failure.matches("open|closed")) {
      throw wrong(ON_FAILURE, "must be \"closed\" or \"open\"");
    }
    return new RuleTerms(
        text(json, NAME, before == null ? null : before.name()),
        state(text(json, STATE, (before == null ? RuleState.SHADOW : before.state()).word())),
        action(text(json, ACTION, before == null ? null : word(before.action()))),
        !direction.equals("output"),
        !direction.equals("input"),
        failure.equals(CLOSED),
        flag(json, RESTORES, before != null && before.restores()),
        flag(json, KEEPS_TEXT, before != null && before.keepsText()),
        text(json, MESSAGE, before == null ? "" : before.message()),
        before != null && !json.has(CHECK) ? before.check() : RuleCheckJson.read(json.path(CHECK)));
  }

  static String word(Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }

  static String direction(RuleTerms terms) {
    if (terms.input() && terms.output()) {
      return "both";
    }
    return terms.input() ? "input" : "output";
  }

  static RuleState state(String word) {
    return RuleState.of(word)
        .orElseThrow(() -> wrong(STATE, "must be \"off\", \"shadow\" or \"on\""));
  }

  private static Action action(String word) {
    return Arrays.stream(Action.values())
        .filter(action -> word(action).equals(word))
        .findFirst()
        .orElseThrow(() -> wrong(ACTION, "must be \"flag\", \"redact\" or \"block\""));
  }

  private static String text(ObjectNode json, String name, @Nullable String usual) {
    JsonNode node = json.path(name);
    if (usual != null && (node.isMissingNode() || node.isNull())) {
      return usual;
    }
    if (!node.isTextual()) {
      throw wrong(name, node.isMissingNode() ? "is required" : "must be text");
    }
    return node.textValue();
  }

  private static boolean flag(ObjectNode json, String name, boolean usual) {
    JsonNode node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return usual;
    }
    if (!node.isBoolean()) {
      throw wrong(name, "must be true or false");
    }
    return node.booleanValue();
  }

  private static InvalidInputException wrong(String name, String what) {
    return new InvalidInputException(name, "`" + name + "` " + what + ".");
  }
}
