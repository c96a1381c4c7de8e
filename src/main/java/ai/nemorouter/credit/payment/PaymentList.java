package ai.nemorouter.credit.payment;

import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// Purchases of all organizations, as operators list them, and what the journal sums up to. In a
/// transaction about the whole installation.
@ApplicationScoped
class PaymentList {
  private static final String FOUND =
      """
      from purchases p join organization_records o on o.id = p.org_id
      where (:show = '' or p.status = :show
             or (:show = 'refunded' and exists (select from refunds r where r.org_id = p.org_id and r.purchase_id = p.id))
             or (:show = 'disputed' and exists (select from disputes d where d.org_id = p.org_id and d.purchase_id = p.id)))
        and (:search = '' or position(lower(:search) in lower(o.name)) > 0 or position(lower(:search) in lower(p.buyer_name)) > 0
             or p.receipt_number::text = :number or p.session_id = :search or p.payment_id = :search)
      """;

  private static final String ROW =
      """
      select p.org_id, p.id, o.name, o.slug, p.status, p.credit, p.total, p.buyer_name, p.created_at, p.receipt_number,
             p.session_id, p.payment_id
      """;

  private final Session session;

  PaymentList(Session session) {
    this.session = session;
  }

  /// As stored.
  record Row(
      UUID orgId,
      UUID id,
      String organization,
      String slug,
      String status,
      long credit,
      long total,
      String buyer,
      Instant createdAt,
      @Nullable Long receiptNumber,
      @Nullable String sessionId,
      @Nullable String paymentId) {
    Payments.Line line() {
      return new Payments.Line(
          orgId,
          id,
          organization,
          slug,
          Arrays.stream(Purchase.Status.values())
              .filter(known -> known.word().equals(status))
              .findFirst()
              .orElseThrow(),
          Money.ofNanos(credit),
          Money.ofNanos(total),
          buyer,
          createdAt,
          receiptNumber == null ? null : Purchase.Receipt.label(receiptNumber),
          sessionId,
          paymentId);
    }
  }

  /// Those that wait for an operator first, then the newest.
  PageOf<Payments.Line> page(ListQuery query) {
    String order = "order by (p.status = 'review') desc, p.id desc limit :limit offset :offset";
    List<Payments.Line> lines =
        filtered(session.createNativeQuery(ROW + FOUND + order, Row.class), query)
            .setParameter("limit", PageOf.SIZE)
            .setParameter("offset", PageOf.offset(query.page()))
            .stream()
            .map(Row::line)
            .toList();
    long found =
        filtered(session.createNativeQuery("select count(*) " + FOUND, Long.class), query)
            .getSingleResult();
    return new PageOf<>(lines, PageOf.within(query.page()), found);
  }

  private static <T> NativeQuery<T> filtered(NativeQuery<T> statement, ListQuery query) {
    return statement
        .setParameter("show", query.show())
        .setParameter("search", query.search())
        .setParameter("number", query.search().replaceFirst("(?i)^R-0*", ""));
  }

  Payments.Line getOrThrow(UUID orgId, UUID id) {
    return session
        .createNativeQuery(
            ROW
                + """
                from purchases p join organization_records o on o.id = p.org_id
                where p.org_id = :orgId and p.id = :id
                """,
            Row.class)
        .setParameter("orgId", orgId)
        .setParameter("id", id)
        .uniqueResultOptional()
        .map(Row::line)
        .orElseThrow(() -> new NotFoundException("payment"));
  }

  /// What the payment provider reported of it, the newest first.
  List<Payments.Event> events(Payments.Line payment) {
    return session
        .createNativeQuery(
            """
            select id, type, received_at from payment_events
            where session_id = :session or session_id = :payment order by received_at desc, id limit 100
            """,
            Payments.Event.class)
        .setParameter("session", payment.sessionKey())
        .setParameter("payment", payment.paymentKey())
        .getResultList();
  }

  /// As stored.
  record Sum(String account, long debits, long credits) {
    Payments.AccountSum shown() {
      return new Payments.AccountSum(account, Money.ofNanos(debits), Money.ofNanos(credits));
    }
  }

  List<Payments.AccountSum> trialBalance() {
    return session
        .createNativeQuery(
            """
            select account, bounded(coalesce(sum(amount) filter (where amount > 0), 0)),
                   bounded(coalesce(-sum(amount) filter (where amount < 0), 0))
            from journal_postings group by account order by account
            """,
            Sum.class)
        .stream()
        .map(Sum::shown)
        .toList();
  }
}
