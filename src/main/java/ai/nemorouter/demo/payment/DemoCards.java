package ai.nemorouter.demo.payment;

import ai.nemorouter.demo.payment.DemoWebhooks.Delivery;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Saved payment methods at the stand-in for Stripe, and what is charged to them.
final class DemoCards {
  private final DemoWebhooks webhooks;
  private final Map<String, Setup> setups = new ConcurrentHashMap<>();
  private final Map<String, Charge> byIdempotencyKey = new ConcurrentHashMap<>();
  private final Map<String, Charge> charges = new ConcurrentHashMap<>();

  DemoCards(DemoWebhooks webhooks) {
    this.webhooks = webhooks;
  }

  /// How a saved card behaves.
  enum Card {
    GOOD("pm_good_", "4242", "Card that is always accepted"),
    DECLINED("pm_declined_", "0341", "Card that is declined when it is charged"),
    AUTHENTICATION("pm_authentication_", "3155", "Card that asks for authentication");

    private final String prefix;
    private final String lastFour;
    private final String label;

    Card(String prefix, String lastFour, String label) {
      this.prefix = prefix;
      this.lastFour = lastFour;
      this.label = label;
    }

    String label() {
      return label;
    }

    static Card of(String method) {
      for (Card card : values()) {
        if (method.startsWith(card.prefix)) {
          return card;
        }
      }
      return DECLINED;
    }
  }

  /// A page on which a card is saved.
  static final class Setup {
    private final String id;
    private final String successUrl;
    private volatile @Nullable Card card;

    Setup(String id, String successUrl) {
      this.id = id;
      this.successUrl = successUrl;
    }

    String id() {
      return id;
    }

    String successUrl() {
      return successUrl;
    }

    void choose(Card chosen) {
      card = chosen;
    }

    ObjectNode json(String url) {
      Card saved = card;
      ObjectNode json =
          Json.object()
              .put("id", id)
              .put("object", "checkout.session")
              .put("mode", "setup")
              .put("livemode", false)
              .put("status", saved == null ? "open" : "complete")
              .put("url", saved == null ? url : null);
      ObjectNode intent =
          json.putObject("setup_intent")
              .put("id", "seti_" + id)
              .put("object", "setup_intent")
              .put("status", saved == null ? "requires_payment_method" : "succeeded");
      if (saved != null) {
        ObjectNode method =
            intent
                .putObject("payment_method")
                .put("id", saved.prefix + id)
                .put("object", "payment_method")
                .put("type", "card");
        method.putObject("card").put("brand", "visa").put("last4", saved.lastFour);
      }
      return json;
    }
  }

  /// What was charged, or refused.
  record Charge(String id, long cents, String currency, String reference, Card card) {
    boolean isPaid() {
      return card == Card.GOOD;
    }

    ObjectNode json() {
      ObjectNode json =
          Json.object()
              .put("id", id)
              .put("object", "payment_intent")
              .put("amount", cents)
              .put("amount_received", isPaid() ? cents : 0)
              .put("currency", currency)
              .put("livemode", false)
              .put("status", isPaid() ? "succeeded" : "requires_payment_method");
      json.putObject("metadata").put("purchase", reference);
      return json;
    }

    /// As Stripe answers with status 402.
    ObjectNode error() {
      ObjectNode body = Json.object();
      body.putObject("error")
          .put("type", "card_error")
          .put("code", card == Card.AUTHENTICATION ? "authentication_required" : "card_declined")
          .put("message", "Your card was declined.")
          .set("payment_intent", json());
      return body;
    }
  }

  Setup open(MultiMap form) {
    Setup setup =
        new Setup(
            "cs_test_setup_" + Ids.next().toString().replace("-", ""),
            Objects.requireNonNullElse(form.get("success_url"), ""));
    setups.put(setup.id(), setup);
    return setup;
  }

  @Nullable Setup setup(String id) {
    return setups.get(id);
  }

  @Nullable Charge charge(String id) {
    return charges.get(id);
  }

  /// @param made is told of a payment that was made
  Charge charge(String once, MultiMap form, Consumer<Charge> made) {
    return byIdempotencyKey.computeIfAbsent(
        once,
        _ -> {
          Charge charge =
              new Charge(
                  "pi_" + Ids.next().toString().replace("-", ""),
                  Long.parseLong(Objects.requireNonNullElse(form.get("amount"), "0")),
                  Objects.requireNonNullElse(form.get("currency"), "usd"),
                  Objects.requireNonNullElse(form.get("metadata[purchase]"), ""),
                  Card.of(Objects.requireNonNullElse(form.get("payment_method"), "")));
          charges.put(charge.id(), charge);
          made.accept(charge);
          webhooks.report(List.of(event(charge)), Delivery.ONCE);
          return charge;
        });
  }

  private static ObjectNode event(Charge charge) {
    ObjectNode event =
        Json.object()
            .put("id", "evt_" + Ids.next().toString().replace("-", ""))
            .put("object", "event")
            .put("type", "payment_intent." + (charge.isPaid() ? "succeeded" : "payment_failed"))
            .put("livemode", false)
            .put("created", Instant.now().getEpochSecond());
    event.putObject("data").set("object", charge.json());
    return event;
  }
}
