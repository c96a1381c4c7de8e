package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.ScriptedUpstream.Received;
import ai.nemorouter.testsupport.ScriptedUpstream.Wire;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Unmodified coding agents against a scripted model: a turn with a call of a tool, a second one
/// with its result, and a stop in the middle.
@QuarkusTest
class CodingAgentsTest {
  private static final String COMMAND = "echo made-by-the-tool > made.txt; cat made.txt";
  private static final String LAST_WORDS = "The file says it all.";
  private static final String USAGE =
      "{\"prompt_tokens\":1000,\"completion_tokens\":20,\"total_tokens\":1020,\"prompt_tokens_details\":{\"cached_tokens\":600}}";

  private final GatewayWorld world;

  CodingAgentsTest(GatewayWorld world) {
    this.world = world;
  }

  /// Row 113.
  @Test
  void codexCallsAToolReadsItsResultAndIsAnswered() throws Exception {
    String arguments = "{\"cmd\":\"" + COMMAND + "\"}";
    String model = world.serve("agent-codex", wire -> play(wire, "exec_command", arguments));
    Caller caller = world.callerWithCredit("5");

    CodingAgents.Run run = CodingAgents.codex(model, caller.secret(), "Make the file");
    String printed = run.await();

    assertThat(printed).contains(LAST_WORDS);
    assertTurns(run, "agent-codex", caller, printed);
    String first = world.upstream().received("agent-codex").getFirst().body();
    assertThat(first).contains("multi_agent_v1__").doesNotContain("\"namespace\"", "web_search");
  }

  /// Row 113.
  @Test
  void claudeCodeCallsAToolReadsItsResultAndIsAnswered() throws Exception {
    String arguments = "{\"command\":\"" + COMMAND + "\",\"description\":\"Makes the file\"}";
    String model = world.serve("agent-claude", wire -> play(wire, "Bash", arguments));
    Caller caller = world.callerWithCredit("5");

    CodingAgents.Run run = CodingAgents.claude(model, caller.secret(), "Make the file");
    String printed = run.await();

    assertThat(printed).contains(LAST_WORDS);
    assertTurns(run, "agent-claude", caller, printed);
    assertThat(world.upstream().received("agent-claude"))
        .noneMatch(request -> request.body().contains("x-anthropic-billing-header"));
  }

  /// Row 68.
  @Test
  void anAgentThatIsStoppedInTheMiddleIsChargedAndLeavesNothingBehind() throws Exception {
    String codex = world.serve("agent-codex-stopped", CodingAgentsTest::playWithoutEnd);
    String claude = world.serve("agent-claude-stopped", CodingAgentsTest::playWithoutEnd);
    Caller ofCodex = world.callerWithCredit("5");
    Caller ofClaude = world.callerWithCredit("5");
    List<CodingAgents.Run> runs =
        List.of(
            CodingAgents.codex(codex, ofCodex.secret(), "Talk"),
            CodingAgents.claude(claude, ofClaude.secret(), "Talk"));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> {
          assertThat(world.upstream().received("agent-codex-stopped")).isNotEmpty();
          assertThat(world.upstream().received("agent-claude-stopped")).isNotEmpty();
        });

    runs.forEach(CodingAgents.Run::stop);

    for (Caller caller : List.of(ofCodex, ofClaude)) {
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(() ->
              assertThat(world.calls(caller))
                  .isNotEmpty()
                  .allSatisfy(call -> assertThat(call).containsEntry("status", "cancelled")));
      assertThat(world.calls(caller))
          .anySatisfy(call -> assertThat((Long) call.get("cost")).isPositive());
      world.assertBooksBalance(caller);
    }
  }

  private void assertTurns(CodingAgents.Run run, String name, Caller caller, String printed)
      throws IOException {
    assertThat(Files.readString(run.folder().resolve("made.txt")))
        .as(printed)
        .isEqualTo("made-by-the-tool\n");
    List<Received> received = world.upstream().received(name);
    assertThat(received).hasSizeGreaterThanOrEqualTo(2);
    assertThat(received.getLast().body())
        .contains("\"role\":\"tool\"", "made-by-the-tool", "\"tool_call_id\":\"call_made\"");
    await().untilAsserted(() -> assertThat(world.calls(caller)).hasSameSizeAs(received));
    // 400 × 1 + 600 × 1 + 20 × 10 millionths of a dollar, each time.
    for (Map<String, Object> call : world.calls(caller)) {
      assertThat(call).containsEntry("status", "ok").containsEntry("cost", 1_200_000L);
    }
    world.assertBooksBalance(caller);
  }

  /// A model that calls a tool, and is content with its result.
  private static void play(Wire wire, String tool, String arguments) throws IOException {
    wire.beginStream();
    boolean answered = wire.request().body().contains("\"role\":\"tool\"");
    boolean tooled = wire.request().body().contains("\"name\":\"" + tool + "\"");
    if (answered || !tooled) {
      for (String word : LAST_WORDS.split("(?<= )", -1)) {
        wire.event(delta("\"content\":" + quoted(word), "null"));
      }
      wire.event(delta("", "\"stop\""));
    } else {
      wire.event(delta("\"content\":\"I call it.\"", "null"));
      wire.event(
          call("\"id\":\"call_made\",\"type\":\"function\",", "\"name\":\"" + tool + "\",", ""));
      for (int i = 0; i < arguments.length(); i += 7) {
        String piece = arguments.substring(i, Math.min(arguments.length(), i + 7));
        wire.event(call("", "", piece));
      }
      wire.event(delta("", "\"tool_calls\""));
    }
    wire.event("{\"id\":\"c\",\"choices\":[],\"usage\":" + USAGE + "}");
    wire.event("[DONE]");
    wire.endStream();
  }

  private static void playWithoutEnd(Wire wire) throws IOException {
    wire.beginStream();
    wire.event(delta("\"content\":\"I go on and on\"", "null"));
    wire.waitForHangUp();
  }

  private static String call(String id, String name, String arguments) {
    return delta(
        "\"tool_calls\":[{\"index\":0,"
            + id
            + "\"function\":{"
            + name
            + "\"arguments\":"
            + quoted(arguments)
            + "}}]",
        "null");
  }

  private static String delta(String delta, String finish) {
    return "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{"
        + delta
        + "},\"finish_reason\":"
        + finish
        + "}]}";
  }

  private static String quoted(String text) {
    return Json.write(Json.object().put("t", text))
        .replaceFirst("^\\{\"t\":", "")
        .replaceFirst("}$", "");
  }
}
