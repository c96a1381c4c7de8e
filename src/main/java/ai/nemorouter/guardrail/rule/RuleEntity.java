package ai.nemorouter.guardrail.rule;

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

/// A rule's row: what it applies to, and which version of it is in force.
@Entity
@Table(name = "guardrail_rules")
public class RuleEntity extends OfOrganization {
  @Id private UUID id;

  @Enumerated(EnumType.STRING)
  @Column(updatable = false)
  private Level scope;

  @Column(updatable = false)
  private UUID scopeId;

  @Column(updatable = false)
  private @Nullable UUID teamId;

  private String name;
  private int version;

  /// Asked for in queries alone, as are the end of a rule and who ended it.
  @SuppressWarnings("UnusedVariable")
  private long changed;

  @Column(updatable = false)
  private Instant createdAt;

  @SuppressWarnings("UnusedVariable")
  private @Nullable Instant deletedAt;

  @SuppressWarnings("UnusedVariable")
  private @Nullable String deletedBy;

  /// For Hibernate alone.
  protected RuleEntity() {}

  RuleEntity(UUID orgId, UUID id, Place place, String name, Instant now) {
    super(orgId);
    this.id = id;
    this.scope = place.scope().level();
    this.scopeId = place.scope().id();
    this.teamId = place.teamId();
    this.name = name;
    this.createdAt = now;
  }

  public UUID orgId() {
    return orgId;
  }

  public UUID id() {
    return id;
  }

  public RuleScope scope() {
    return new RuleScope(scope, scopeId);
  }

  public @Nullable UUID teamId() {
    return teamId;
  }

  public String name() {
    return name;
  }

  public int version() {
    return version;
  }

  /// Another version is in force.
  ///
  /// @param change the number of the change, by which nodes hear of it
  void advance(String called, long change) {
    name = called;
    version++;
    changed = change;
  }

  /// Something beside the version changed.
  public void touch(long change) {
    changed = change;
  }

  void delete(Instant at, String by, long change) {
    deletedAt = at;
    deletedBy = by;
    changed = change;
  }
}
