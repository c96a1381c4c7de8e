package ai.nemorouter.signup;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/// That a person accepted a version of the terms. Written once.
@Entity
@Immutable
@IdClass(TermsAcceptanceEntity.Key.class)
@Table(name = "terms_acceptances")
class TermsAcceptanceEntity {
  @Id UUID userId;
  @Id String version;
  String url;

  @Column(insertable = false, updatable = false)
  Instant acceptedAt;

  record Key(UUID userId, String version) {}
}
