package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.gateway.upstream.AbandonedStreams;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;

/// Clients that hang up at a chosen moment, and providers that notice.
@ApplicationScoped
public class HangUps {
  public static final String STOP =
      "{\"id\":\"up-1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
  static final String USAGE =
      "{\"id\":\"up-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":2000,\"cost\":0.0321}}";

  /// Three tokens.
  static final String WORDS = "\" word word word\"";

  private final GatewayWorld world;
  private final AbandonedStreams afterHangUp;

  HangUps(GatewayWorld world, AbandonedStreams afterHangUp) {
    this.world = world;
    this.afterHangUp = afterHangUp;
  }

  /// The record of a call whose client hangs up.
  ///
  /// @param until what the client waits for before it does; empty: until the provider is asked
  Map<String, Object> hangUp(String path, String more, String until, Script script)
      throws IOException {
    return hangUp("openai", path, more, until, script);
  }

  /// @param until what the client waits for before it hangs up; empty: until the provider is asked
  Map<String, Object> hangUp(String dialect, String path, String more, String until, Script script)
      throws IOException {
    await().until(() -> afterHangUp.count() == 0);
    String name = "hang-up-" + System.nanoTime();
    String model = "scripted/" + name;
    world.offer(
        world.provider("scripted-" + name, world.upstream().baseUrl(), dialect),
        ProviderListing.chat(model, name, name, 0, 4_096, GatewayWorld.RATES, null, "test"));
    world.upstream().on(name, script);
    Caller caller = world.callerWithCredit("100");
    String body =
        path.equals("/v1/responses")
            ? "{\"model\":\"" + model + "\",\"input\":\"Say hello\"" + more + "}"
            : path.equals("/v1/completions")
                ? "{\"model\":\"" + model + "\",\"prompt\":\"Say hello\"" + more + "}"
                : GatewayWorld.chat(model, ",\"max_tokens\":4096" + more);
    if (more.contains("max_tokens")) {
      body = GatewayWorld.chat(model, more);
    }
    try (Socket socket = ask(caller, path, body)) {
      if (until.isEmpty()) {
        await().until(() -> !world.upstream().received(name).isEmpty());
      } else {
        readUntil(socket.getInputStream(), until);
      }
    }
    Map<String, Object> call = world.settledCall(caller);
    world.assertBooksBalance(caller);
    return call;
  }

  /// Until the gateway reads on for a client that is gone.
  void awaitHangUp() {
    await().atMost(Duration.ofSeconds(10)).until(() -> afterHangUp.count() > 0);
  }

  static Socket ask(Caller caller, String path, String body) throws IOException {
    Socket socket = new Socket("localhost", GatewayWorld.address("/").getPort());
    socket.setSoTimeout(10_000);
    socket
        .getOutputStream()
        .write(
            ("POST "
                    + path
                    + " HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer "
                    + caller.secret()
                    + "\r\ncontent-length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body)
                .getBytes(UTF_8));
    return socket;
  }

  static void readUntil(InputStream input, String until) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(until) < 0) {
      int next = input.read();
      assertThat(next).as("ended with %s", read).isNotNegative();
      read.append((char) next);
    }
  }
}
