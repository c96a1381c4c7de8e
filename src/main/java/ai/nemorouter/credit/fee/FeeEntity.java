package ai.nemorouter.credit.fee;

import ai.nemorouter.money.Money;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A version of the platform fee. Written once.
@Entity
@Immutable
@Table(name = "fee_versions")
class FeeEntity {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  private int basisPoints;
  private long minimum;
  private String taxName;
  private int taxBasisPoints;

  @Enumerated(EnumType.STRING)
  private Tax.Base taxBase;

  private String setBy;

  @Column(insertable = false, updatable = false)
  private @Nullable Instant createdAt;

  /// For Hibernate alone.
  protected FeeEntity() {}

  FeeEntity(Fee fee, String setBy) {
    this.basisPoints = fee.rate().basisPoints();
    this.minimum = fee.minimum().nanos();
    this.taxName = fee.tax().name();
    this.taxBasisPoints = fee.tax().rate().basisPoints();
    this.taxBase = fee.tax().base();
    this.setBy = setBy;
  }

  FeeVersion version() {
    Tax tax = new Tax(taxName, new Percent(taxBasisPoints), taxBase);
    Fee fee = new Fee(new Percent(basisPoints), Money.ofNanos(minimum), tax);
    return new FeeVersion(id, fee, setBy, createdAt);
  }
}
