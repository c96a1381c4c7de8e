package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import ai.nemorouter.testsupport.ScriptedUpstream.Wire;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/// A streamed request whose first provider fails: silently served by the next before any content,
/// told as an error after it.
@QuarkusTest
class StreamFailoverTest {
  private static final String ROLE =
      "{\"id\":\"up\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}";
  private static final String WORD =
      "{\"id\":\"up\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":null}]}";
  private static final String STOP =
      "{\"id\":\"up\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
  private static final String USAGE =
      "{\"id\":\"up\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":1}}";

  private final GatewayWorld world;

  StreamFailoverTest(GatewayWorld world) {
    this.world = world;
  }

  /// Serves `failover/<name>` first by the script, then by a provider that says "second".
  private String serve(String name, Script first) {
    offer("first-" + name, name, first);
    offer(
        "second-" + name,
        name,
        wire -> {
          wire.beginStream();
          wire.event(ROLE);
          wire.event(WORD.formatted("second"));
          wire.event(STOP);
          wire.event(USAGE);
          wire.event("[DONE]");
          wire.endStream();
        });
    return "failover/" + name;
  }

  private void offer(String provider, String name, Script script) {
    world.offer(
        world.provider(provider, world.upstream().baseUrl(), "openai"),
        ProviderListing.chat(
            "failover/" + name, name, provider, 0, 4_096, GatewayWorld.RATES, null, "test"));
    world.upstream().on(provider, script);
  }

  /// Row 67.
  @Test
  void whateverFailsBeforeTheFirstContentIsServedByTheNextProviderWithoutATrace() {
    assertServedBySecond("refused", wire -> wire.json(503, "{\"error\":{\"message\":\"x\"}}"));
    assertServedBySecond("unanswered", Wire::reset);
    assertServedBySecond("empty", wire -> begun(wire).endStream());
    assertServedBySecond("reset", wire -> begun(wire).reset());
    assertServedBySecond(
        "error",
        wire -> {
          begun(wire).event("{\"error\":{\"message\":\"overloaded\",\"code\":503}}");
          wire.endStream();
        });
    assertServedBySecond(
        "garbage",
        wire -> {
          begun(wire).event("<html>");
          wire.endStream();
        });
  }

  private static Wire begun(Wire wire) throws IOException {
    wire.beginStream();
    wire.event(ROLE);
    return wire;
  }

  private void assertServedBySecond(String name, Script first) {
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = stream(caller, serve(name, first));

    assertThat(response.statusCode()).as(name).isEqualTo(200);
    assertThat(response.body())
        .as(name)
        .contains("\"content\":\"second\"")
        .doesNotContain("\"error\"")
        .endsWith("data: [DONE]\n\n");
    assertThat(response.body().split("\"role\":\"assistant\"", -1)).as(name).hasSize(2);
    assertThat(GatewayWorld.header(response, "x-generation-id")).isNotEmpty();
    assertThat(response.body()).contains(GatewayWorld.header(response, "x-generation-id"));
    world.assertBooksBalance(caller);
    assertThat(world.calls(caller))
        .extracting(call -> call.get("status"))
        .containsExactly("failed", "ok");
  }

  /// Row 67.
  @Test
  void afterTheFirstContentNoOtherProvidersTextIsSplicedIn() {
    String model =
        serve(
            "late",
            wire -> {
              begun(wire).event(WORD.formatted("first"));
              wire.reset();
            });
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = stream(caller, model);

    assertThat(response.body())
        .contains("\"content\":\"first\"", "\"finish_reason\":\"error\"")
        .doesNotContain("second")
        .endsWith("data: [DONE]\n\n");
    assertThat(world.upstream().received("second-late")).isEmpty();
    world.assertBooksBalance(caller);
  }

  /// Rows 58 and 66: a comment commits the status 200, so what fails later is an error frame.
  @Test
  void aStreamThatWaitsIsKeptAliveAndAFailureAfterThatIsAnErrorFrame() {
    String model = "failover/silent";
    offer("only-silent", "silent", Wire::waitForHangUp);
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = stream(caller, model);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .startsWith(": PROCESSING\n\n")
        .contains("\"code\":504", "\"finish_reason\":\"error\"")
        .endsWith("data: [DONE]\n\n");
    assertThat((Long) world.settledCall(caller).get("cost")).isPositive();
    world.assertBooksBalance(caller);
  }

  private HttpResponse<String> stream(Caller caller, String model) {
    return world.post(caller.secret(), GatewayWorld.chat(model, ",\"stream\":true"));
  }
}
