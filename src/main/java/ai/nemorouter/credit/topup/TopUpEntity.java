package ai.nemorouter.credit.topup;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An organization's automatic top-up: what it is set to, and where it stands.
@Entity
@Table(name = "top_ups")
class TopUpEntity extends OfOrganization {
  static final int FAILURES_MAX = 3;
  private static final Duration FIRST_PAUSE = Duration.ofHours(1);
  private static final int LONGER = 6;

  @Id private UUID id;
  private boolean enabled;
  private Money threshold;
  private Money amount;
  private Money ceiling;
  @Nullable String customerId;
  private @Nullable String methodId;
  private String methodLabel = "";
  private @Nullable String setupId;
  private @Nullable String setupUrl;
  @Nullable UUID pendingPurchase;
  private int failures;
  private @Nullable Instant retryAt;
  private String problem = "";

  /// Read by people who look into the database.
  @SuppressWarnings("UnusedVariable")
  private String setBy;

  private @Nullable String email;

  /// For Hibernate alone.
  protected TopUpEntity() {}

  TopUpEntity(UUID orgId, TopUp.Terms terms, String setBy, @Nullable String email) {
    super(orgId);
    this.id = Ids.next();
    set(terms, setBy, email);
  }

  UUID orgId() {
    return orgId;
  }

  TopUp.Terms terms() {
    return new TopUp.Terms(enabled, threshold, amount, ceiling);
  }

  /// What went wrong before is forgotten.
  final void set(TopUp.Terms terms, String by, @Nullable String mail) {
    enabled = terms.enabled();
    threshold = terms.threshold();
    amount = terms.amount();
    ceiling = terms.ceiling();
    setBy = by;
    email = mail;
    failures = 0;
    retryAt = null;
    problem = "";
  }

  @Nullable String methodId() {
    return methodId;
  }

  @Nullable String setupId() {
    return setupId;
  }

  /// Who is told where a top-up fails.
  @Nullable String email() {
    return email;
  }

  void beginSetup(String page, String url) {
    setupId = page;
    setupUrl = url;
  }

  void save(SavedCards.Method method) {
    methodId = method.id();
    methodLabel = method.label();
    setupId = null;
    setupUrl = null;
  }

  void forgetMethod() {
    methodId = null;
    methodLabel = "";
    enabled = false;
  }

  boolean isDue(Instant now) {
    return enabled && (retryAt == null || !retryAt.isAfter(now));
  }

  void succeeded() {
    pendingPurchase = null;
    failures = 0;
    retryAt = null;
    problem = "";
  }

  /// Waits longer each time, and stops after the third.
  void failed(String told, Instant now) {
    pendingPurchase = null;
    failures++;
    problem = told;
    if (failures >= FAILURES_MAX) {
      enabled = false;
    } else {
      retryAt = now.plus(FIRST_PAUSE.multipliedBy(failures == 1 ? 1 : LONGER));
    }
  }

  /// Asks again at that time; nothing failed.
  void wait(String told, Instant until) {
    problem = told;
    retryAt = until;
  }

  TopUp shown() {
    return new TopUp(
        terms(),
        methodId != null,
        methodLabel,
        setupUrl,
        pendingPurchase,
        failures,
        enabled ? retryAt : null,
        problem);
  }
}
