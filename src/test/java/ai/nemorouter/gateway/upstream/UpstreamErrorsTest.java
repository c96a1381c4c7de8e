package ai.nemorouter.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.testsupport.ScriptedUpstream;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/// Whole answers: what reaches the provider, what comes back, what is booked, and how each failure
/// reads.
@QuarkusTest
class UpstreamErrorsTest {
  private final GatewayWorld world;

  UpstreamErrorsTest(GatewayWorld world) {
    this.world = world;
  }

  /// Row 82.
  @Test
  void aProviderThatCannotBeReachedIs502AndCostsNothing() {
    String model = world.offer("down", URI.create("http://127.0.0.1:9/v1"), GatewayWorld.RATES);
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(world.settledCall(caller))
        .containsEntry("status", "failed")
        .containsEntry("cost", 0L);
    world.assertBooksBalance(caller);
  }

  /// Row 78.
  @Test
  void aProviderThatIsTooSlowIs504AndItsInputIsBilled() {
    String model = world.serve("slow", ScriptedUpstream.Wire::waitForHangUp);
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(504);
    assertThat((Long) world.settledCall(caller).get("cost")).isPositive();
    world.assertBooksBalance(caller);
  }

  /// Rows 76, 77, 79, 80 and 81.
  @Test
  void errorsOfTheProviderKeepTheirMeaningAndHideItsSecrets() {
    Caller caller = world.callerWithCredit("1");
    String error = "{\"error\":{\"message\":\"%s\",\"type\":\"x\",\"code\":\"y\"}}";
    String busy =
        world.serve(
            "e429", wire -> wire.json(429, error.formatted("slow down"), "retry-after: 3600"));
    String broken = world.serve("e500", wire -> wire.json(500, error.formatted("stack trace")));
    String locked =
        world.serve("e401", wire -> wire.json(401, error.formatted("bad key upstream-secret")));
    String html =
        world.serve("e502", wire -> wire.answer(502, "text/html", "<h1>Bad gateway</h1>"));
    String context =
        world.serve(
            "e400", wire -> wire.json(400, error.formatted("maximum context length is 8192")));
    String inBand =
        world.serve("e200", wire -> wire.json(200, "{\"error\":{\"message\":\"x\",\"code\":503}}"));

    HttpResponse<String> limited = world.post(caller.secret(), GatewayWorld.chat(busy, ""));
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(GatewayWorld.header(limited, "retry-after")).isEqualTo("60");
    HttpResponse<String> unauthorized = world.post(caller.secret(), GatewayWorld.chat(locked, ""));
    assertThat(unauthorized.statusCode()).isEqualTo(502);
    assertThat(unauthorized.body()).doesNotContain("upstream-secret");
    assertThat(world.post(caller.secret(), GatewayWorld.chat(broken, "")).statusCode())
        .isEqualTo(502);
    assertThat(
            GatewayWorld.json(world.post(caller.secret(), GatewayWorld.chat(html, "")))
                .path("error")
                .path("code")
                .asInt())
        .isEqualTo(502);
    HttpResponse<String> tooLong = world.post(caller.secret(), GatewayWorld.chat(context, ""));
    assertThat(tooLong.statusCode()).isEqualTo(400);
    assertThat(tooLong.body()).contains("maximum context length");
    assertThat(world.post(caller.secret(), GatewayWorld.chat(inBand, "")).statusCode())
        .isEqualTo(503);
    world.assertBooksBalance(caller);
  }
}
