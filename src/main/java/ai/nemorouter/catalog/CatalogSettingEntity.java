package ai.nemorouter.catalog;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// The row of what an operator decided about a model. `PriceQueries` makes, changes and reads it.
@Entity
@IdClass(CatalogSettingEntity.Key.class)
@SuppressWarnings("UnusedVariable")
@Table(name = "catalog_settings")
class CatalogSettingEntity {
  @Id private String provider;
  @Id private String model;
  private boolean disabled;
  private boolean deprecated;
  private @Nullable String successor;
  private @Nullable LocalDate retiresOn;
  private String changedBy;
  private Instant changedAt;

  record Key(String provider, String model) {}
}
