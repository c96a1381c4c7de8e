package ai.nemorouter.demo.payment;

import ai.nemorouter.demo.payment.DemoPaymentPage.Method;
import ai.nemorouter.demo.payment.DemoPaymentSession.State;
import ai.nemorouter.demo.payment.DemoWebhooks.Delivery;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Answers the few requests of Stripe's API that buying credit needs, and shows the payment page.
final class DemoStripe implements Handler<HttpServerRequest> {
  private static final String SESSIONS = "/v1/checkout/sessions";
  private static final String REFUNDS = "/v1/refunds";
  private static final String DISPUTES = "/v1/disputes";
  private static final String CUSTOMERS = "/v1/customers";
  private static final String INTENTS = "/v1/payment_intents";
  private static final String PAGES = "/pay/";
  private static final String CARDS = "/setup/";
  private static final String DASHBOARD = "/dashboard/";
  private static final String BANK = "/bank/";
  private static final String HTML = "text/html; charset=utf-8";

  private final Vertx vertx;
  private final String key;
  private final DemoWebhooks webhooks;
  private final long bankMillis;
  private final DemoReversals reversals;
  private final DemoCards cards;
  private final Map<String, DemoPaymentSession> sessions = new ConcurrentHashMap<>();
  private final Map<String, DemoPaymentSession> byIdempotencyKey = new ConcurrentHashMap<>();

  /// @param key that the API wants
  /// @param bankMillis how long a bank takes to confirm or refuse
  DemoStripe(Vertx vertx, String key, DemoWebhooks webhooks, long bankMillis) {
    this.vertx = vertx;
    this.key = key;
    this.webhooks = webhooks;
    this.bankMillis = bankMillis;
    this.reversals = new DemoReversals(vertx, webhooks, bankMillis);
    this.cards = new DemoCards(webhooks);
  }

  @Override
  public void handle(HttpServerRequest request) {
    String path = Objects.requireNonNullElse(request.path(), "/");
    if (path.startsWith(PAGES)) {
      page(request, sessions.get(path.substring(PAGES.length())));
    } else if (path.startsWith(BANK)) {
      bank(request, sessions.get(path.substring(BANK.length())));
    } else if (path.startsWith(CARDS)) {
      card(request, cards.setup(path.substring(CARDS.length())));
    } else if (path.startsWith(DASHBOARD)) {
      dashboard(request, sessions.get(path.substring(DASHBOARD.length())));
    } else if (!("Bearer " + key).equals(request.getHeader("authorization"))) {
      fail(request, 401, "", "Invalid API key.");
    } else {
      api(request, path);
    }
  }

  private void api(HttpServerRequest request, String path) {
    boolean post = request.method().equals(HttpMethod.POST);
    if (path.equals(SESSIONS) && post) {
      withForm(request, form -> create(request, form));
    } else if (path.equals(SESSIONS)) {
      list(request, request.getParam("payment_intent"));
    } else if (path.startsWith(SESSIONS + "/") && !post) {
      find(request, path.substring(SESSIONS.length() + 1));
    } else if (path.equals(CUSTOMERS) && post) {
      withForm(request, _ -> answer(request, customer(request)));
    } else if (path.equals(INTENTS) && post) {
      withForm(request, form -> charge(request, form));
    } else if (path.startsWith(INTENTS + "/")) {
      charged(request, path.substring(INTENTS.length() + 1));
    } else if (path.equals(REFUNDS) && post) {
      withForm(request, form -> refund(request, form));
    } else if (path.equals(REFUNDS)) {
      answer(request, reversals(request, DemoReversal.Kind.REFUND));
    } else if (path.equals(DISPUTES)) {
      answer(request, reversals(request, DemoReversal.Kind.DISPUTE));
    } else {
      fail(request, 404, "", "The stand-in has no such endpoint.");
    }
  }

  private static ObjectNode customer(HttpServerRequest request) {
    return Json.object()
        .put("id", "cus_" + request.getHeader("idempotency-key"))
        .put("object", "customer");
  }

  /// The page on which a card is saved.
  private static void card(HttpServerRequest request, DemoCards.@Nullable Setup setup) {
    if (setup == null) {
      show(request, 404, DemoPaymentPage.message("There is no such page.", ""));
    } else if (request.method().equals(HttpMethod.POST)) {
      withForm(
          request,
          form -> {
            setup.choose(chosen(DemoCards.Card.values(), form.get("card")));
            request.response().setStatusCode(303).putHeader("location", setup.successUrl()).end();
          });
    } else {
      show(request, 200, DemoPaymentPage.cards());
    }
  }

