package ai.nemorouter.credit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.limit.CreditLimit;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Books what is left of promotions when their time is over. Every node does it; the lock on the
/// organization's credit lets one at a time, and the second finds it done.
@ApplicationScoped
class CreditExpiry {
  private static final int AT_ONCE = 50;

  private final CreditGrantRows grants;
  private final CreditBook book;
  private final CreditLimit limit;
  private final Database database;
  private final AuditLog auditLog;

  CreditExpiry(
      CreditGrantRows grants,
      CreditBook book,
      CreditLimit limit,
      Database database,
      AuditLog auditLog) {
    this.grants = grants;
    this.book = book;
    this.limit = limit;
    this.database = database;
    this.auditLog = auditLog;
  }

  private record Due(UUID orgId, UUID grantId) {}

  @Scheduled(every = "1m", delayed = "20s", concurrentExecution = ConcurrentExecution.SKIP)
  void expireDue() {
    List<Due> due =
        database.inInstallation(() ->
            grants.due(database.now(), AT_ONCE).stream()
                .map(grant -> new Due(grant.orgId(), grant.id()))
                .toList());
    for (Due each : due) {
      database.inInstallation(() -> {
        expire(each);
        return true;
      });
    }
  }

  private void expire(Due due) {
    book.lock(due.orgId());
    grants
        .get(due.orgId(), due.grantId())
        .filter(grant -> !grant.isExpired())
        .ifPresent(this::expire);
  }

  /// What calls under way hold of it stays usable until they are over; the rest is gone now.
  private void expire(CreditGrantEntity grant) {
    Instant heldOverAt = grant.heldOverAt;
    boolean first = heldOverAt == null;
    Money held =
        heldOverAt == null
            ? book.balance(grant.orgId()).held()
            : limit.heldBefore(grant.orgId(), heldOverAt);
    Money free = book.free(grant.orgId(), held).getOrDefault(grant.id(), Money.ZERO);
    Money kept = grant.remaining().minus(free);
    if (!first && !kept.isZero()) {
      return;
    }
    if (!free.isZero()) {
      write(grant, free, kept, first);
    }
    if (kept.isZero()) {
      grant.expire(database.now());
    } else {
      grant.heldOverAt = database.now();
    }
  }

  private void write(CreditGrantEntity grant, Money expired, Money kept, boolean first) {
    String note =
        kept.isZero()
            ? "Promotional credit expired"
            : "Promotional credit expired; calls under way hold %s of it".formatted(kept.display());
    JournalEntryEntity entry =
        new JournalEntryEntity(grant.orgId(), JournalEntry.Kind.EXPIRY, note, "expiry")
            .about(grant.id(), first ? "expired" : "released");
    book.expire(grant, entry, expired);
    auditLog.record(
        new Actor.Setup(grant.orgId()),
        "credit.expired",
        "credit",
        Changes.none().about("expired_usd", expired.plain()).about("held_usd", kept.plain()));
  }
}
