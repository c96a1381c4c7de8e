package ai.nemorouter.guardrail.finding;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event with what was found where.
///
/// @param tookUs how long the rule took, in microseconds
/// @param textsKept whether the matched texts are stored
public record EventDetail(EventRow event, List<Place> findings, long tookUs, boolean textsKept) {
  public EventDetail {
    findings = List.copyOf(findings);
  }

  /// One finding.
  ///
  /// @param text what matched; null where it is not kept, or not for this reader
  public record Place(
      String direction,
      String place,
      String kind,
      int start,
      int length,
      int score,
      String digest,
      @Nullable String text) {
    public String kindLabel() {
      return FindingWords.kindLabel(kind);
    }

    /// Where it is, for people.
    public String where() {
      return length == 0 ? "" : "characters %d to %d".formatted(start + 1, start + length);
    }
  }

  public String took() {
    return FindingWords.duration(tookUs);
  }

  /// Matches that are not described, because there were too many.
  public int more() {
    return Math.max(0, event.found() - findings.size());
  }

  /// @param json an object with `findings`
  /// @param texts an object with `texts` in the same order; empty for none
  static List<Place> places(String json, String texts) {
    JsonNode matched = texts.isEmpty() ? Json.object() : parse(texts);
    List<Place> places = new ArrayList<>();
    for (JsonNode found : parse(json).path("findings")) {
      JsonNode text = matched.path("texts").path(places.size());
      places.add(
          new Place(
              found.path("direction").asText(),
              found.path("place").asText(),
              found.path("kind").asText(),
              found.path("start").asInt(),
              found.path("length").asInt(),
              found.path("score").asInt(),
              found.path("digest").asText(),
              text.isTextual() ? text.textValue() : null));
    }
    return places;
  }

  static JsonNode parse(String json) {
    return Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
  }
}
