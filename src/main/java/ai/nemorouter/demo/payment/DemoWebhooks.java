package ai.nemorouter.demo.payment;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stripe.net.Webhook;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Reports what became of a payment at the stand-in for Stripe: signed as Stripe signs, and as
/// badly as networks deliver.
final class DemoWebhooks {
  private static final Logger LOG = Logger.getLogger(DemoWebhooks.class);
  private static final int DUPLICATES = 3;
  private static final int OK = 200;
  private static final int ATTEMPTS = 5;

  private final Vertx vertx;
  private final HttpClient http;
  private final Supplier<URI> receiver;
  private final String secret;
  private final long lateMillis;

  /// How reports arrive.
  enum Delivery {
    ONCE("once, at once"),
    TWICE("three times each"),
    REVERSED("in reverse order"),
    LATE("late"),
    LOST("not at all");

    private final String label;

    Delivery(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /// @param receiver where reports go
  /// @param lateMillis how late a late one is
  DemoWebhooks(Vertx vertx, Supplier<URI> receiver, String secret, long lateMillis) {
    this.vertx = vertx;
    this.http = vertx.createHttpClient();
    this.receiver = receiver;
    this.secret = secret;
    this.lateMillis = lateMillis;
  }

  void report(List<ObjectNode> events, Delivery delivery) {
    List<ObjectNode> ordered = new ArrayList<>(events);
    if (delivery == Delivery.REVERSED) {
      Collections.reverse(ordered);
    }
    switch (delivery) {
      case LOST -> {
        // Nothing is sent: the receiver has to ask.
      }
      case LATE -> vertx.setTimer(lateMillis, _ -> ordered.forEach(this::send));
      case TWICE -> {
        for (int i = 0; i < DUPLICATES; i++) {
          ordered.forEach(this::send);
        }
      }
      case ONCE, REVERSED -> ordered.forEach(this::send);
    }
  }

  private void send(ObjectNode event) {
    send(Json.write(event), ATTEMPTS);
  }

  /// Like Stripe, again and later until it is accepted.
  private void send(String body, int attempts) {
    URI url = receiver.get();
    RequestOptions options =
        new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(url.toString());
    http.request(options)
        .compose(request ->
            request
                .putHeader("content-type", "application/json")
                .putHeader("stripe-signature", signature(body))
                .send(body))
        .onComplete(sent -> {
          boolean accepted = sent.succeeded() && sent.result().statusCode() == OK;
          if (!accepted && attempts > 1) {
            vertx.setTimer(lateMillis, _ -> send(body, attempts - 1));
          } else if (!accepted) {
            LOG.warnf("A demo webhook was not accepted url=%s", url);
          }
        });
  }

  private String signature(String body) {
    try {
      return Webhook.Signature.generateSignatureHeader(
          body, secret, Instant.now().getEpochSecond());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A webhook cannot be signed", e);
    }
  }
}
