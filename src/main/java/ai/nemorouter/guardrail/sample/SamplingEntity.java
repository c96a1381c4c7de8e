package ai.nemorouter.guardrail.sample;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/// That an organization keeps samples, and how.
@Entity
@Table(name = "guardrail_sampling")
class SamplingEntity extends OfOrganization {
  @Id private UUID id;
  private int oneIn;
  private int maximum;
  private int days;
  private boolean answers;
  private String setBy;
  private Instant setAt;

  /// For Hibernate alone.
  protected SamplingEntity() {}

  SamplingTerms terms() {
    return new SamplingTerms(oneIn, maximum, days, answers);
  }

  String setBy() {
    return setBy;
  }

  Instant setAt() {
    return setAt;
  }

  void set(SamplingTerms terms, String by, Instant at) {
    oneIn = terms.oneIn();
    maximum = terms.maximum();
    days = terms.days();
    answers = terms.answers();
    setBy = by;
    setAt = at;
  }
}
