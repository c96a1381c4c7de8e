package ai.nemorouter.guardrail;

import ai.nemorouter.guardrail.RuleTrials.Match;
import ai.nemorouter.guardrail.sample.SampleJson;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/// A replay as programs read it.
final class ReplayJson {
  private ReplayJson() {}

  static ObjectNode of(Replay replay) {
    ObjectNode json =
        Json.object()
            .put("kept", replay.kept())
            .put("looked_at", replay.lookedAt())
            .put("other_direction", replay.otherWay())
            .put("unreadable", replay.unreadable())
            .put("finished", replay.finished())
            .put("took_ms", replay.tookMillis())
            .put("hit", replay.hit())
            .put("blocked", replay.blocked())
            .put("redacted", replay.redacted())
            .put("flagged", replay.flagged())
            .put("failed", replay.failed());
    ArrayNode hits = json.putArray("hits");
    replay.hits().forEach(hit -> hits.add(hit(hit)));
    return json;
  }

  private static ObjectNode hit(Replay.Hit hit) {
    ObjectNode json = Json.object();
    json.set("sample", SampleJson.of(hit.sample()));
    json.put("verdict", word(hit.verdict())).put("found", hit.found());
    if (hit.readable()) {
      ArrayNode matches = json.putArray("matches");
      for (Replay.PartHit part : hit.parts()) {
        for (Match match : part.matches()) {
          int end = Math.min(part.text().length(), match.start() + match.length());
          matches
              .addObject()
              .put("place", part.path())
              .put("kind", word(match.kind()))
              .put("start", match.start())
              .put("length", match.length())
              .put("score", match.score())
              .put("text", part.text().substring(Math.min(match.start(), end), end));
        }
      }
    }
    return json;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
