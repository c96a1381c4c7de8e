package ai.nemorouter.guardrail.sample;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A kept text, which never changes. Most columns are read by queries alone.
@Entity
@Table(name = "guardrail_samples")
class SampleEntity extends OfOrganization {
  @Id private UUID id;

  /// Null for a text that somebody saved, as are the next two.
  @SuppressWarnings("UnusedVariable")
  @Column(updatable = false)
  private @Nullable UUID callId;

  @SuppressWarnings("UnusedVariable")
  @Column(updatable = false)
  private @Nullable UUID teamId;

  @SuppressWarnings("UnusedVariable")
  @Column(updatable = false)
  private @Nullable UUID keyId;

  @SuppressWarnings("UnusedVariable")
  @Column(updatable = false)
  private String model = "";

  @SuppressWarnings("UnusedVariable")
  @Column(updatable = false)
  private boolean output;

  @SuppressWarnings("UnusedVariable")
  @Column(updatable = false)
  private int characters;

  @SuppressWarnings("UnusedVariable")
  @Column(updatable = false)
  private boolean cut;

  @Column(updatable = false)
  private String texts;

  @SuppressWarnings("UnusedVariable")
  @Column(updatable = false)
  private @Nullable String savedBy;

  @SuppressWarnings("UnusedVariable")
  @Column(updatable = false)
  private Instant keptAt;

  @SuppressWarnings("UnusedVariable")
  private Instant expiresAt;

  /// For Hibernate alone.
  protected SampleEntity() {}

  /// What a request left.
  SampleEntity(SampledRequest request, UUID id, String texts, Instant now, int days) {
    super(request.orgId());
    this.id = id;
    this.callId = request.callId();
    this.teamId = request.teamId();
    this.keyId = request.keyId();
    this.model = request.model();
    this.output = request.output();
    this.characters = request.parts().characters();
    this.cut = request.parts().isCut();
    this.texts = texts;
    this.keptAt = now;
    this.expiresAt = now.plus(Duration.ofDays(days));
  }

  /// A text that somebody saved.
  ///
  /// @param texts sealed
  SampleEntity(UUID orgId, UUID id, SavedText text, String texts, Instant now, int days) {
    super(orgId);
    this.id = id;
    this.output = text.output();
    this.characters = text.text().length();
    this.savedBy = text.savedBy();
    this.texts = texts;
    this.keptAt = now;
    this.expiresAt = now.plus(Duration.ofDays(days));
  }

  /// @param output whether it is taken for an answer
  record SavedText(String text, boolean output, String savedBy) {}

  UUID id() {
    return id;
  }

  String texts() {
    return texts;
  }
}
