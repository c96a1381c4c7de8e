package ai.nemorouter.guardrail.finding;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.text.PlainText;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/// What is written of a screened request, as JSON.
final class FindingJson {
  /// So many matches of one rule in one request are described; all of them are counted.
  static final int FINDINGS_MAX = 100;

  private static final int NAME_LENGTH_MAX = 200;
  private static final int TEXT_LENGTH_MAX = 500;

  private FindingJson() {}

  static ObjectNode screening(ScreenedRequest request) {
    ObjectNode json = request(request).put("verdict", word(request.verdict()));
    ArrayNode rules = json.putArray("rules");
    request.rules().forEach(rule -> rules.add(rule(rule)));
    return json;
  }

  /// What both tables have.
  static ObjectNode request(ScreenedRequest request) {
    return Json.object()
        .put("org_id", request.orgId().toString())
        .put("call_id", request.requestId().toString())
        .put("team_id", request.teamId().toString())
        .put("key_id", request.keyId().toString())
        .put("member_id", request.memberId() == null ? null : request.memberId().toString())
        .put("at", request.at().toString())
        .put("model", text(request.model(), NAME_LENGTH_MAX));
  }

  static ObjectNode rule(ScreenedRequest.RuleResult rule) {
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

  static ArrayNode findings(ScreenedRequest.RuleResult rule) {
    ArrayNode findings = Json.object().putArray("findings");
    for (ScreenedRequest.Found found : described(rule)) {
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
  static String matched(ScreenedRequest.RuleResult rule) {
    List<ScreenedRequest.Found> described = described(rule);
    if (described.stream().allMatch(found -> found.text() == null)) {
      return "";
    }
    ObjectNode json = Json.object();
    ArrayNode texts = json.putArray("texts");
    for (ScreenedRequest.Found found : described) {
      String text = found.text();
      texts.add(text == null ? null : text.substring(0, Math.min(text.length(), TEXT_LENGTH_MAX)));
    }
    return Json.write(json);
  }

  private static List<ScreenedRequest.Found> described(ScreenedRequest.RuleResult rule) {
    List<ScreenedRequest.Found> all = rule.findings();
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
