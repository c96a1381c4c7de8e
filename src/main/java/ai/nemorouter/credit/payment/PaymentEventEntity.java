package ai.nemorouter.credit.payment;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/// An event of the payment provider that was acted on. Written once.
@Entity
@Immutable
@Table(name = "payment_events")
class PaymentEventEntity {
  @Id String id;
  String type;
  String sessionId;

  @Column(insertable = false, updatable = false)
  Instant receivedAt;
}
