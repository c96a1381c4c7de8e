package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;

/// What goes over the wire in the tests of client formats: scripts of providers, requests, and the
/// frames that come back.
public final class Transcript {
  /// A call to the weather, as a provider tells it whole.
  public static final String TOOL_ANSWER =
      """
      {"id":"chatcmpl-2","object":"chat.completion","created":1,"model":"upstream-name","choices":[
       {"index":0,"message":{"role":"assistant","content":null,"tool_calls":[
        {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"München\\"}"}}]},
        "finish_reason":"tool_calls"}],
       "usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17,"cost":0.0012}}
      """;

  private Transcript() {}

  /// A provider's stream: a delta per chunk, the finish reason, the usage.
  static Script stream(String finishReason, String usage, String... deltas) {
    return wire -> {
      wire.beginStream();
      for (String delta : deltas) {
        wire.event(delta(delta));
      }
      wire.event(
          "{\"id\":\"up-1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\""
              + finishReason
              + "\"}]}");
      wire.event("{\"id\":\"up-1\",\"choices\":[],\"usage\":" + usage + "}");
      wire.event("[DONE]");
      wire.endStream();
    };
  }

  public static String delta(String delta) {
    return "{\"id\":\"up-1\",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":null}]}";
  }

  /// A request as OpenAI's clients make it.
  public static HttpRequest post(String path, String secret, String body) {
    return HttpRequest.newBuilder(GatewayWorld.address(path))
        .header("content-type", "application/json")
        .header("authorization", "Bearer " + secret)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /// The body of a stream with what differs from run to run replaced.
  static String of(HttpResponse<String> response) {
    return response
        .body()
        .replaceAll("[0-9a-f]{32}", "ID")
        .replaceAll("\"(created|created_at|completed_at)\":\\d+", "\"$1\":0");
  }

  static List<String> data(HttpResponse<String> response) {
    return Arrays.stream(response.body().split("\n", -1))
        .filter(line -> line.startsWith("data: "))
        .map(line -> line.substring(6))
        .toList();
  }

  /// The frames in JSON, without `[DONE]`.
  public static List<ObjectNode> frames(HttpResponse<String> response) {
    return data(response).stream()
        .filter(data -> !data.equals("[DONE]"))
        .map(Transcript::json)
        .toList();
  }

  static List<String> types(HttpResponse<String> response) {
    return frames(response).stream().map(frame -> frame.path("type").asText()).toList();
  }

  public static ObjectNode json(String text) {
    return Json.parseObject(text.getBytes(UTF_8));
  }

  /// What reached the provider last for that model.
  static JsonNode sent(GatewayWorld world, String model) {
    return json(world.upstream().received(model).getLast().body());
  }
}
