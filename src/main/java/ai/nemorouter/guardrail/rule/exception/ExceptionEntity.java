package ai.nemorouter.guardrail.rule.exception;

import ai.nemorouter.guardrail.rule.Level;
import ai.nemorouter.guardrail.rule.RuleEntity;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The row of an exception from a rule. It stays; only its end comes earlier.
@Entity
@Table(name = "guardrail_exceptions")
class ExceptionEntity extends OfOrganization {
  @Id private UUID id;

  @Column(updatable = false)
  private UUID ruleId;

  @Enumerated(EnumType.STRING)
  @Column(updatable = false)
  private Level scope;

  @Column(updatable = false)
  private UUID scopeId;

  @Column(updatable = false)
  private String owner;

  @Column(updatable = false)
  private String reason;

  @Column(updatable = false)
  private String grantedBy;

  @Column(updatable = false)
  private Instant grantedAt;

  @Column(updatable = false)
  private Instant endsAt;

  private @Nullable Instant endedAt;

  /// Read by people who look into the database.
  @SuppressWarnings("UnusedVariable")
  private @Nullable String endedBy;

  /// For Hibernate alone.
  protected ExceptionEntity() {}

  ExceptionEntity(RuleEntity rule, UUID id, RuleScope place, Grant grant, String by, Instant now) {
    super(rule.orgId());
    this.id = id;
    this.ruleId = rule.id();
    this.scope = place.level();
    this.scopeId = place.id();
    this.owner = grant.owner();
    this.reason = grant.reason();
    this.endsAt = grant.endsAt();
    this.grantedBy = by;
    this.grantedAt = now;
  }

  UUID id() {
    return id;
  }

  UUID ruleId() {
    return ruleId;
  }

  RuleScope scope() {
    return new RuleScope(scope, scopeId);
  }

  String owner() {
    return owner;
  }

  Instant endsAt() {
    return endsAt;
  }

  boolean isOver(Instant now) {
    return endedAt != null || !endsAt.isAfter(now);
  }

  void end(Instant at, String by) {
    endedAt = at;
    endedBy = by;
  }
}
