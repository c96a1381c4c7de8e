package ai.nemorouter.audit;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Filter;
import org.jspecify.annotations.Nullable;

/// How an organization keeps its log, while that is being changed.
@Entity
@Table(name = "audit_settings")
@Filter(name = OfOrganization.FILTER, condition = OfOrganization.OWN)
class AuditSettingsEntity {
  @Id private UUID orgId;
  private @Nullable Integer keepDays;

  @Column(insertable = false)
  private Instant updatedAt;

  @Nullable Integer keepDays() {
    return keepDays;
  }

  void keep(@Nullable Integer days, Instant now) {
    keepDays = days;
    updatedAt = now;
  }
}
