package ai.nemorouter.playground;

import ai.nemorouter.platform.http.OwnAddress;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Sends what is asked in the playground to this node's own gateway, over HTTP as a client does,
/// and passes on what it answers. There is no other way from the console to a model.
@ApplicationScoped
class GatewayLine {
  private static final Logger LOG = Logger.getLogger(GatewayLine.class);
  private static final String CHAT = "/v1/chat/completions";
  private static final int OK = 200;
  private static final int AT_ONCE_MAX = 2_000;
  private static final int ANSWER_BYTES_MAX = 4 * 1024 * 1024;

  private final OwnAddress own;
  private final HttpClient client;

  GatewayLine(Vertx vertx, OwnAddress own) {
    this.own = own;
    client =
        vertx.createHttpClient(
            new HttpClientOptions().setTcpNoDelay(true),
            new PoolOptions().setHttp1MaxSize(AT_ONCE_MAX));
  }

  @PreDestroy
  void close() {
    client.close();
  }

  /// A whole answer, or why there is none.
  ///
  /// @param error empty where there is an answer
  record Said(String text, String error) {}

  void send(GatewayAnswer answer, Playground.Ready ready, boolean streamed) {
    ObjectNode body = ready.body().deepCopy().put("stream", streamed);
    answer.send(
        client,
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(own.at(CHAT).toString())
            .setFollowRedirects(false)
            .putHeader("authorization", ready.authorization())
            .putHeader("content-type", "application/json"),
        Buffer.buffer(Json.write(body)));
  }

  /// Passes a streamed answer on piece by piece. Before the first of them comes what guardrails
  /// made of the request; an answer that is an error becomes the frame that ends a stream. A reader
  /// who is gone ends it, and a stream that breaks off ends without the word that it is done.
  void relay(GatewayAnswer answer, OutputStream out) {
    try (answer) {
      pass(answer, out);
    } catch (IOException e) {
      LOG.debugf("A stream of the playground broke off cause=%s", e.getMessage());
    }
  }

  private static void pass(GatewayAnswer answer, OutputStream out) throws IOException {
    write(out, ": sent\n\n");
    int status = answer.awaitStatus();
    Optional<String> posture = answer.header("x-nemo-guardrails");
    if (posture.isPresent()) {
      write(out, "data: " + Json.write(Json.object().put("guardrails", posture.get())) + "\n\n");
    }
    if (status != OK) {
      ObjectNode error = Json.object();
      error.putObject("error").put("message", message(status, answer.readAll(ANSWER_BYTES_MAX)));
      write(out, "data: " + Json.write(error) + "\n\n");
      return;
    }
    for (Optional<Buffer> piece = answer.read(); piece.isPresent(); piece = answer.read()) {
      out.write(piece.get().getBytes());
      out.flush();
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /// Waits for a whole answer.
  Said whole(GatewayAnswer answer) {
    try (answer) {
      int status = answer.awaitStatus();
      byte[] body = answer.readAll(ANSWER_BYTES_MAX);
      if (status != OK) {
        return new Said("", message(status, body));
      }
      JsonNode message = Json.parseObject(body).at("/choices/0/message");
      String text = message.path("content").asText("");
      return new Said(text.isEmpty() ? message.path("refusal").asText("") : text, "");
    } catch (IOException | ApiException e) {
      return new Said("", "There was no answer that could be read. Look at the request.");
    }
  }

  /// The gateway's own words, which say what to do.
  private static String message(int status, byte[] body) {
    return Json.readable(new String(body, StandardCharsets.UTF_8))
        .map(error -> error.at("/error/message").asText(""))
        .filter(text -> !text.isBlank())
        .orElse("The gateway answered with HTTP status " + status + ".");
  }
}
