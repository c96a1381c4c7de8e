package ai.nemorouter.credit.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.credit.payment.PaymentAccount;
import ai.nemorouter.credit.payment.PaymentProvider;
import ai.nemorouter.demo.payment.DemoPayments;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.TestDatabase;
import com.stripe.net.Webhook;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sells credit against the demo's stand-in for Stripe, whose own webhooks go nowhere: the test
/// sends its own, signed as Stripe signs.
@ApplicationScoped
public class Till {
  private static final Duration NEVER = Duration.ofHours(1);
  static final String OLD_SECRET = "whsec_that_is_being_replaced";

  private final PaymentProvider provider;
  private final DemoPayments payments;
  private final Checkouts checkouts;
  private final TestDatabase database;
  private @Nullable PaymentAccount account;

  Till(
      PaymentProvider provider, DemoPayments payments, Checkouts checkouts, TestDatabase database) {
    this.provider = provider;
    this.payments = payments;
    this.checkouts = checkouts;
    this.database = database;
  }

  /// To be closed after the test, so that others find no payment provider.
  public void open() throws Exception {
    PaymentAccount started = payments.start(() -> URI.create("http://127.0.0.1:9/nowhere"), NEVER);
    PaymentAccount both =
        new PaymentAccount(
            started.url(),
            started.key(),
            List.of(OLD_SECRET, started.webhookSecrets().getFirst()),
            true);
    account = both;
    provider.use(both);
  }

  public void close() {
    provider.stop();
  }

  /// As if the payment provider were gone.
  public void unplug() {
    provider.use(
        new PaymentAccount(
            URI.create("http://127.0.0.1:9"), account().key(), account().webhookSecrets(), true));
  }

  public void plugIn() {
    provider.use(account());
  }

  /// By what the payment provider knows a purchase whose page is closed.
  public String sessionId(UUID purchase) {
    return database.inInstallation(() ->
        database.withSql(handle ->
            handle
                .select("select session_id from purchases where id = ?", purchase)
                .mapTo(String.class)
                .one()));
  }

  public Purchase buy(Actor buyer, String usd) {
    return checkouts.buy(buyer, Money.ofUsd(usd), null);
  }

  /// The buyer chooses on the payment page.
  ///
  /// @param method a constant of the stand-in's methods, as `CARD`
  public void pay(Purchase purchase, String method) {
    Response paid =
        RestAssured.given()
            .redirects()
            .follow(false)
            .formParam("method", method)
            .formParam("delivery", "LOST")
            .post(purchase.checkoutUrl());
    assertThat(paid.statusCode()).isIn(200, 303, 402);
  }

  void bankDecides(Purchase purchase, String decision) {
    String bank = purchase.checkoutUrl().replace("/pay/", "/bank/");
    assertThat(
            RestAssured.given()
                .formParam("decision", decision)
                .formParam("delivery", "LOST")
                .post(bank)
                .statusCode())
        .isEqualTo(200);
  }

  /// Bought and paid by card.
  public Purchase paid(Actor buyer, String usd) {
    Purchase purchase = buy(buyer, usd);
    pay(purchase, "CARD");
    return checkouts.find(buyer, purchase.id());
  }

  /// Something is done by hand on the payment provider's dashboard.
  ///
  /// @param action one of the stand-in's, as `refund`
  public void act(String sessionId, String action, String usd) {
    String url = account().url() + "/dashboard/" + sessionId;
    assertThat(
            RestAssured.given()
                .formParam("action", action)
                .formParam("amount", usd)
                .formParam("delivery", "LOST")
                .post(url)
                .statusCode())
        .isEqualTo(200);
  }

  /// An event about a refund or a dispute: all that it says is which payment it is about.
  public String reversalEvent(String type, String sessionId) {
    return """
    {"id":"evt_%s","object":"event","type":"%s","livemode":false,"data":{"object":{"id":"any","payment_intent":"%s","amount_refunded":99999}}}
    """
        .formatted(Ids.next(), type, sessionId.replace("cs_test_", "pi_"));
  }

  String event(String type, Purchase purchase) {
    return event("evt_" + Ids.next(), type, purchase, false);
  }

  String event(String id, String type, Purchase purchase, boolean live) {
    return """
    {"id":"%s","object":"event","type":"%s","livemode":%s,"data":{"object":{"id":"%s","metadata":{"credit":"999999"}}}}
    """
        .formatted(id, type, live, sessionId(purchase));
  }

  public String sessionId(Purchase purchase) {
    String url = purchase.checkoutUrl();
    return url.substring(url.lastIndexOf('/') + 1);
  }

  public int deliver(String event) {
    return deliver(event, account().webhookSecrets().getLast(), Instant.now());
  }

