package ai.nemorouter.console.overview;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Filter;

/// That a person hid the first steps of an organization from themselves.
@Entity
@IdClass(HiddenStepsEntity.Key.class)
@Table(name = "hidden_first_steps")
@Filter(name = OfOrganization.FILTER, condition = OfOrganization.OWN)
class HiddenStepsEntity {
  @Id UUID orgId;
  @Id UUID userId;

  @Column(insertable = false, updatable = false)
  Instant hiddenAt;

  record Key(UUID orgId, UUID userId) {}
}
