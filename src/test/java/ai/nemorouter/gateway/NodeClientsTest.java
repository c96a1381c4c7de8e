package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.testsupport.ScriptedUpstream.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Unmodified clients of Node.js, with nothing changed but base URL and key.
@QuarkusTest
class NodeClientsTest {
  private static final String HELLO = "Hello 日本語🙂";
  private static final String ADA = "{\"name\":\"Ada\",\"age\":36}";
  private static final String MUNICH = "{\"city\":\"München\"}";
  private static final String USAGE =
      "{\"prompt_tokens\":12,\"completion_tokens\":5,\"total_tokens\":17,\"cost\":0.0012}";

  private final GatewayWorld world;
  private final ManagementKeys managementKeys;

  NodeClientsTest(GatewayWorld world, ManagementKeys managementKeys) {
    this.world = world;
    this.managementKeys = managementKeys;
  }

  /// Rows 1, 43, 45, 46, 54, 56, 71, 98, 103, 104 and 113.
  @Test
  void openAisClientReadsEverythingItAsksFor() {
    Run run = run("openai");

    assertThat(run.text("whole", "text")).isEqualTo(HELLO);
    assertThat(run.text("whole", "cost")).isEqualTo("0.0012");
    assertThat(run.text("whole", "requestId")).startsWith("req_");
    assertThat(run.told().path("streamed"))
        .hasToString("{\"text\":\"" + HELLO + "\",\"ids\":1,\"cost\":0.0012}");
    assertThat(run.told().path("streamHelper"))
        .hasToString("{\"text\":\"" + HELLO + "\",\"finish\":\"stop\"}");
    assertThat(run.text("tools", "call", "arguments")).isEqualTo(MUNICH);
    assertThat(run.text("tools", "text")).isEqualTo(HELLO);
    assertThat(run.told().path("streamedTools").path(0).path("arguments").asText())
        .isEqualTo(MUNICH);
    assertThat(run.told().path("parsed")).hasToString(ADA);
    assertThat(run.told().path("completion"))
        .hasToString("{\"text\":\"" + HELLO + "\",\"streamed\":\"" + HELLO + "\"}");
    assertThat(run.told().path("response"))
        .hasToString("{\"text\":\"" + HELLO + "\",\"status\":\"completed\",\"cost\":0.0012}");
    assertThat(run.text("streamedResponse", "text")).isEqualTo(HELLO);
    assertThat(run.text("streamedResponse", "cost")).isEqualTo("0.0012");
    assertThat(run.told().path("streamedResponse").path("types").path(0).asText())
        .isEqualTo("response.created");
    assertThat(run.text("responseTools", "arguments")).isEqualTo(MUNICH);
    assertThat(run.text("responseTools", "text")).isEqualTo(HELLO);
    assertThat(run.told().path("parsedResponse")).hasToString(ADA);
    assertThat(run.told().path("models"))
        .anyMatch(id -> id.asText().equals("scripted/node-openai"));
    assertThat(run.text("stored", "class")).isEqualTo("BadRequestError");
    world.assertBooksBalance(run.caller());
  }

  /// Rows 4, 26, 62, 85 and 86.
  @Test
  void openAisClientTellsRefusalsApartAndRepeatsNone() {
    Run run = run("openai");

    assertThat(run.text("refusals", "401", "class")).isEqualTo("AuthenticationError");
    assertThat(run.text("refusals", "402", "class")).isEqualTo("APIError");
    assertThat(run.text("refusals", "403", "class")).isEqualTo("PermissionDeniedError");
    assertThat(run.text("refusals", "404", "class")).isEqualTo("NotFoundError");
    assertThat(run.text("refusals", "402", "message")).contains("no credit");
    assertThat(run.text("refusals", "402", "requestId")).startsWith("req_");
    assertThat(run.text("broken", "class")).isEqualTo("APIError");
    assertThat(run.text("broken", "message")).contains("broke off");
    assertThat(run.text("brokenResponse", "class")).isEqualTo("APIError");
    assertThat(run.text("brokenResponse", "message")).contains("broke off");
    assertNothingWasRepeated(run);
  }