  /// Like Stripe, again where the application had no time for it.
  public int deliver(String event, String secret, Instant at) {
    int status = deliverOnce(event, secret, at);
    for (int again = 0; again < 5 && (status == 408 || status == 503); again++) {
      status = deliverOnce(event, secret, at);
    }
    return status;
  }

  private static int deliverOnce(String event, String secret, Instant at) {
    try {
      return RestAssured.given()
          .redirects()
          .follow(false)
          .header(
              "Stripe-Signature",
              Webhook.Signature.generateSignatureHeader(event, secret, at.getEpochSecond()))
          .contentType("application/json")
          .body(event)
          .post("/webhooks/stripe")
          .statusCode();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// As if some time had passed since the payment provider was asked.
  void age(Purchase purchase) {
    database.inInstallation(() -> {
      database.useSql(handle ->
          handle.execute(
              "update purchases set checked_at = now() - interval '1 day' where id = ?",
              purchase.id()));
      return true;
    });
  }

  /// Kinds of the entries of the journal, the oldest first.
  public List<String> journal(UUID orgId) {
    return database.inInstallation(() ->
        database.withSql(handle ->
            handle
                .select("select kind from journal_entries where org_id = ? order by id", orgId)
                .mapTo(String.class)
                .list()));
  }

  /// What the books of the organization do not agree on.
  public List<String> deviations(UUID orgId) {
    return database.inInstallation(() ->
        database.withSql(handle ->
            handle
                .select("select invariant || ': ' || detail from book_deviations(?)", orgId)
                .mapTo(String.class)
                .list()));
  }

  /// How often the journal has booked it.
  public long entries(Purchase purchase) {
    return database.inInstallation(() ->
        database.withSql(handle ->
            handle
                .select("select count(*) from journal_entries where purchase_id = ?", purchase.id())
                .mapTo(Long.class)
                .one()));
  }

  /// What an entry posts, in cents.
  String accounts(Purchase purchase) {
    return database.inInstallation(() ->
        database.withSql(handle ->
            handle
                .select(
                    """
                    select string_agg(p.account || ' ' || p.amount / 10000000, ', ' order by p.account)
                    from journal_entries e join journal_postings p on p.org_id = e.org_id and p.entry_id = e.id
                    where e.purchase_id = ?
                    """,
                    purchase.id())
                .mapTo(String.class)
                .one()));
  }

  /// As if calls had cost that, and others held that.
  public void spend(UUID orgId, String used, String held) {
    change(
        """
        update windows set used = ?, carried = ?, held = ? where org_id = ? and limit_id =
          (select id from limits where org_id = ? and kind = 'credit')
        """,
        Money.ofUsd(used),
        Money.ofUsd(used),
        Money.ofUsd(held),
        orgId,
        orgId);
  }

  /// As if a call that holds that were under way.
  public void hold(UUID orgId, String held) {
    change(
        """
        with holding as (
          update windows set held = held + ? where org_id = ? and limit_id =
            (select id from limits where org_id = ? and kind = 'credit') returning id)
        insert into holds (org_id, id, team_id, key_id, amount, amounts, floor, window_ids, requested_model, model,
                           provider, streamed, node, placed_at, expires_at)
        select ?, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), ?, array[?::bigint], 0, array[id], 'a/b', 'a/b',
               'p', false, 'gone', now() - interval '1 minute', now() + interval '1 day' from holding
        """,
        Money.ofUsd(held),
        orgId,
        orgId,
        orgId,
        Money.ofUsd(held),
        Money.ofUsd(held));
  }

  /// As if all calls under way had ended for nothing.
  public void letGo(UUID orgId) {
    change("delete from holds where org_id = ?", orgId);
    change("update windows set held = 0 where org_id = ?", orgId);
  }

  /// As if the time of promotions that expire by then were over.
  public void endPromotions(UUID orgId, Instant until) {
    change(
        "update credit_grants set expires_at = now() - interval '1 minute' where org_id = ? and expires_at <= ?",
        orgId,
        until);
  }

  /// As if some time had passed since refunds and disputes were asked about.
  public void ageReversals() {
    change("update refunds set checked_at = now() - interval '1 day'");
    change("update disputes set checked_at = now() - interval '1 day'");
  }

  /// As if the pause after a failed top-up were over.
  public void ageTopUp(UUID orgId) {
    change(
        "update top_ups set retry_at = now() - interval '1 minute' where org_id = ? and retry_at is not null",
        orgId);
  }

  /// So that no later run buys for it.
  public void off(UUID orgId) {
    change("update top_ups set enabled = false, pending_purchase = null where org_id = ?", orgId);
  }

  private void change(String sql, Object... values) {
    database.inInstallation(() -> {
      database.useSql(handle -> handle.execute(sql, values));
      return true;
    });
  }

  private PaymentAccount account() {
    return Objects.requireNonNull(account, "The till is closed");
  }
}