  private void charge(HttpServerRequest request, MultiMap form) {
    String once =
        Objects.requireNonNullElseGet(
            request.getHeader("idempotency-key"), () -> Ids.next().toString());
    DemoCards.Charge charge = cards.charge(once, form, this::keep);
    if (charge.isPaid()) {
      answer(request, charge.json());
    } else {
      request
          .response()
          .setStatusCode(402)
          .putHeader("content-type", "application/json")
          .end(Json.write(charge.error()));
    }
  }

  /// So that it can be refunded and disputed like others.
  private void keep(DemoCards.Charge charge) {
    if (charge.isPaid()) {
      DemoPaymentSession session =
          DemoPaymentSession.charged(charge.id().substring("pi_".length()), charge.cents());
      sessions.put(session.id(), session);
    }
  }

  private void charged(HttpServerRequest request, String id) {
    DemoCards.Charge charge = cards.charge(id);
    if (charge == null) {
      fail(request, 404, "resource_missing", "No such payment_intent.");
    } else {
      answer(request, charge.json());
    }
  }

  private ObjectNode reversals(HttpServerRequest request, DemoReversal.Kind kind) {
    String since = Objects.requireNonNullElse(request.getParam("created[gte]"), "0");
    return reversals.list(kind, request.getParam("payment_intent"), Long.parseLong(since));
  }

  private Optional<DemoPaymentSession> ofIntent(@Nullable String intent) {
    return sessions.values().stream()
        .filter(session -> session.intentId().equals(intent))
        .findFirst();
  }

  private void list(HttpServerRequest request, @Nullable String intent) {
    ObjectNode list =
        Json.object().put("object", "list").put("has_more", false).put("url", SESSIONS);
    ArrayNode data = list.putArray("data");
    ofIntent(intent).ifPresent(session -> data.add(session.json(url(request, session))));
    answer(request, list);
  }

  private void refund(HttpServerRequest request, MultiMap form) {
    Optional<DemoPaymentSession> session = ofIntent(form.get("payment_intent"));
    if (session.isEmpty()) {
      fail(request, 404, "resource_missing", "No such payment_intent.");
      return;
    }
    try {
      String once = request.getHeader("idempotency-key");
      answer(request, reversals.refund(once, session.get(), form).json());
    } catch (IllegalArgumentException e) {
      fail(request, 400, "charge_already_refunded", String.valueOf(e.getMessage()));
    }
  }

  /// Where refunds and disputes are made by hand.
  private void dashboard(HttpServerRequest request, @Nullable DemoPaymentSession session) {
    if (session == null) {
      show(request, 404, DemoPaymentPage.message("There is no such payment.", ""));
    } else if (request.method().equals(HttpMethod.POST)) {
      withForm(request, form -> act(request, session, form));
    } else {
      show(request, 200, dashboard(session, ""));
    }
  }

  private void act(HttpServerRequest request, DemoPaymentSession session, MultiMap form) {
    try {
      reversals.act(session, form, chosen(Delivery.values(), form.get("delivery")));
      show(request, 200, dashboard(session, "Done."));
    } catch (IllegalArgumentException e) {
      show(request, 400, dashboard(session, String.valueOf(e.getMessage())));
    }
  }

  private String dashboard(DemoPaymentSession session, String outcome) {
    return DemoPaymentPage.dashboard(
        session,
        reversals.of(session, DemoReversal.Kind.REFUND),
        reversals.of(session, DemoReversal.Kind.DISPUTE),
        outcome);
  }

  private static void withForm(HttpServerRequest request, Handler<MultiMap> next) {
    request.setExpectMultipart(true);
    request.endHandler(_ -> next.handle(request.formAttributes()));
  }

  private void create(HttpServerRequest request, MultiMap form) {
    if ("setup".equals(form.get("mode"))) {
      DemoCards.Setup setup = cards.open(form);
      answer(request, setup.json("http://" + request.authority() + CARDS + setup.id()));
      return;
    }
    String once =
        Objects.requireNonNullElseGet(
            request.getHeader("idempotency-key"), () -> Ids.next().toString());
    try {
      DemoPaymentSession session =
          byIdempotencyKey.computeIfAbsent(
              once, _ -> DemoPaymentSession.of(Ids.next().toString().replace("-", ""), form));
      sessions.put(session.id(), session);
      answer(request, session);
    } catch (IllegalArgumentException e) {
      fail(request, 400, "parameter_missing", String.valueOf(e.getMessage()));
    }
  }

  private void find(HttpServerRequest request, String id) {
    DemoCards.Setup setup = cards.setup(id);
    if (setup != null) {
      answer(request, setup.json("http://" + request.authority() + CARDS + id));
      return;
    }
    DemoPaymentSession session = sessions.get(id);
    if (session == null) {
      fail(request, 404, "resource_missing", "No such checkout.session.");
    } else {
      answer(request, session);
    }
  }

