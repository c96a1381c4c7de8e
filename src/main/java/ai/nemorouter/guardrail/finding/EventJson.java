package ai.nemorouter.guardrail.finding;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Events and figures as programs read them.
final class EventJson {
  private EventJson() {}

  static ObjectNode event(EventRow event) {
    ObjectNode json =
        Json.object()
            .put("id", event.id().toString())
            .put("at", event.at().toString())
            .put("request_id", "req_" + event.requestId().toString().replace("-", ""))
            .put("call_id", event.requestId().toString())
            .put("rule_id", event.ruleId().toString())
            .put("rule_version", event.ruleVersion())
            .put("rule", event.ruleName())
            .put("check", event.checkKind())
            .put("action", event.action())
            .put("shadow", event.shadow())
            .put("verdict", event.verdict())
            .put("failed", event.failed())
            .put("found", event.found());
    ArrayNode directions = json.putArray("directions");
    event.directions().forEach(directions::add);
    ArrayNode kinds = json.putArray("kinds");
    event.kinds().forEach(kinds::add);
    return json.put("team_id", event.teamId().toString())
        .put("team", event.teamName().isEmpty() ? null : event.teamName())
        .put("key_id", event.keyId().toString())
        .put("key", event.keyName().isEmpty() ? null : event.keyName())
        .put("model", event.model());
  }

  static ObjectNode detail(EventDetail detail) {
    ObjectNode json =
        event(detail.event()).put("took_us", detail.tookUs()).put("texts_kept", detail.textsKept());
    ArrayNode findings = json.putArray("findings");
    for (EventDetail.Place place : detail.findings()) {
      ObjectNode found =
          findings
              .addObject()
              .put("direction", place.direction())
              .put("place", place.place())
              .put("kind", place.kind())
              .put("start", place.start())
              .put("length", place.length())
              .put("score", place.score())
              .put("digest", place.digest());
      if (place.text() != null) {
        found.put("text", place.text());
      }
    }
    return json;
  }

  static ObjectNode request(RequestVerdicts request) {
    ObjectNode json =
        Json.object()
            .put("call_id", request.requestId().toString())
            .put("verdict", request.verdict());
    ArrayNode rules = json.putArray("rules");
    for (RequestVerdicts.RuleVerdict rule : request.rules()) {
      rules
          .addObject()
          .put("rule_id", rule.ruleId().toString())
          .put("rule_version", rule.version())
          .put("rule", rule.name())
          .put("check", rule.checkKind())
          .put("shadow", rule.shadow())
          .put("verdict", rule.verdict())
          .put("failed", rule.failed())
          .put("found", rule.found())
          .put("took_us", rule.tookUs());
    }
    ArrayNode events = json.putArray("events");
    request.events().forEach(event -> events.add(detail(event)));
    return json;
  }

  static ObjectNode figures(ObjectNode json, FindingFigures figures) {
    return json.put("screened", figures.screened())
        .put("hits", figures.hits())
        .put("found", figures.found())
        .put("flags", figures.flags())
        .put("redactions", figures.redactions())
        .put("blocks", figures.blocks())
        .put("shadow_hits", figures.shadowHits())
        .put("failures", figures.failures())
        .put("took_us", figures.tookUs());
  }

  static ObjectNode point(GuardrailFigures.Point point) {
    return figures(Json.object().put("start", point.start().toString()), point.figures());
  }

  static ObjectNode share(GuardrailFigures.Share share) {
    ObjectNode json =
        Json.object()
            .put("id", share.id().toString())
            .put("name", share.name().isEmpty() ? null : share.name());
    return figures(json, share.figures());
  }
}
