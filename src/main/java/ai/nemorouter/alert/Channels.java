package ai.nemorouter.alert;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.Mails;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import ai.nemorouter.platform.Secrets;
import ai.nemorouter.platform.SigningSecret;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// Adds, changes and removes the channels of an organization's alerts.
@ApplicationScoped
public class Channels {
  static final int CHANNELS_MAX = 50;

  private final Database database;
  private final AuditLog audit;
  private final Secrets secrets;
  private final Mails mails;
  private final Sender sender;
  private final Organizations organizations;

  Channels(
      Database database,
      AuditLog audit,
      Secrets secrets,
      Mails mails,
      Sender sender,
      Organizations organizations) {
    this.database = database;
    this.audit = audit;
    this.secrets = secrets;
    this.mails = mails;
    this.sender = sender;
    this.organizations = organizations;
  }

  /// How a list of channels is ordered.
  public enum Sort {
    NAME("lower(name), id"),
    KIND("kind, lower(name), id"),
    NEWEST("created_at desc, id");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }
  }

  /// @param search part of the name or target; empty for all
  public record Filter(String search, Sort sort, int page) {
    public Filter {
      search = search.strip();
    }
  }

  /// A channel just added.
  ///
  /// @param secret shown once; null where the channel has none
  public record Added(UUID id, @Nullable SigningSecret secret) {}

  public PageOf<Channel> list(Actor actor, Filter filter) {
    actor.authorizeOrThrow(Permission.VIEW_ALERTS);
    String found =
        " from alert_channels where org_id = :orgId and removed_at is null"
            + " and (:search = '' or strpos(lower(name || ' ' || target), lower(:search)) > 0)";
    return database
        .of(actor.orgId())
        .read(handle ->
            new PageOf<>(
                bind(
                        handle.createQuery(
                            "select "
                                + Channel.COLUMNS
                                + found
                                + " order by "
                                + filter.sort().columns
                                + " limit :limit offset :offset"),
                        actor,
                        filter)
                    .bind("limit", PageOf.SIZE)
                    .bind("offset", PageOf.offset(filter.page()))
                    .map(ConstructorMapper.of(Channel.class))
                    .list(),
                PageOf.within(filter.page()),
                bind(handle.createQuery("select count(*)" + found), actor, filter)
                    .mapTo(Long.class)
                    .one()));
  }

  /// Whether there is one to send alerts to.
  public boolean any(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_ALERTS);
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .select(
                    "select exists (select from alert_channels where org_id = ? and removed_at is null)",
                    actor.orgId())
                .mapTo(Boolean.class)
                .one());
  }

  public Channel find(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.VIEW_ALERTS);
    return database.of(actor.orgId()).read(handle -> findOrThrow(handle, actor.orgId(), id));
  }

  /// For a form that changes it.
  public Channel findForChange(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    return database.of(actor.orgId()).read(handle -> findOrThrow(handle, actor.orgId(), id));
  }

  /// Why no channel of that kind can be added here, as a sentence; null where it can.
  public @Nullable String obstacle(Channel.Kind kind) {
    return switch (kind) {
      case EMAIL -> mails.areAvailable() ? null : Mails.REMEDY;
      case WEBHOOK, SLACK -> secrets.areAvailable() ? null : Secrets.REMEDY;
    };
  }

  public Added add(Actor actor, Channel.Kind kind, ChannelSettings wanted) {
    return database.of(actor.orgId()).inTransaction(handle -> add(handle, actor, kind, wanted));
  }

  /// Adds within a transaction that is already open.
  public Added add(Handle handle, Actor actor, Channel.Kind kind, ChannelSettings wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    String obstacle = obstacle(kind);
    if (obstacle != null) {
      throw new InvalidInputException("kind", obstacle);
    }
    ChannelSettings settings = wanted.checked(kind, sender.reach());
    requireRoom(handle, actor.orgId());
    UUID id = Ids.next();
    SigningSecret secret = kind == Channel.Kind.WEBHOOK ? SigningSecret.random() : null;
    ChannelRows.insert(
        handle,
        new ChannelRows.NewRow(
            actor.orgId(),
            id,
            kind,
            settings,
            ChannelSettings.shown(kind, settings.target()),
            kind == Channel.Kind.SLACK
                ? secrets.seal(settings.target(), ChannelRows.addressPlace(actor.orgId(), id))
                : null,
            secret == null
                ? null
                : secrets.seal(secret.text(), ChannelRows.secretPlace(actor.orgId(), id)),
            actor.displayName()));
    record(handle, actor, id, "added", Changes.between(null, details(kind, settings)));
    return new Added(id, secret);
  }

  /// @param wanted with an empty target to keep a Slack channel's address
  public void change(Actor actor, UUID id, ChannelSettings wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          Channel before = findOrThrow(handle, actor.orgId(), id);
          boolean keepsAddress = before.kind() == Channel.Kind.SLACK && wanted.target().isEmpty();
          ChannelSettings settings =
              keepsAddress ? wanted : wanted.checked(before.kind(), sender.reach());
          String target =
              keepsAddress
                  ? before.target()
                  : ChannelSettings.shown(before.kind(), settings.target());
          String address =
              before.kind() == Channel.Kind.SLACK && !keepsAddress
                  ? sealed(settings.target(), ChannelRows.addressPlace(actor.orgId(), id))
                  : null;
          ChannelRows.update(handle, actor.orgId(), id, settings, target, address);
          ObjectNode after = details(before.kind(), settings);
          after.put("target", audited(before.kind(), target));
          record(
              handle,
              actor,
              id,
              "changed",
              Changes.none()
                  .about("channel", before.name())
                  .and(Changes.between(details(before), after)));
        });
  }

  /// Stops sending, and forgets what waits to be sent, because it would come too late.
  public void pause(Actor actor, UUID id) {
    end(actor, id, "paused_at", "paused");
  }

  /// Sends again what is noticed from now on, also to a receiver that had been gone.
  public void resume(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          Channel before = findOrThrow(handle, actor.orgId(), id);
          handle.execute(
              "update alert_channels set paused_at = null, gone_at = null, updated_at = now() where org_id = ? and id = ?",
              actor.orgId(),
              id);
          record(
              handle, actor, id, "resumed", about(before).changed("live", before.isLive(), true));
        });
  }

  public void remove(Actor actor, UUID id) {
    end(actor, id, "removed_at", "removed");
  }

  /// Gives a webhook another secret. Both sign for a day, so that the receiver can change over.
  public SigningSecret rotateSecret(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    return database
        .of(actor.orgId())
        .inTransaction(handle -> {
          Channel channel = findOrThrow(handle, actor.orgId(), id);
          if (!channel.isWebhook()) {
            throw new NotFoundException("secret");
          }
          SigningSecret secret = SigningSecret.random();
          ChannelRows.rotate(
              handle,
              actor.orgId(),
              id,
              sealed(secret.text(), ChannelRows.secretPlace(actor.orgId(), id)));
          record(
              handle,
              actor,
              id,
              "secret_rotated",
              about(channel).changed("secret", "stored", "replaced"));
          return secret;
        });
  }

  /// Sends a test message, once, and waits for what becomes of it.
  public Sent test(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    Channel channel = find(actor, id);
    Message message =
        database
            .of(actor.orgId())
            .read(handle ->
                Message.test(
                    Ids.next(),
                    organizations.getOrThrow(actor.orgId()),
                    sender.console(),
                    Instant.now()));
    Destination destination =
        database
            .of(actor.orgId())
            .read(handle -> ChannelRows.destination(handle, secrets, actor.orgId(), channel));
    return sender.send(destination, message);
  }

  private String sealed(String secret, String place) {
    if (!secrets.areAvailable()) {
      throw new InvalidInputException("target", Secrets.REMEDY);
    }
    return secrets.seal(secret, place);
  }

  /// @param column with the time at which it ended
  private void end(Actor actor, UUID id, String column, String action) {
    actor.authorizeOrThrow(Permission.CHANGE_ALERTS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          Channel before = findOrThrow(handle, actor.orgId(), id);
          handle.execute(
              "update alert_channels set %s = now(), updated_at = now() where org_id = ? and id = ?"
                  .formatted(column),
              actor.orgId(),
              id);
          ChannelRows.dropWaiting(handle, actor.orgId(), id, "The channel was " + action + ".");
          record(
              handle,
              actor,
              id,
              action,
              action.equals("removed")
                  ? Changes.between(details(before), null)
                  : about(before).changed("live", before.isLive(), false));
        });
  }

  private void requireRoom(Handle handle, UUID orgId) {
    // One after the other, so that two that come at once do not both find the last place.
    organizations.lock(orgId);
    List<Long> count =
        handle
            .select(
                "select count(*) from alert_channels where org_id = ? and removed_at is null",
                orgId)
            .mapTo(Long.class)
            .list();
    if (count.getFirst() >= CHANNELS_MAX) {
      throw new InvalidInputException(
          "name",
          "There are %d channels, which is the most. Remove one before.".formatted(CHANNELS_MAX));
    }
  }

  private static Channel findOrThrow(Handle handle, UUID orgId, UUID id) {
    return ChannelRows.find(handle, orgId, id).orElseThrow(() -> new NotFoundException("channel"));
  }

  private static Query bind(Query query, Actor actor, Filter filter) {
    return query.bind("orgId", actor.orgId()).bind("search", filter.search());
  }

  private static ObjectNode details(Channel.Kind kind, ChannelSettings settings) {
    return Json.object()
        .put("kind", kind.word())
        .put("name", settings.name())
        .put("target", audited(kind, settings.target()))
        .put("from_percent", settings.fromPercent())
        .put("forecasts", settings.forecasts());
  }

  private static ObjectNode details(Channel channel) {
    return Json.object()
        .put("kind", channel.kind().word())
        .put("name", channel.name())
        .put("target", audited(channel.kind(), channel.target()))
        .put("from_percent", channel.fromPercent())
        .put("forecasts", channel.forecasts());
  }

  private static Changes about(Channel channel) {
    return Changes.none().about("name", channel.name());
  }

  /// The address of a webhook may have a token in it, too.
  private static String audited(Channel.Kind kind, String target) {
    return kind == Channel.Kind.EMAIL ? target : ChannelSettings.shown(Channel.Kind.SLACK, target);
  }

  private void record(Handle handle, Actor actor, UUID id, String action, Changes changes) {
    audit.record(handle, actor, "alert_channel." + action, "alert_channel " + id, changes);
  }
}
