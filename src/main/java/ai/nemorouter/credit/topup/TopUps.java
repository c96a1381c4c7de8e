package ai.nemorouter.credit.topup;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.credit.purchase.Purchases;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Automatic top-up as an organization sets it. `TopUpRuns` buys.
@ForActor
@ApplicationScoped
public class TopUps {
  private final TopUpRows rows;
  private final Purchases purchases;
  private final Database database;
  private final AuditLog auditLog;

  TopUps(TopUpRows rows, Purchases purchases, Database database, AuditLog auditLog) {
    this.rows = rows;
    this.purchases = purchases;
    this.database = database;
    this.auditLog = auditLog;
  }

  public TopUp find(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return rows.of(actor.orgId()).map(TopUpEntity::shown).orElse(TopUp.NONE);
  }

  /// What went wrong before is forgotten.
  public TopUp set(Actor actor, TopUp.Terms terms) {
    actor.authorizeOrThrow(Permission.BUY_CREDIT);
    Money total = purchases.quote(actor, terms.amount()).total();
    if (terms.ceiling().compareTo(total) < 0) {
      throw new InvalidInputException(
          "ceiling", "One top-up costs %s: enter that or more.".formatted(total.display()));
    }
    TopUpEntity row = row(actor);
    if (terms.enabled() && row.methodId() == null) {
      throw new InvalidInputException("enabled", "Save a payment method first.");
    }
    TopUp.Terms before = row.terms();
    row.set(terms, actor.displayName(), purchases.email(actor));
    auditLog.record(
        actor,
        "top_up.set",
        "top-up",
        Changes.none()
            .changed("enabled", before.enabled(), terms.enabled())
            .changed("threshold_usd", before.threshold().plain(), terms.threshold().plain())
            .changed("amount_usd", before.amount().plain(), terms.amount().plain())
            .changed("ceiling_usd", before.ceiling().plain(), terms.ceiling().plain()));
    return row.shown();
  }

  /// Removes the saved payment method, which turns it off.
  public void forgetMethod(Actor actor) {
    actor.authorizeOrThrow(Permission.BUY_CREDIT);
    TopUpEntity row = row(actor);
    String label = row.shown().method();
    row.forgetMethod();
    auditLog.record(
        actor, "top_up.method_removed", "top-up", Changes.none().removed("method", label));
  }

  /// Where the saving of a payment method stands.
  ///
  /// @param customer by which the payment provider knows the organization; null before the first
  /// @param setupId a page that was opened; null for none
  record Saving(@Nullable String customer, @Nullable String setupId) {}

  Saving saving(Actor actor) {
    actor.authorizeOrThrow(Permission.BUY_CREDIT);
    Optional<TopUpEntity> row = rows.of(actor.orgId());
    return new Saving(
        row.map(known -> known.customerId).orElse(null),
        row.map(TopUpEntity::setupId).orElse(null));
  }

  void begin(Actor actor, String customer, SavedCards.Setup setup) {
    actor.authorizeOrThrow(Permission.BUY_CREDIT);
    TopUpEntity row = row(actor);
    row.customerId = customer;
    row.beginSetup(setup.id(), setup.url());
    auditLog.record(actor, "top_up.method_started", "top-up", Changes.none());
  }

  /// @param setupId the page on which it was saved
  void save(Actor actor, String setupId, SavedCards.Method method) {
    actor.authorizeOrThrow(Permission.BUY_CREDIT);
    TopUpEntity row = row(actor);
    if (setupId.equals(row.setupId())) {
      row.save(method);
      auditLog.record(
          actor, "top_up.method_saved", "top-up", Changes.none().added("method", method.label()));
    }
  }

  private TopUpEntity row(Actor actor) {
    return rows.lock(actor.orgId())
        .or(() -> {
          database.lockName("top-up of " + actor.orgId());
          return rows.lock(actor.orgId());
        })
        .orElseGet(() -> {
          TopUpEntity made =
              new TopUpEntity(
                  actor.orgId(), TopUp.NONE.terms(), actor.displayName(), purchases.email(actor));
          rows.persist(made);
          return made;
        });
  }
}
