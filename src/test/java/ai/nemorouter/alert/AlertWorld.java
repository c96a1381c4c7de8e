package ai.nemorouter.alert;

import ai.nemorouter.alert.channel.Channel;
import ai.nemorouter.alert.channel.ChannelSettings;
import ai.nemorouter.alert.channel.Channels;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.Receiver;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.webhook.SigningSecret;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// Limits that have been used as a test says, and a look at what was noticed and sent.
@ApplicationScoped
public class AlertWorld {
  public static final long DOLLAR = 1_000_000_000;

  private final TestDatabase database;
  private final Channels channels;
  private final AlertWatch watch;

  AlertWorld(TestDatabase database, Channels channels, AlertWatch watch) {
    this.database = database;
    this.channels = channels;
    this.watch = watch;
  }

  /// Makes a channel that posts to the receiver.
  public SigningSecret webhook(World.Place place, Receiver receiver) {
    ChannelSettings hook = new ChannelSettings("Hook", receiver.url(), 1, true);
    return Objects.requireNonNull(channels.add(place.owner(), Channel.Kind.WEBHOOK, hook).secret());
  }

  /// Uses 85 percent of a new limit on the place's team, and lets that be noticed.
  public void notice(World.Place place) {
    UUID limit = limit(place, "usd", "total", 10 * DOLLAR);
    use(place, limit, 8 * DOLLAR + DOLLAR / 2);
    watch.watch();
  }

  /// The first of the place's channels by name.
  public Channel channel(World.Place place) {
    return channels
        .list(place.owner(), new Channels.Filter("", Channels.Sort.NAME, 1))
        .items()
        .getFirst()
        .channel();
  }

  /// How each delivery stands, as in `waiting:1:503`: its state, its attempts, the last answer.
  public List<String> deliveries(World.Place place) {
    return ask(
        place,
        "select state || ':' || attempts || ':' || coalesce(last_status::text, 'null') from alert_deliveries where org_id = ?");
  }

  /// A cap on the place's team.
  public UUID limit(World.Place place, String unit, String period, long amount) {
    UUID id = Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                """
                insert into limits (org_id, id, scope, scope_id, kind, unit, period, amount)
                values (?, ?, 'team', ?, 'budget', ?, ?, ?)
                """,
                place.orgId(),
                id,
                place.teamId(),
                unit,
                period,
                amount));
    return id;
  }

  UUID credit(World.Place place, long amount) {
    UUID id = Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                """
                insert into limits (org_id, id, scope, scope_id, kind, unit, period, amount)
                values (?, ?, 'organization', ?, 'credit', 'usd', 'total', ?)
                """,
                place.orgId(),
                id,
                place.orgId(),
                amount));
    return id;
  }

  /// Sets what the limit's window has used that counts now.
  public void use(World.Place place, UUID limitId, long used) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                """
                insert into windows (org_id, limit_id, unit, starts_at, ends_at, used)
                select l.org_id, l.id, l.unit, window_start(l.period, 'UTC', l.restarted_at), window_end(l.period, 'UTC'), ?
                from limits l where l.org_id = ? and l.id = ?
                on conflict (org_id, limit_id, starts_at) do update set used = excluded.used
                """,
                used,
                place.orgId(),
                limitId));
  }

  /// Makes a window that began and ends at these distances from now, as in `-10 days` and `20
  /// days`.
  void window(World.Place place, UUID limitId, String starts, String ends, long used) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                """
                insert into windows (org_id, limit_id, unit, starts_at, ends_at, used)
                select l.org_id, l.id, l.unit, now() + ?::interval, now() + ?::interval, ?
                from limits l where l.org_id = ? and l.id = ?
                """,
                starts,
                ends,
                used,
                place.orgId(),
                limitId));
  }

  public void change(World.Place place, UUID limitId, String assignment) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update limits set %s where org_id = ? and id = ?".formatted(assignment),
                place.orgId(),
                limitId));
  }

  /// The thresholds that somebody is told of, in the order they were noticed.
  List<Integer> told(World.Place place) {
    return thresholds(place, "not passed");
  }

  List<Integer> passed(World.Place place) {
    return thresholds(place, "passed");
  }

  private List<Integer> thresholds(World.Place place, String condition) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select(
                    "select threshold from alerts where org_id = ? and %s order by id"
                        .formatted(condition),
                    place.orgId())
                .mapTo(Integer.class)
                .list());
  }

  public List<UUID> alerts(World.Place place) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select(
                    "select id from alerts where org_id = ? and not passed order by id",
                    place.orgId())
                .mapTo(UUID.class)
                .list());
  }

  /// What waits to be sent again is due at once.
  public void letTimePass(World.Place place) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update alert_deliveries set next_at = now(), leased_until = null where org_id = ?",
                place.orgId()));
  }

  public List<String> ask(World.Place place, String query) {
    return database
        .acrossOrganizations()
        .read(handle -> handle.select(query, place.orgId()).mapTo(String.class).list());
  }

  public TestDatabase database() {
    return database;
  }
}