  /// Rows 15, 37, 55, 62, 85, 98 and 113.
  @Test
  void openRoutersClientReadsEverythingAndRepeatsNoRefusal() {
    Run run = run("openrouter");

    assertThat(run.told().path("whole"))
        .hasToString("{\"text\":\"" + HELLO + "\",\"cost\":0.0012}");
    assertThat(run.told().path("streamed"))
        .hasToString("{\"text\":\"" + HELLO + "\",\"cost\":0.0012}");
    assertThat(run.text("tools", "arguments")).isEqualTo(MUNICH);
    assertThat(run.text("streamedTools", "arguments")).isEqualTo(MUNICH);
    assertThat(run.told().path("response"))
        .hasToString("{\"text\":\"" + HELLO + "\",\"cost\":0.0012}");
    assertThat(run.text("streamedResponse", "text")).isEqualTo(HELLO);
    assertThat(run.told().path("models"))
        .anyMatch(id -> id.asText().equals("scripted/node-openrouter"));
    assertThat(run.text("broken", "answered", "code")).isEqualTo("502");
    assertNothingWasRepeated(run);
    world.assertBooksBalance(run.caller());
  }

  /// Rows 9, 85, 105 and 113.
  @Test
  void anthropicsClientReadsEverythingAndRepeatsNoRefusal() {
    Run run = run("anthropic");

    assertThat(run.text("whole", "text")).isEqualTo(HELLO);
    assertThat(run.text("whole", "model")).isEqualTo("scripted/node-anthropic");
    assertThat(run.text("whole", "usage", "cost")).isEqualTo("0.0012");
    assertThat(run.text("bearer")).isEqualTo(HELLO);
    assertThat(run.text("streamed", "cost")).isEqualTo("0.0012");
    assertThat(run.text("streamHelper", "text")).isEqualTo(HELLO);
    assertThat(run.text("streamHelper", "stop")).isEqualTo("end_turn");
    assertThat(run.text("streamHelper", "usage", "input_tokens")).isEqualTo("12");
    assertThat(run.told().path("tools").path("input")).hasToString(MUNICH);
    assertThat(run.text("tools", "stop")).isEqualTo("tool_use");
    assertThat(run.text("tools", "text")).isEqualTo(HELLO);
    assertThat(run.text("serverTool", "class")).isEqualTo("BadRequestError");
    assertThat(run.text("serverTool", "message")).contains("web_search_20250305");
    assertThat(run.text("refusals", "402", "type")).isEqualTo("billing_error");
    assertThat(run.text("refusals", "404", "class")).isEqualTo("NotFoundError");
    assertThat(run.text("broken", "message")).contains("broke off");
    assertNothingWasRepeated(run);
    world.assertBooksBalance(run.caller());
  }

  /// Rows 62, 85 and 113.
  @Test
  void vercelsSdkReadsEverythingAndRepeatsNoRefusal() {
    Run run = run("ai");

    assertThat(run.told().path("whole"))
        .hasToString("{\"text\":\"" + HELLO + "\",\"cost\":0.0012}");
    assertThat(run.told().path("streamed"))
        .hasToString("{\"text\":\"" + HELLO + "\",\"finish\":\"stop\"}");
    assertThat(run.told().path("tools")).hasToString(MUNICH);
    assertThat(run.told().path("streamedTools")).hasToString(MUNICH);
    assertThat(run.told().path("parsed")).hasToString(ADA);
    assertThat(run.text("broken", "message")).contains("broke off");
    assertNothingWasRepeated(run);
    world.assertBooksBalance(run.caller());
  }

