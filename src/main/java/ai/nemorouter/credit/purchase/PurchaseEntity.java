package ai.nemorouter.credit.purchase;

import ai.nemorouter.credit.fee.Fee;
import ai.nemorouter.credit.fee.FeeVersion;
import ai.nemorouter.credit.fee.Percent;
import ai.nemorouter.credit.fee.Quote;
import ai.nemorouter.credit.fee.Tax;
import ai.nemorouter.credit.payment.PaymentSession;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A purchase's row. What it costs stays; where it is changes.
@Entity
@Table(name = "purchases")
public class PurchaseEntity extends OfOrganization {
  @Id private UUID id;

  @Enumerated(EnumType.STRING)
  private Purchase.Status status;

  @Column(updatable = false)
  private long credit;

  @Column(updatable = false)
  private long fee;

  @Column(updatable = false)
  private long tax;

  @Column(updatable = false)
  private long total;

  @Column(updatable = false)
  private long feeVersion;

  @Column(updatable = false)
  private int feeBasisPoints;

  @Column(updatable = false)
  private long feeMinimum;

  @Column(updatable = false)
  private String taxName;

  @Column(updatable = false)
  private int taxBasisPoints;

  @Enumerated(EnumType.STRING)
  @Column(updatable = false)
  private Tax.Base taxBase;

  @Column(updatable = false)
  private String buyerName;

  @Column(updatable = false)
  private @Nullable String buyerEmail;

  private @Nullable String sessionId;
  private @Nullable String paymentId;
  private String origin = "buyer";
  private @Nullable Long paidCents;
  private @Nullable String paidCurrency;
  private @Nullable String checkoutUrl;
  private String problem = "";

  @Column(updatable = false)
  private Instant createdAt;

  Instant checkedAt;
  private @Nullable Instant paidAt;
  private @Nullable Long receiptNumber;
  private @Nullable String receiptSeller;
  private @Nullable String receiptBuyer;
  @Nullable Instant mailedAt;
  int mailAttempts;

  /// For Hibernate alone.
  protected PurchaseEntity() {}

  public PurchaseEntity(
      UUID orgId, UUID id, Quote quote, FeeVersion version, Buyer buyer, Instant now) {
    super(orgId);
    this.id = id;
    this.status = Purchase.Status.CREATED;
    this.credit = quote.credit().nanos();
    this.fee = quote.fee().nanos();
    this.tax = quote.tax().nanos();
    this.total = quote.total().nanos();
    this.feeVersion = version.number();
    this.feeBasisPoints = version.fee().rate().basisPoints();
    this.feeMinimum = version.fee().minimum().nanos();
    this.taxName = version.fee().tax().name();
    this.taxBasisPoints = version.fee().tax().rate().basisPoints();
    this.taxBase = version.fee().tax().base();
    this.buyerName = buyer.name();
    this.buyerEmail = buyer.email();
    this.createdAt = now;
    this.checkedAt = now;
  }

  /// Who buys.
  ///
  /// @param email null for a program
  public record Buyer(String name, @Nullable String email) {}

  public UUID id() {
    return id;
  }

  public UUID orgId() {
    return orgId;
  }

  public Purchase.Status status() {
    return status;
  }

  public String buyerName() {
    return buyerName;
  }

  public Instant createdAt() {
    return createdAt;
  }

  public Quote quote() {
    return new Quote(
        Money.ofNanos(credit), Money.ofNanos(fee), Money.ofNanos(tax), Money.ofNanos(total));
  }

  /// Whether the payment provider knows it under that session, or under none yet.
  public boolean isOf(String session) {
    return sessionId == null || sessionId.equals(session);
  }

  public void open(String session, String url) {
    sessionId = session;
    checkoutUrl = url;
    if (status == Purchase.Status.CREATED) {
      status = Purchase.Status.OPEN;
    }
  }

  /// There is no payment page: a saved payment method is charged.
  public void topUp() {
    origin = "top_up";
  }

  boolean isTopUp() {
    return origin.equals("top_up");
  }

  /// What the payment provider knows the payment by, once there is one.
  public void paidBy(@Nullable String payment) {
    if (payment != null) {
      paymentId = payment;
    }
  }

  /// What was paid, where that is not what was agreed on.
  public void paidOther(long cents, String currency) {
    paidCents = cents;
    paidCurrency = currency;
  }

  public void become(Purchase.Status next, String told, Instant now) {
    status = next;
    problem = told;
    checkedAt = now;
  }

  public void pay(long number, String seller, String buyer, Instant now) {
    become(Purchase.Status.PAID, "", now);
    paidAt = now;
    receiptNumber = number;
    receiptSeller = seller;
    receiptBuyer = buyer;
  }

  /// Notes that the receipt's letter left, or did not.
  void mailed(boolean left, Instant now) {
    mailAttempts++;
    mailedAt = left ? now : null;
  }

  /// Where the receipt goes; null for a program.
  public @Nullable String buyerEmail() {
    return buyerEmail;
  }

  public @Nullable String sessionId() {
    return sessionId;
  }

  public @Nullable String paymentId() {
    return paymentId;
  }

  /// As in `104.99 USD`; empty where what was agreed on was paid.
  public String paidInstead() {
    return paidCents == null || paidCurrency == null
        ? ""
        : PaymentSession.shown(paidCents, paidCurrency);
  }

  public Purchase shown() {
    Tax taxed = new Tax(taxName, new Percent(taxBasisPoints), taxBase);
    Purchase.Receipt receipt =
        receiptNumber == null
            ? null
            : new Purchase.Receipt(
                receiptNumber,
                Objects.requireNonNullElse(receiptSeller, ""),
                Objects.requireNonNullElse(receiptBuyer, ""));
    return new Purchase(
        orgId,
        id,
        status,
        quote(),
        new Fee(new Percent(feeBasisPoints), Money.ofNanos(feeMinimum), taxed),
        buyerName,
        problem,
        Objects.requireNonNullElse(checkoutUrl, ""),
        createdAt,
        paidAt,
        receipt);
  }
}
