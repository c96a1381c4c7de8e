package ai.nemorouter.catalog.price;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/// That a price version stopped to count. `PriceQueries` makes and reads it.
@Entity
@Immutable
@SuppressWarnings("UnusedVariable")
@Table(name = "price_withdrawals")
class PriceWithdrawalEntity {
  @Id private long priceId;
  private String withdrawnBy;
  private Instant withdrawnAt;
}
