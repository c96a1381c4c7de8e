package ai.nemorouter.alert.channel;

import ai.nemorouter.alert.delivery.Destination;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.database.OfOrganization;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.secret.Secrets;
import ai.nemorouter.platform.secret.SigningSecret;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
  private static final Duration BOTH_SIGN = Duration.ofDays(1);

  @Id private UUID id;

  @Enumerated(EnumType.STRING)
  @Column(updatable = false)
  private Channel.Kind kind;

  private String name = "";
  private String target = "";
  private @Nullable String address;
  private @Nullable String secret;
  private @Nullable String previousSecret;
  private @Nullable Instant previousUntil;
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
    this.createdBy = createdBy;
    this.createdAt = now;
    this.updatedAt = now;
  }

  UUID id() {
    return id;
  }

  Channel.Kind kind() {
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
        previousUntil,
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
        address = sealed(secrets, settings.target(), addressPlace());
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

  /// Gives it another signing secret; the one before signs as well for a day.
  void sign(SigningSecret wanted, Secrets secrets, Instant now) {
    if (secret != null) {
      previousSecret = secret;
      previousUntil = now.plus(BOTH_SIGN);
    }
    secret = sealed(secrets, wanted.text(), secretPlace());
    updatedAt = now;
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

  /// Where a message for it goes.
  ///
  /// @throws IllegalStateException if its secrets cannot be read
  public Destination destination(Secrets secrets, Instant now) {
    return switch (kind) {
      case EMAIL -> new Destination.Email(channel().recipients());
      case SLACK ->
          new Destination.Slack(
              secrets.open(Objects.requireNonNull(address, "address"), addressPlace()));
      case WEBHOOK -> {
        List<SigningSecret> signing = new ArrayList<>();
        signing.add(opened(secrets, Objects.requireNonNull(secret, "secret")));
        if (previousSecret != null && previousUntil != null && previousUntil.isAfter(now)) {
          signing.add(opened(secrets, previousSecret));
        }
        yield new Destination.Webhook(target, signing);
      }
    };
  }

  private SigningSecret opened(Secrets secrets, String sealed) {
    return new SigningSecret(secrets.open(sealed, secretPlace()));
  }

  private static String sealed(Secrets secrets, String text, String place) {
    if (!secrets.areAvailable()) {
      throw new InvalidInputException("target", Secrets.REMEDY);
    }
    return secrets.seal(text, place);
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
