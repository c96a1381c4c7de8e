package ai.nemorouter.alert.channel;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.alert.AlertsConfig;
import ai.nemorouter.alert.delivery.AlertSender;
import ai.nemorouter.alert.delivery.ChannelRecord;
import ai.nemorouter.alert.delivery.DeliveryRows;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.Mails;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.platform.secret.Secrets;
import ai.nemorouter.webhook.DeliveryResult;
import ai.nemorouter.webhook.SigningSecret;
import ai.nemorouter.webhook.Webhook;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Adds, changes and removes the channels of an organization's alerts.
@ApplicationScoped
public class Channels {
  public static final int CHANNELS_MAX = 50;

  private final Database database;
  private final ChannelRows rows;
  private final DeliveryRows deliveries;
  private final Constraints constraints;
  private final AuditLog audit;
  private final Secrets secrets;
  private final Mails mails;
  private final AlertSender sender;
  private final Organizations organizations;
  private final AlertsConfig config;

  Channels(
      Database database,
      ChannelRows rows,
      DeliveryRows deliveries,
      Constraints constraints,
      AuditLog audit,
      Secrets secrets,
      Mails mails,
      AlertSender sender,
      Organizations organizations,
      AlertsConfig config) {
    this.database = database;
    this.rows = rows;
    this.deliveries = deliveries;
    this.constraints = constraints;
    this.audit = audit;
    this.secrets = secrets;
    this.mails = mails;
    this.sender = sender;
    this.organizations = organizations;
    this.config = config;
  }

  /// How a list of channels is ordered.
  public enum Sort {
    NAME,
    KIND,
    NEWEST
  }

  /// @param search part of the name or target; empty for all
  /// @param reversed whether the other way round than `sort` usually is
  public record Filter(String search, Sort sort, boolean reversed, int page) {
    public Filter(String search, Sort sort, int page) {
      this(search, sort, false, page);
    }

    public Filter {
      search = search.strip();
    }
  }

  /// A channel just added.
  ///
  /// @param secret shown once; null where the channel has none
  public record Added(UUID id, @Nullable SigningSecret secret) {}

  @ForActor
  public PageOf<ListedChannel> list(Actor actor, Filter filter) {
    actor.authorizeOrThrow(Permission.VIEW_ALERTS);
    Map<UUID, ChannelRecord> records = records(actor.orgId());
    return rows.page(actor.orgId(), filter).map(channel -> listed(channel, records));
  }

  private Map<UUID, ChannelRecord> records(UUID orgId) {
    return deliveries.records(orgId).stream()
        .collect(Collectors.toMap(ChannelRecord::channelId, Function.identity()));
  }

  private static ListedChannel listed(Channel channel, Map<UUID, ChannelRecord> records) {
    return new ListedChannel(
        channel, records.getOrDefault(channel.id(), ChannelRecord.none(channel.id())));
  }

