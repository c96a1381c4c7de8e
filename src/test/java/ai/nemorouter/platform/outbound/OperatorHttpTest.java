package ai.nemorouter.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.platform.Product;
import ai.nemorouter.platform.outbound.OutboundHttp.Outcome;
import ai.nemorouter.testsupport.ScriptedUpstream;
import ai.nemorouter.testsupport.ScriptedUpstream.Wire;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What bounds REST clients, whatever answers them.
@QuarkusTest
class OperatorHttpTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final byte[] KILOBYTE = new byte[1024];
  private static final int MOST = 4 * 1024;

  @Inject OperatorHttp http;

  private final ScriptedUpstream upstream = ScriptedUpstream.start();

  /// Something to ask.
  interface Things extends Closeable {
    @GET
    @Path("things")
    Response all();
  }

  @AfterEach
  void stopUpstream() throws IOException {
    upstream.close();
  }

  @Test
  void anAnswerOfAnyStatusComesWithItsBody() {
    upstream.otherwise(wire -> wire.json(418, "{\"tea\":true}"));

    assertThat(ask(LONG)).isEqualTo(new Outcome.Answered(418, "{\"tea\":true}"));
    assertThat(upstream.received("things"))
        .singleElement()
        .satisfies(request -> {
          assertThat(request.path()).isEqualTo("/v1/things");
          assertThat(request.headers())
              .containsEntry("authorization", "Bearer secret")
              .containsEntry("user-agent", Product.NAME);
        });
  }

  @Test
  void aRedirectIsAnAnswerAndNotFollowed() {
    upstream.otherwise(wire -> wire.json(302, "", "location: /v1/elsewhere"));

    assertThat(ask(LONG)).isEqualTo(new Outcome.Answered(302, ""));
    assertThat(upstream.received("elsewhere")).isEmpty();
  }

  @Test
  void anAnswerThatDripsEndsWhenTheTimeIsOver() {
    upstream.otherwise(wire -> {
      wire.beginStream();
      drip(wire);
    });

    assertThat(ask(SHORT)).isEqualTo(new Outcome.Failed("There was no answer within 1 seconds."));
    await().until(() -> upstream.hungUp() == 1);
  }

  @Test
  void whatNeverAnswersIsLeftWhenTheTimeIsOver() {
    upstream.otherwise(Wire::waitForHangUp);

    assertThat(ask(SHORT)).isEqualTo(new Outcome.Failed("There was no answer within 1 seconds."));
    await().until(() -> upstream.playing() == 0);
  }

  @Test
  void anAnswerThatIsTooLargeIsNotReadToItsEnd() {
    upstream.otherwise(wire -> {
      wire.beginStream();
      for (; ; ) {
        wire.bytes(KILOBYTE);
      }
    });

    assertThat(ask(LONG)).isEqualTo(new Outcome.Failed("The answer is larger than 4 KB."));
    await().until(() -> upstream.hungUp() == 1);
  }

  @Test
  void aHostThatDoesNotAcceptIsTold() throws IOException {
    upstream.close();

    assertThat(ask(LONG)).isEqualTo(new Outcome.Failed("The host does not accept the connection."));
  }

  private static void drip(Wire wire) throws IOException {
    Object never = new Object();
    for (; ; ) {
      wire.bytes(new byte[] {'.'});
      synchronized (never) {
        try {
          never.wait(SHORT.toMillis() / 10);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private Outcome ask(Duration within) {
    return http.ask(
        Things.class,
        new OperatorHttp.Target(upstream.baseUrl(), Map.of("authorization", "Bearer secret")),
        MOST,
        within,
        Things::all);
  }
}
