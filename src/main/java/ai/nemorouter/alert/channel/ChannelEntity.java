package ai.nemorouter.alert.channel;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.database.OfOrganization;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.secret.Secrets;
import ai.nemorouter.webhook.RotatingSecret;
import ai.nemorouter.webhook.SigningSecret;
import ai.nemorouter.webhook.Webhook;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/// A channel's row while it is being changed or sent to. What grants anything is encrypted.
@Entity
@DynamicUpdate
@Table(name = "alert_channels")
public class ChannelEntity extends OfOrganization {
  @Id private UUID id;

  @Enumerated(EnumType.STRING)
  @Column(updatable = false)
  private Channel.Kind kind;

  private String name = "";
  private String target = "";
  private @Nullable String address;

  /// Null where the channel is no webhook.
  @Embedded private @Nullable RotatingSecret signing;

  private int fromPercent;
  private boolean forecasts;
  private @Nullable Instant pausedAt;
  private @Nullable Instant goneAt;

  /// Asked for in queries alone.
  @SuppressWarnings("UnusedVariable")
  private @Nullable Instant removedAt;

  @Column(updatable = false)
  private String createdBy;

  @Column(updatable = false)
  private Instant createdAt;

  /// Read by people who look into the database.
  @SuppressWarnings("UnusedVariable")
  private Instant updatedAt;

  /// For Hibernate alone.
  protected ChannelEntity() {}

  /// Without what it is set to, and without its secrets.
  ChannelEntity(UUID orgId, Channel.Kind kind, String createdBy, Instant now) {
    super(orgId);
    this.id = Ids.next();
    this.kind = kind;
    this.signing = kind == Channel.Kind.WEBHOOK ? new RotatingSecret() : null;
    this.createdBy = createdBy;
    this.createdAt = now;
    this.updatedAt = now;
  }

  public UUID orgId() {
    return orgId;
  }

  UUID id() {
    return id;
  }

  public Channel.Kind kind() {
    return kind;
  }

  public Channel channel() {
    return new Channel(
        id,
        kind,
        name,
        target,
        fromPercent,
        forecasts,
        pausedAt,
        goneAt,
        signing == null ? null : signing.previousUntil(Instant.now()),
        createdBy,
        createdAt);
  }

  /// A receiver that was gone counts as there again when its address changes.
  ///
  /// @param settings whose target may be empty to keep a Slack address
  /// @throws InvalidInputException if this installation keeps no secrets
  void set(ChannelSettings settings, Secrets secrets, Instant now) {
    boolean keepsAddress = kind == Channel.Kind.SLACK && settings.target().isEmpty();
    if (!keepsAddress) {
      String shown = ChannelSettings.shown(kind, settings.target());
      if (kind == Channel.Kind.SLACK) {
        address = sealed(secrets, settings.target());
      }
      if (kind == Channel.Kind.SLACK || !shown.equals(target)) {
        goneAt = null;
      }
      target = shown;
    }
    name = settings.name();
    fromPercent = settings.from();
    forecasts = settings.forecasts();
    updatedAt = now;
  }

  /// Gives a webhook its secret, or another one.
  ///
  /// @throws NotFoundException if the channel is no webhook
  SigningSecret renewSecret(Secrets secrets, Instant now) {
    updatedAt = now;
    return signingOrThrow().renew(secrets, secretPlace(), now);
  }

  private RotatingSecret signingOrThrow() {
    if (signing == null) {
      throw new NotFoundException("secret");
    }
    return signing;
  }

  private String sealed(Secrets secrets, String slackAddress) {
    if (!secrets.areAvailable()) {
      throw new InvalidInputException("target", Secrets.REMEDY);
    }
    return secrets.seal(slackAddress, addressPlace());
  }

  void pause(Instant now) {
    pausedAt = now;
    updatedAt = now;
  }

  void resume(Instant now) {
    pausedAt = null;
    goneAt = null;
    updatedAt = now;
  }

  /// Its receiver says that it is gone for good.
  public void close(Instant now) {
    goneAt = now;
    updatedAt = now;
  }

  void remove(Instant now) {
    removedAt = now;
    updatedAt = now;
  }

  /// Where messages for a Slack channel or webhook go.
  ///
  /// @throws IllegalStateException if its secrets cannot be read
  public Webhook webhook(Secrets secrets, Instant now) {
    return kind == Channel.Kind.SLACK
        ? new Webhook(
            secrets.open(Objects.requireNonNull(address, "address"), addressPlace()), List.of())
        : new Webhook(target, signingOrThrow().signing(secrets, secretPlace(), now));
  }

  /// What the ciphertext of a Slack address is bound to.
  private String addressPlace() {
    return "alert_channels.address|" + orgId + "|" + id;
  }

  /// What the ciphertext of a signing secret is bound to.
  private String secretPlace() {
    return "alert_channels.secret|" + orgId + "|" + id;
  }
}
