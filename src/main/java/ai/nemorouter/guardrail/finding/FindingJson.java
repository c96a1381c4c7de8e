package ai.nemorouter.guardrail.finding;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.text.PlainText;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/// What is written of a screened call, as JSON.
final class FindingJson {
  /// So many matches of one rule in one call are described; all of them are counted.
  static final int FINDINGS_MAX = 100;

  private static final int NAME_LENGTH_MAX = 200;
  private static final int TEXT_LENGTH_MAX = 500;

  private FindingJson() {}

  static ObjectNode screening(ScreenedCall call) {
    ObjectNode json = call(call).put("verdict", word(call.verdict()));
    ArrayNode rules = json.putArray("rules");
    call.rules().forEach(rule -> rules.add(rule(rule)));
    return json;
  }

  /// What both tables have.
  static ObjectNode call(ScreenedCall call) {
    return Json.object()
        .put("org_id", call.orgId().toString())
        .put("call_id", call.callId().toString())
        .put("team_id", call.teamId().toString())
        .put("key_id", call.keyId().toString())
        .put("member_id", call.memberId() == null ? null : call.memberId().toString())
        .put("at", call.at().toString())
        .put("model", text(call.model(), NAME_LENGTH_MAX));
  }

  static ObjectNode rule(ScreenedCall.RuleResult rule) {
    return Json.object()
        .put("rule_id", rule.ruleId().toString())
        .put("rule_version", rule.version())
        .put("rule_name", text(rule.name(), NAME_LENGTH_MAX))
        .put("check_kind", rule.check())
        .put("action", word(rule.action()))
        .put("shadow", rule.shadow())
        .put("verdict", word(rule.verdict()))
        .put("failed", rule.failed())
        .put("found", rule.findings().size())
        .put("took_us", rule.took().toNanos() / 1000);
  }

  static ArrayNode findings(ScreenedCall.RuleResult rule) {
    ArrayNode findings = Json.object().putArray("findings");
    for (ScreenedCall.Found found : described(rule)) {
      findings
          .addObject()
          .put("direction", word(found.direction()))
          .put("place", FindingPlaces.of(found.place()))
          .put("kind", word(found.kind()))
          .put("start", found.start())
          .put("length", found.length())
          .put("score", found.score())
          .put("digest", found.digest());
    }
    return findings;
  }

  /// The matched texts of a rule that keeps them, in the order of its findings; empty if it keeps
  /// none.
  static String matched(ScreenedCall.RuleResult rule) {
    List<ScreenedCall.Found> described = described(rule);
    if (described.stream().allMatch(found -> found.text() == null)) {
      return "";
    }
    ObjectNode json = Json.object();
    ArrayNode texts = json.putArray("texts");
    for (ScreenedCall.Found found : described) {
      String text = found.text();
      texts.add(text == null ? null : text.substring(0, Math.min(text.length(), TEXT_LENGTH_MAX)));
    }
    return Json.write(json);
  }

  private static List<ScreenedCall.Found> described(ScreenedCall.RuleResult rule) {
    List<ScreenedCall.Found> all = rule.findings();
    return all.subList(0, Math.min(all.size(), FINDINGS_MAX));
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// PostgreSQL takes neither NUL nor half a surrogate pair.
  private static String text(String text, int lengthMax) {
    return PlainText.visible(text.substring(0, Math.min(text.length(), lengthMax)));
  }
}
