package ai.nemorouter.demo.payment;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A checkout session as the stand-in for Stripe keeps it, in memory.
final class DemoPaymentSession {
  private static final int LINES_MAX = 100;

  private final String id;
  private final String intentId;
  private final String successUrl;
  private final String cancelUrl;
  private final @Nullable String reference;
  private final String currency;
  private final List<Line> lines;
  private final Instant expiresAt;
  private State state = State.OPEN;
  private volatile boolean byBank;

  /// What is paid for.
  record Line(String name, long cents) {}

  /// Where the payment is, in Stripe's terms.
  enum State {
    OPEN("open", "unpaid", "requires_payment_method"),
    /// The bank has not confirmed it yet.
    PROCESSING("complete", "unpaid", "processing"),
    PAID("complete", "paid", "succeeded"),
    REFUSED("complete", "unpaid", "requires_payment_method"),
    EXPIRED("expired", "unpaid", "canceled");

    private final String status;
    private final String payment;
    private final String intent;

    State(String status, String payment, String intent) {
      this.status = status;
      this.payment = payment;
      this.intent = intent;
    }
  }

  private DemoPaymentSession(String number, MultiMap form, List<Line> lines) {
    this.id = "cs_test_" + number;
    this.intentId = "pi_" + number;
    this.successUrl = Objects.requireNonNullElse(form.get("success_url"), "");
    this.cancelUrl = Objects.requireNonNullElse(form.get("cancel_url"), successUrl);
    this.reference = form.get("client_reference_id");
    this.currency =
        Objects.requireNonNullElse(form.get("line_items[0][price_data][currency]"), "usd");
    this.lines = List.copyOf(lines);
    this.expiresAt = Instant.ofEpochSecond(Long.parseLong(form.get("expires_at")));
  }

  /// @param form as Stripe's API takes it
  /// @throws IllegalArgumentException if it lacks something
  static DemoPaymentSession of(String number, MultiMap form) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < LINES_MAX && form.contains(field(i, "unit_amount")); i++) {
      lines.add(
          new Line(
              Objects.requireNonNullElse(form.get(field(i, "product_data][name")), "Item"),
              Long.parseLong(form.get(field(i, "unit_amount")))));
    }
    if (lines.isEmpty() || !form.contains("success_url") || !form.contains("expires_at")) {
      throw new IllegalArgumentException("A session needs lines, success_url and expires_at.");
    }
    return new DemoPaymentSession(number, form, lines);
  }

  /// A payment that was taken without a page.
  static DemoPaymentSession charged(String number, long cents) {
    MultiMap form = MultiMap.caseInsensitiveMultiMap().add("expires_at", "0");
    DemoPaymentSession session =
        new DemoPaymentSession(number, form, List.of(new Line("Automatic top-up", cents)));
    session.state = State.PAID;
    return session;
  }

  private static String field(int line, String name) {
    return "line_items[" + line + "][price_data][" + name + "]";
  }

  String id() {
    return id;
  }

  String intentId() {
    return intentId;
  }

  String successUrl() {
    return successUrl;
  }

  String cancelUrl() {
    return cancelUrl;
  }

  String currency() {
    return currency;
  }

  /// Whether money takes the bank days, there and back.
  boolean isByBank() {
    return byBank;
  }

  void payByBank() {
    byBank = true;
  }

  List<Line> lines() {
    return lines;
  }

  long cents() {
    return lines.stream().mapToLong(Line::cents).sum();
  }

  synchronized State state() {
    if (state == State.OPEN && Instant.now().isAfter(expiresAt)) {
      state = State.EXPIRED;
    }
    return state;
  }

  /// @return whether it was at `from`, and is at `to` now
  synchronized boolean move(State from, State to) {
    if (state() != from) {
      return false;
    }
    state = to;
    return true;
  }

  /// @param url of its payment page
  ObjectNode json(String url) {
    State now = state();
    ObjectNode json =
        Json.object()
            .put("id", id)
            .put("object", "checkout.session")
            .put("mode", "payment")
            .put("livemode", false)
            .put("amount_total", cents())
            .put("currency", currency)
            .put("client_reference_id", reference)
            .put("status", now.status)
            .put("payment_status", now.payment)
            .put("expires_at", expiresAt.getEpochSecond())
            .put("success_url", successUrl)
            .put("cancel_url", cancelUrl)
            .put("url", now == State.OPEN ? url : null);
    if (now == State.OPEN || now == State.EXPIRED) {
      return json.putNull("payment_intent");
    }
    json.putObject("payment_intent")
        .put("id", intentId)
        .put("object", "payment_intent")
        .put("amount", cents())
        .put("currency", currency)
        .put("livemode", false)
        .put("status", now.intent);
    return json;
  }
}