  private static void answer(HttpServerRequest request, DemoPaymentSession session) {
    answer(request, session.json(url(request, session)));
  }

  private static String url(HttpServerRequest request, DemoPaymentSession session) {
    return "http://" + request.authority() + PAGES + session.id();
  }

  private static void answer(HttpServerRequest request, ObjectNode json) {
    request.response().putHeader("content-type", "application/json").end(Json.write(json));
  }

  private static void fail(HttpServerRequest request, int status, String code, String message) {
    ObjectNode body = Json.object();
    body.putObject("error")
        .put("type", "invalid_request_error")
        .put("code", code)
        .put("message", message);
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(Json.write(body));
  }

  private void page(HttpServerRequest request, @Nullable DemoPaymentSession session) {
    if (session == null) {
      show(request, 404, DemoPaymentPage.message("There is no such payment.", ""));
    } else if (session.state() != State.OPEN) {
      show(
          request,
          200,
          DemoPaymentPage.message("This payment page is closed.", session.successUrl()));
    } else if (request.method().equals(HttpMethod.POST)) {
      withForm(request, form -> pay(request, session, form));
    } else {
      show(request, 200, DemoPaymentPage.pay(session, ""));
    }
  }

  private void pay(HttpServerRequest request, DemoPaymentSession session, MultiMap form) {
    Method method = chosen(Method.values(), form.get("method"));
    Delivery delivery = chosen(Delivery.values(), form.get("delivery"));
    if (method == Method.DECLINED) {
      show(
          request,
          402,
          DemoPaymentPage.pay(session, "The card was declined. Nothing was charged."));
      return;
    }
    if (method == Method.CARD && session.move(State.OPEN, State.PAID)) {
      webhooks.report(
          List.of(event("payment_intent.succeeded", session), completed(session)), delivery);
    } else if (method != Method.CARD && session.move(State.OPEN, State.PROCESSING)) {
      debit(session, method == Method.BANK, delivery);
    }
    request.response().setStatusCode(303).putHeader("location", session.successUrl()).end();
  }

  /// In reverse order the bank's word comes first.
  private void debit(DemoPaymentSession session, boolean confirmed, Delivery delivery) {
    session.payByBank();
    if (delivery != Delivery.REVERSED) {
      webhooks.report(List.of(completed(session)), delivery);
    }
    vertx.setTimer(Math.max(1, bankMillis), _ -> decide(session, confirmed, delivery));
  }

  private void decide(DemoPaymentSession session, boolean confirmed, Delivery delivery) {
    if (!session.move(State.PROCESSING, confirmed ? State.PAID : State.REFUSED)) {
      return; // Decided before.
    }
    ObjectNode decided =
        event("checkout.session.async_payment_" + (confirmed ? "succeeded" : "failed"), session);
    webhooks.report(
        delivery == Delivery.REVERSED ? List.of(completed(session), decided) : List.of(decided),
        delivery);
  }

  /// Lets the bank decide before its time.
  private void bank(HttpServerRequest request, @Nullable DemoPaymentSession session) {
    if (session == null || !request.method().equals(HttpMethod.POST)) {
      show(request, 404, DemoPaymentPage.message("There is no such payment.", ""));
      return;
    }
    withForm(
        request,
        form -> {
          boolean confirmed = !"refuse".equals(form.get("decision"));
          decide(session, confirmed, chosen(Delivery.values(), form.get("delivery")));
          show(
              request, 200, DemoPaymentPage.message("The bank has decided.", session.successUrl()));
        });
  }

  private static ObjectNode completed(DemoPaymentSession session) {
    return event("checkout.session.completed", session);
  }

  private static ObjectNode event(String type, DemoPaymentSession session) {
    ObjectNode event =
        Json.object()
            .put("id", "evt_" + Ids.next().toString().replace("-", ""))
            .put("object", "event")
            .put("type", type)
            .put("livemode", false)
            .put("created", Instant.now().getEpochSecond());
    boolean intent = type.startsWith("payment_intent.");
    ObjectNode about = event.putObject("data").putObject("object");
    about
        .put("id", intent ? session.intentId() : session.id())
        .put("object", intent ? "payment_intent" : "checkout.session");
    return event;
  }

  private static <E extends Enum<E>> E chosen(E[] choices, @Nullable String name) {
    String wanted = Optional.ofNullable(name).orElse("").toUpperCase(Locale.ROOT);
    for (E choice : choices) {
      if (choice.name().equals(wanted)) {
        return choice;
      }
    }
    return choices[0];
  }

  private static void show(HttpServerRequest request, int status, String html) {
    request.response().setStatusCode(status).putHeader("content-type", HTML).end(html);
  }
}