  /// Rows 62, 85 and 113.
  @Test
  void langChainReadsEverythingAndRepeatsNoRefusal() {
    Run run = run("langchain");

    assertThat(run.text("whole")).isEqualTo(HELLO);
    assertThat(run.text("streamed")).isEqualTo(HELLO);
    assertThat(run.told().path("tools")).hasToString(MUNICH);
    assertThat(run.text("responses")).isEqualTo(HELLO);
    assertThat(run.text("streamedResponses")).isEqualTo(HELLO);
    assertThat(run.text("broken", "message")).contains("broke off");
    assertNothingWasRepeated(run);
    world.assertBooksBalance(run.caller());
  }

  /// The gateway was called once for each refused call, and the provider never.
  private void assertNothingWasRepeated(Run run) {
    for (String status : new String[] {"401", "402", "403", "404"}) {
      JsonNode refusal = run.told().path("refusals").path(status);
      assertThat(refusal.path("attempts").asInt()).as("%s %s", status, refusal).isEqualTo(1);
      assertThat(refusal.path("status").asText()).as("%s", refusal).isEqualTo(status);
    }
    assertThat(world.calls(run.penniless())).hasSize(1);
    assertThat(world.upstream().received("acme/none")).isEmpty();
    long answered =
        world.calls(run.caller()).stream().filter(call -> "ok".equals(call.get("status"))).count();
    assertThat(run.asked()).isEqualTo(answered);
  }

  /// @param asked how many requests the provider got for the model that answers
  private record Run(ObjectNode told, long asked, Caller caller, Caller penniless) {
    String text(String... path) {
      JsonNode node = told;
      for (String name : path) {
        node = node.path(name);
      }
      assertThat(node.isValueNode()).as("%s in %s", String.join(".", path), told).isTrue();
      return node.asText();
    }
  }

  private Run run(String client) {
    String name = "node-" + client;
    String model = world.serve(name, NodeClientsTest::play);
    String broken =
        world.serve(
            name + "-broken",
            wire -> {
              wire.beginStream();
              wire.event(Transcript.delta("{\"role\":\"assistant\",\"content\":\"Hel\"}"));
              wire.reset();
            });
    Caller caller = world.callerWithCredit("1");
    Caller penniless = world.callerWithCredit("0");
    String managementKey = "management-of-" + caller.keyId();
    managementKeys.replace(caller.place().orgId(), "test", managementKey);
    int before = world.upstream().received(name).size();
    ObjectNode told =
        NodeClients.run(
            client + ".mjs",
            Map.of(
                "GATEWAY",
                GatewayWorld.address("").toString(),
                "KEY",
                caller.secret(),
                "PENNILESS_KEY",
                penniless.secret(),
                "MANAGEMENT_KEY",
                managementKey,
                "MODEL",
                model,
                "BROKEN_MODEL",
                broken));
    return new Run(told, world.upstream().received(name).size() - before, caller, penniless);
  }

  /// A model that calls its tools, fills in forms, and greets otherwise.
  private static void play(Wire wire) throws IOException {
    String body = wire.request().body();
    boolean calls = body.contains("\"tools\"") && !body.contains("\"role\":\"tool\"");
    String text = body.contains("\"json_schema\"") ? ADA.replace("\"", "\\\"") : HELLO;
    String call =
        "\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\""
            + MUNICH.replace("\"", "\\\"")
            + "\"}}]";
    String said =
        "{\"role\":\"assistant\",\"content\":"
            + (calls ? "null," + call : "\"" + text + "\"")
            + "}";
    String reason = calls ? "tool_calls" : "stop";
    if (body.contains("\"stream\":true")) {
      stream(wire, reason, said);
      return;
    }
    wire.json(
        200,
        "{\"id\":\"up-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
            + said
            + ",\"finish_reason\":\""
            + reason
            + "\"}],\"usage\":"
            + USAGE
            + "}");
  }

  private static void stream(Wire wire, String reason, String delta) throws IOException {
    wire.beginStream();
    wire.event(Transcript.delta(delta));
    wire.event(
        "{\"id\":\"up-1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\""
            + reason
            + "\"}]}");
    wire.event("{\"id\":\"up-1\",\"choices\":[],\"usage\":" + USAGE + "}");
    wire.event("[DONE]");
    wire.endStream();
  }
}
