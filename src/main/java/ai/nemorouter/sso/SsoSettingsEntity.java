package ai.nemorouter.sso;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Filter;
import org.jspecify.annotations.Nullable;

/// The row of what an organization decided about single sign-on, held while it is being changed.
@Entity
@Table(name = "sso_settings")
@Filter(name = OfOrganization.FILTER, condition = OfOrganization.OWN)
class SsoSettingsEntity {
  @Id private UUID orgId;
  private boolean required;
  private @Nullable String defaultRole;
  private String leavers;

  @Column(insertable = false)
  private Instant updatedAt;

  SsoSettings shown() {
    return new SsoSettings(required, defaultRole, SsoSettings.Leavers.of(leavers));
  }

  void change(SsoSettings settings, Instant at) {
    required = settings.required();
    defaultRole = settings.defaultRole();
    leavers = settings.leavers().word();
    updatedAt = at;
  }
}
