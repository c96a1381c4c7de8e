package ai.nemorouter.demo.model;

import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// What the models of the demo that do not chat make of a request. The same request gets the same
/// answer each time.
final class DemoWork {
  private static final String JSON_TYPE = "application/json";
  private static final Pattern FORMAT =
      Pattern.compile("name=\"?response_format\"?[^\\r\\n]*\\r\\n\\r\\n(\\w+)");
  private static final Pattern WORD = Pattern.compile("\\p{L}+");
  private static final Set<String> VIOLENT = Set.of("kill", "attack", "murder");
  private static final int IMAGES_MOST = 10;
  private static final int DOCUMENTS_PER_SEARCH = 100;

  /// @param type its content type
  record Answer(String type, Buffer bytes) {}

  private DemoWork() {}

  /// @throws ai.nemorouter.platform.json.ApiException if the request makes no sense
  static Answer of(DemoSpecialist model, Buffer body) {
    return switch (model) {
      case TRANSCRIBER -> transcription(body);
      case VOICE ->
          new Answer("audio/wav", DemoSound.of(parse(model, body).path("input").asText()));
      case EMBEDDING_SMALL -> json(embeddings(parse(model, body)));
      case SKETCH -> json(images(parse(model, body)));
      case MODERATOR -> json(moderation(parse(model, body)));
      case RANKER -> json(ranking(parse(model, body)));
    };
  }

  private static ObjectNode parse(DemoSpecialist model, Buffer body) {
    ObjectNode request = Json.parseObject(body.getBytes());
    String name = request.path("model").asText();
    if (!name.equals(model.id()) && !name.contains("/")) {
      throw ApiError.notFound("The demo's model for this is `" + model.id() + "`.").exception();
    }
    return request;
  }

  private static Answer json(ObjectNode answer) {
    return new Answer(JSON_TYPE, Buffer.buffer(Json.write(answer)));
  }

  private static ObjectNode embeddings(ObjectNode request) {
    boolean base64 = request.path("encoding_format").asText().equals("base64");
    int dimensions = request.path("dimensions").asInt(DemoVector.DIMENSIONS);
    ObjectNode answer = Json.object().put("object", "list").put("model", "embedding-small");
    ArrayNode data = answer.putArray("data");
    int tokens = 0;
    for (String text : texts(request.path("input"))) {
      tokens += DemoTokens.count(text);
      DemoVector vector = DemoVector.of(text, dimensions);
      ObjectNode entry = data.addObject().put("object", "embedding").put("index", data.size() - 1);
      if (base64) {
        entry.put("embedding", vector.base64());
      } else {
        entry.set("embedding", vector.numbers());
      }
    }
    answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return answer;
  }

  private static List<String> texts(JsonNode input) {
    if (!input.isArray()) {
      return List.of(input.asText());
    }
    if (!input.isEmpty() && input.path(0).isNumber()) {
      return List.of(input.toString());
    }
    return StreamSupport.stream(input.spliterator(), false)
        .map(entry ->
            entry.isTextual() ? entry.asText() : entry.path("text").asText(entry.toString()))
        .toList();
  }

  private static ObjectNode images(ObjectNode request) {
    ObjectNode answer = Json.object().put("created", 0);
    ArrayNode data = answer.putArray("data");
    for (int image = 0; image < Math.clamp(request.path("n").asInt(1), 1, IMAGES_MOST); image++) {
      byte[] picture = DemoPicture.of(request.path("prompt").asText(), image);
      data.addObject()
          .put("b64_json", Base64.getEncoder().encodeToString(picture))
          .put(
              "revised_prompt",
              "NemoRouter's offline demo provider: no model has read your prompt");
    }
    return answer;
  }

  private static Answer transcription(Buffer body) {
    long seconds = DemoSound.seconds(body);
    String said =
        "This is NemoRouter's offline demo provider: nobody has listened to your recording of "
            + seconds
            + " seconds.";
    Matcher format = FORMAT.matcher(body.toString(StandardCharsets.ISO_8859_1));
    return switch (format.find() ? format.group(1) : "json") {
      case "text" -> text("text/plain; charset=utf-8", said + "\n");
      case "srt" ->
          text("text/plain; charset=utf-8", "1\n00:00:00,000 --> 00:00:01,000\n" + said + "\n");
      case "vtt" ->
          text("text/vtt; charset=utf-8", "WEBVTT\n\n00:00.000 --> 00:01.000\n" + said + "\n");
      default -> {
        ObjectNode answer = Json.object().put("text", said).put("duration", seconds);
        answer.putObject("usage").put("type", "duration").put("seconds", seconds);
        yield json(answer);
      }
    };
  }

  private static Answer text(String type, String text) {
    return new Answer(type, Buffer.buffer(text));
  }

  private static ObjectNode moderation(ObjectNode request) {
    ObjectNode answer = Json.object().put("id", "modr-demo").put("model", "moderator");
    ArrayNode results = answer.putArray("results");
    for (String text : texts(request.path("input"))) {
      boolean violent = words(text).stream().anyMatch(VIOLENT::contains);
      ObjectNode result = results.addObject().put("flagged", violent);
      result.putObject("categories").put("violence", violent).put("hate", false);
      result.putObject("category_scores").put("violence", violent ? 1 : 0).put("hate", 0);
    }
    return answer;
  }

  private record Ranked(int index, long percent) {}

  private static ObjectNode ranking(ObjectNode request) {
    Set<String> asked = words(request.path("query").asText());
    List<Ranked> ranked = new ArrayList<>();
    for (String document : texts(request.path("documents"))) {
      Set<String> common = words(document);
      common.retainAll(asked);
      ranked.add(
          new Ranked(ranked.size(), asked.isEmpty() ? 0 : 100L * common.size() / asked.size()));
    }
    ranked.sort(Comparator.comparingLong(Ranked::percent).reversed());
    ObjectNode answer = Json.object().put("id", "rank-demo");
    ArrayNode results = answer.putArray("results");
    ranked.stream()
        .limit(request.path("top_n").asInt(ranked.size()))
        .forEach(found ->
            results
                .addObject()
                .put("index", found.index())
                .put("relevance_score", BigDecimal.valueOf(found.percent(), 2)));
    answer
        .putObject("meta")
        .putObject("billed_units")
        .put("search_units", Math.ceilDiv(ranked.size(), DOCUMENTS_PER_SEARCH));
    return answer;
  }

  private static Set<String> words(String text) {
    Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
    return matcher.results().map(MatchResult::group).collect(Collectors.toCollection(HashSet::new));
  }
}
