package ai.nemorouter.demo.payment;

import ai.nemorouter.demo.payment.DemoReversal.Kind;
import ai.nemorouter.demo.payment.DemoWebhooks.Delivery;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Refunds and disputes at the stand-in for Stripe: those that its API is asked for, and those that
/// are made by hand on its dashboard.
final class DemoReversals {
  private static final String PENDING = "pending";
  private static final String SUCCEEDED = "succeeded";

  private final Vertx vertx;
  private final DemoWebhooks webhooks;
  private final long bankMillis;
  private final List<DemoReversal> all = new CopyOnWriteArrayList<>();
  private final Map<String, DemoReversal> byIdempotencyKey = new ConcurrentHashMap<>();

  DemoReversals(Vertx vertx, DemoWebhooks webhooks, long bankMillis) {
    this.vertx = vertx;
    this.webhooks = webhooks;
    this.bankMillis = bankMillis;
  }

  /// @param form as Stripe's API takes it
  /// @throws IllegalArgumentException if it cannot be refunded
  DemoReversal refund(@Nullable String once, DemoPaymentSession session, MultiMap form) {
    String key = Objects.requireNonNullElseGet(once, () -> Ids.next().toString());
    return byIdempotencyKey.computeIfAbsent(
        key,
        _ ->
            refund(
                session,
                amount(session, form.get("amount")),
                form.get("metadata[refund]"),
                Delivery.ONCE));
  }

  /// All that is left where none is named.
  private long amount(DemoPaymentSession session, @Nullable String cents) {
    return cents == null ? session.cents() - taken(session) : Long.parseLong(cents);
  }

  private DemoReversal refund(
      DemoPaymentSession session, long cents, @Nullable String ours, Delivery delivery) {
    if (session.state() != DemoPaymentSession.State.PAID || isDisputed(session)) {
      throw new IllegalArgumentException("This payment cannot be refunded.");
    }
    if (cents <= 0 || cents > session.cents() - taken(session)) {
      throw new IllegalArgumentException("The refund is larger than what is left of the payment.");
    }
    DemoReversal refund =
        new DemoReversal(
            Kind.REFUND, session, cents, ours, session.isByBank() ? PENDING : SUCCEEDED);
    all.add(refund);
    webhooks.report(
        List.of(event("refund.created", refund), event("charge.refunded", refund)), delivery);
    if (session.isByBank()) {
      vertx.setTimer(Math.max(1, bankMillis), _ -> arrive(refund, delivery));
    }
    return refund;
  }

  private void arrive(DemoReversal refund, Delivery delivery) {
    if (refund.status().equals(PENDING)) {
      refund.become(SUCCEEDED);
      webhooks.report(List.of(event("refund.updated", refund)), delivery);
    }
  }

  private boolean isDisputed(DemoPaymentSession session) {
    return of(session, Kind.DISPUTE).stream().anyMatch(DemoReversal::isTaking);
  }

  private long taken(DemoPaymentSession session) {
    return all.stream()
        .filter(one -> one.session() == session && one.isTaking())
        .mapToLong(DemoReversal::cents)
        .sum();
  }

  List<DemoReversal> of(DemoPaymentSession session, Kind kind) {
    return all.stream().filter(one -> one.session() == session && one.kind() == kind).toList();
  }

  /// @param intent all where null
  /// @param since the oldest that is asked for, in seconds
  ObjectNode list(Kind kind, @Nullable String intent, long since) {
    ObjectNode list =
        Json.object()
            .put("object", "list")
            .put("has_more", false)
            .put("url", "/v1/" + kind.word() + "s");
    ArrayNode data = list.putArray("data");
    all.stream()
        .filter(one -> one.kind() == kind)
        .filter(one -> intent == null || one.session().intentId().equals(intent))
        .filter(one -> one.created().getEpochSecond() >= since)
        .forEach(one -> data.add(one.json()));
    return list;
  }

  /// What the dashboard's buttons do.
  ///
  /// @throws IllegalArgumentException if that cannot be done now
  void act(DemoPaymentSession session, MultiMap form, Delivery delivery) {
    String action = Objects.requireNonNullElse(form.get("action"), "");
    switch (action) {
      case "refund" -> refund(session, cents(form), null, delivery);
      case "dispute" -> dispute(session, cents(form), "needs_response", delivery);
      case "inquiry" -> dispute(session, cents(form), "warning_needs_response", delivery);
      case "arrive" -> last(session, Kind.REFUND, SUCCEEDED, "refund.updated", delivery);
      case "fail" -> last(session, Kind.REFUND, "failed", "refund.failed", delivery);
      case "escalate" ->
          last(session, Kind.DISPUTE, "needs_response", "charge.dispute.updated", delivery);
      case "win" -> last(session, Kind.DISPUTE, "won", "charge.dispute.closed", delivery);
      case "lose" -> last(session, Kind.DISPUTE, "lost", "charge.dispute.closed", delivery);
      default -> throw new IllegalArgumentException("There is no such action.");
    }
  }

  private void dispute(DemoPaymentSession session, long cents, String status, Delivery delivery) {
    if (session.state() != DemoPaymentSession.State.PAID || isDisputed(session)) {
      throw new IllegalArgumentException("This payment cannot be disputed.");
    }
    DemoReversal dispute =
        new DemoReversal(
            Kind.DISPUTE, session, Math.min(cents, session.cents() - taken(session)), null, status);
    all.add(dispute);
    webhooks.report(
        List.of(
            event("charge.dispute.created", dispute),
            event("charge.dispute.funds_withdrawn", dispute)),
        delivery);
  }

  private void last(
      DemoPaymentSession session, Kind kind, String status, String type, Delivery delivery) {
    List<DemoReversal> ofKind = of(session, kind);
    if (ofKind.isEmpty()) {
      throw new IllegalArgumentException("There is no " + kind.word() + ".");
    }
    DemoReversal last = ofKind.getLast();
    last.become(status);
    webhooks.report(List.of(event(type, last)), delivery);
  }

  private static long cents(MultiMap form) {
    try {
      return new BigDecimal(Objects.requireNonNullElse(form.get("amount"), "0"))
          .movePointRight(2)
          .longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("Enter an amount.", e);
    }
  }

  private static ObjectNode event(String type, DemoReversal about) {
    ObjectNode event =
        Json.object()
            .put("id", "evt_" + Ids.next().toString().replace("-", ""))
            .put("object", "event")
            .put("type", type)
            .put("livemode", false)
            .put("created", Instant.now().getEpochSecond());
    event.putObject("data").set("object", about.json());
    return event;
  }
}
