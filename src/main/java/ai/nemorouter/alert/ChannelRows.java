package ai.nemorouter.alert;

import ai.nemorouter.platform.Secrets;
import ai.nemorouter.platform.SigningSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Reads and writes the table of channels.
final class ChannelRows {
  private ChannelRows() {}

  /// @param address encrypted; null where it is no secret
  /// @param secret encrypted; null where there is none
  record NewRow(
      UUID orgId,
      UUID id,
      Channel.Kind kind,
      ChannelSettings settings,
      String target,
      @Nullable String address,
      @Nullable String secret,
      String createdBy) {}

  /// What a message takes that people are not shown.
  public record Sealed(
      @Nullable String address, @Nullable String secret, @Nullable String previousSecret) {}

  static Optional<Channel> find(Handle handle, UUID orgId, UUID id) {
    return handle
        .createQuery(
            "select "
                + Channel.COLUMNS
                + " from alert_channels where org_id = :orgId and id = :id and removed_at is null")
        .bind("orgId", orgId)
        .bind("id", id)
        .map(ConstructorMapper.of(Channel.class))
        .findOne();
  }

  /// Where a message for that channel goes.
  ///
  /// @throws IllegalStateException if its secrets cannot be read
  static Destination destination(Handle handle, Secrets secrets, UUID orgId, Channel channel) {
    Sealed sealed =
        handle
            .createQuery(
                """
                select address, secret, case when previous_until > now() then previous_secret end as previous_secret
                from alert_channels where org_id = :orgId and id = :id
                """)
            .bind("orgId", orgId)
            .bind("id", channel.id())
            .map(ConstructorMapper.of(Sealed.class))
            .one();
    return switch (channel.kind()) {
      case EMAIL -> new Destination.Email(channel.recipients());
      case SLACK ->
          new Destination.Slack(
              secrets.open(required(sealed.address()), addressPlace(orgId, channel.id())));
      case WEBHOOK -> {
        List<SigningSecret> signing = new ArrayList<>();
        String place = secretPlace(orgId, channel.id());
        signing.add(new SigningSecret(secrets.open(required(sealed.secret()), place)));
        if (sealed.previousSecret() != null) {
          signing.add(new SigningSecret(secrets.open(sealed.previousSecret(), place)));
        }
        yield new Destination.Webhook(channel.target(), signing);
      }
    };
  }

  static void insert(Handle handle, NewRow row) {
    handle
        .createUpdate(
            """
            insert into alert_channels (org_id, id, kind, name, target, address, secret, from_percent, forecasts, created_by)
            values (:orgId, :id, :kind, :name, :target, :address, :secret, :fromPercent, :forecasts, :createdBy)
            """)
        .bind("orgId", row.orgId())
        .bind("id", row.id())
        .bind("kind", row.kind().word())
        .bind("name", row.settings().name())
        .bind("target", row.target())
        .bind("address", row.address())
        .bind("secret", row.secret())
        .bind("fromPercent", row.settings().fromPercent())
        .bind("forecasts", row.settings().forecasts())
        .bind("createdBy", row.createdBy())
        .execute();
  }

  /// A receiver that was gone counts as there again when its address changes.
  ///
  /// @param address encrypted; null to keep the one there is
  static void update(
      Handle handle,
      UUID orgId,
      UUID id,
      ChannelSettings settings,
      String target,
      @Nullable String address) {
    handle
        .createUpdate(
            """
            update alert_channels set name = :name, target = :target, address = coalesce(:address, address),
              from_percent = :fromPercent, forecasts = :forecasts, updated_at = now(),
              gone_at = case when target = :target and cast(:address as text) is null then gone_at end
            where org_id = :orgId and id = :id
            """)
        .bind("orgId", orgId)
        .bind("id", id)
        .bind("name", settings.name())
        .bind("target", target)
        .bind("address", address)
        .bind("fromPercent", settings.fromPercent())
        .bind("forecasts", settings.forecasts())
        .execute();
  }

  static void rotate(Handle handle, UUID orgId, UUID id, String secret) {
    handle
        .createUpdate(
            """
            update alert_channels set previous_secret = secret, previous_until = now() + interval '1 day',
              secret = :secret, updated_at = now()
            where org_id = :orgId and id = :id
            """)
        .bind("orgId", orgId)
        .bind("id", id)
        .bind("secret", secret)
        .execute();
  }

  /// Forgets what waits to be sent over that channel.
  static void dropWaiting(Handle handle, UUID orgId, UUID id, String reason) {
    handle.execute(
        """
        update alert_deliveries set state = 'dropped', last_error = ?, finished_at = now(), leased_until = null
        where org_id = ? and channel_id = ? and state = 'waiting'
        """,
        reason,
        orgId,
        id);
  }

  /// What the ciphertext of a Slack address is bound to.
  static String addressPlace(UUID orgId, UUID id) {
    return "alert_channels.address|" + orgId + "|" + id;
  }

  /// What the ciphertext of a signing secret is bound to.
  static String secretPlace(UUID orgId, UUID id) {
    return "alert_channels.secret|" + orgId + "|" + id;
  }

  private static String required(@Nullable String sealed) {
    if (sealed == null) {
      throw new IllegalStateException("A channel lacks its secret");
    }
    return sealed;
  }
}
