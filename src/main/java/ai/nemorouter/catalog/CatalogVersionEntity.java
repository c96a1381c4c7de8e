package ai.nemorouter.catalog;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// The one row that grows with every change of prices and settings. `PriceQueries` changes it.
@Entity
@SuppressWarnings("UnusedVariable")
@Table(name = "catalog_version")
class CatalogVersionEntity {
  @Id private boolean onlyRow;
  private long version;
}