  /// Whether there is one to send alerts to.
  @ForActor
  public boolean any(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_ALERTS);
    return rows.count(actor.orgId()) > 0;
  }

  /// Whether there ever was one, removed ones included, for setups that ask as part of their own
  /// transaction.
  public boolean wereAny(UUID orgId) {
    return rows.countEver(orgId) > 0;
  }

  @ForActor
  public ListedChannel find(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.VIEW_ALERTS);
    return listed(rows.getOrThrow(actor.orgId(), id).channel(), records(actor.orgId()));
  }

  /// For a form that changes it.
  @ForActor
  public Channel findForChange(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    return rows.getOrThrow(actor.orgId(), id).channel();
  }

  /// Why no channel of that kind can be added here, as a sentence; null where it can.
  public @Nullable String obstacle(Channel.Kind kind) {
    return switch (kind) {
      case EMAIL -> mails.areAvailable() ? null : Mails.REMEDY;
      case WEBHOOK, SLACK -> secrets.areAvailable() ? null : Secrets.REMEDY;
    };
  }

  @ForActor
  public Added add(Actor actor, Channel.Kind kind, ChannelSettings wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    String obstacle = obstacle(kind);
    if (obstacle != null) {
      throw new InvalidInputException("kind", obstacle);
    }
    ChannelSettings settings = constraints.requireMet(wanted).checked(kind, config);
    requireRoom(actor.orgId());
    ChannelEntity row = new ChannelEntity(actor.orgId(), kind, actor.displayName(), database.now());
    row.set(settings, secrets, database.now());
    SigningSecret secret =
        kind == Channel.Kind.WEBHOOK ? row.renewSecret(secrets, database.now()) : null;
    rows.persist(row);
    record(actor, row.id(), "added", Changes.between(null, details(row.channel())));
    return new Added(row.id(), secret);
  }

  /// @param wanted with an empty target to keep a Slack channel's address
  @ForActor
  public void change(Actor actor, UUID id, ChannelSettings wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    ChannelEntity row = rows.lockOrThrow(actor.orgId(), id);
    Channel before = row.channel();
    constraints.requireMet(wanted);
    boolean keepsAddress = before.kind() == Channel.Kind.SLACK && wanted.target().isEmpty();
    row.set(keepsAddress ? wanted : wanted.checked(before.kind(), config), secrets, database.now());
    record(
        actor,
        id,
        "changed",
        Changes.none()
            .about("channel", before.name())
            .and(Changes.between(details(before), details(row.channel()))));
  }

  /// Stops sending, and forgets what waits to be sent, because it would come too late.
  @ForActor
  public void pause(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    ChannelEntity row = rows.lockOrThrow(actor.orgId(), id);
    Channel before = row.channel();
    row.pause(database.now());
    dropWaiting(actor, id, "The channel was paused.");
    record(actor, id, "paused", about(before).changed("live", before.isLive(), false));
  }

  /// Sends again what is noticed from now on, also to a receiver that had been gone.
  @ForActor
  public void resume(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    ChannelEntity row = rows.lockOrThrow(actor.orgId(), id);
    Channel before = row.channel();
    row.resume(database.now());
    record(actor, id, "resumed", about(before).changed("live", before.isLive(), true));
  }

  @ForActor
  public void remove(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    ChannelEntity row = rows.lockOrThrow(actor.orgId(), id);
    row.remove(database.now());
    dropWaiting(actor, id, "The channel was removed.");
    record(actor, id, "removed", Changes.between(details(row.channel()), null));
  }

  /// Gives a webhook another secret. Both sign for a day, so that the receiver can change over.
  @ForActor
  public SigningSecret rotateSecret(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    ChannelEntity row = rows.lockOrThrow(actor.orgId(), id);
    SigningSecret secret = row.renewSecret(secrets, database.now());
    record(
        actor, id, "secret_rotated", about(row.channel()).changed("secret", "stored", "replaced"));
    return secret;
  }

  /// Sends a test message, once, and waits for what becomes of it, outside any transaction.
  public DeliveryResult test(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    return database
        .inOrganization(actor.orgId(), () -> sender.test(rows.getOrThrow(actor.orgId(), id)))
        .send();
  }

  private void requireRoom(UUID orgId) {
    // One after the other, so that two that come at once do not both find the last place.
    organizations.lock(orgId);
    if (rows.count(orgId) >= CHANNELS_MAX) {
      throw new InvalidInputException(
          "name",
          "There are %d channels, which is the most. Remove one before.".formatted(CHANNELS_MAX));
    }
  }

  private void dropWaiting(Actor actor, UUID id, String reason) {
    deliveries.dropWaiting(actor.orgId(), id, reason, database.now());
  }

  private static ObjectNode details(Channel channel) {
    // The address of a webhook may have a token in it, too.
    String target = channel.isWebhook() ? Webhook.shown(channel.target()) : channel.target();
    return Json.object()
        .put("kind", channel.kind().word())
        .put("name", channel.name())
        .put("target", target)
        .put("from_percent", channel.fromPercent())
        .put("forecasts", channel.forecasts());
  }

  private static Changes about(Channel channel) {
    return Changes.none().about("name", channel.name());
  }

  private void record(Actor actor, UUID id, String action, Changes changes) {
    audit.record(actor, "alert_channel." + action, "alert_channel " + id, changes);
  }
}
