package ai.nemorouter.usage.report;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes requests and attempts into the record of requests, at any time.
@ApplicationScoped
public class RecordedUsage {
  static final Duration APART_MAX = Duration.ofHours(5);
  private static final int AT_RANDOM = 150;

  private final TestDatabase database;

  RecordedUsage(TestDatabase database) {
    this.database = database;
  }

  /// One request of one attempt.
  ///
  /// @param provider null for a request that came to none
  public record Request(
      UUID teamId,
      UUID keyId,
      @Nullable UUID memberId,
      String model,
      @Nullable String provider,
      String status,
      long nanos,
      int durationMs) {
    public Request with(String otherModel, long otherNanos) {
      return new Request(
          teamId, keyId, memberId, otherModel, provider, status, otherNanos, durationMs);
    }

    public Request refused() {
      return new Request(teamId, keyId, memberId, model, null, "refused", 0, durationMs);
    }
  }

  public void set(World.Place place, String timezone) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update organizations set timezone = ? where id = ?", timezone, place.orgId()));
  }

  public void add(World.Place place, Instant at, Request request) {
    insert("calls", "", "", place, Ids.at(at), at, request);
  }

  /// A key of a team.
  record Sender(UUID teamId, UUID keyId) {}

  /// Requests at random moments of a time. Of one in four, the last attempt is made up to
  /// `APART_MAX` later.
  void addAtRandom(
      World.Place place, List<Sender> senders, UUID memberId, Instant from, Instant to, long seed) {
    Random random = new Random(seed);
    for (int index = 0; index < AT_RANDOM; index++) {
      Instant at = from.plusMillis(random.nextLong(Duration.between(from, to).toMillis()));
      Sender sender = senders.get(random.nextInt(senders.size()));
      Request request =
          new Request(
              sender.teamId(),
              sender.keyId(),
              random.nextBoolean() ? memberId : null,
              "m/" + random.nextInt(14),
              "p" + random.nextInt(3),
              List.of("ok", "failed", "refused", "expired").get(random.nextInt(4)),
              random.nextLong(3_000_000_000L),
              random.nextInt(5_000));
      if (random.nextInt(4) == 0) {
        Instant later = at.plusMillis(random.nextLong(APART_MAX.toMillis()));
        addOfTwoAttempts(
            place, at, request, later, request.with("m/" + random.nextInt(14), random.nextLong(9)));
      } else {
        add(place, at, request);
      }
    }
  }

  /// Sums up days that are over, and answers whether those of this organization are, but for the
  /// last two: another run may be under way, which the work is left to.
  public boolean sumUp(World.Place place) {
    int summed;
    do {
      summed =
          database
              .acrossOrganizations()
              .<Integer>inTransaction(handle ->
                  handle.createQuery("select sum_usage_days(500)").mapTo(Integer.class).one());
    } while (summed > 0);
    return database
        .acrossOrganizations()
        .<Boolean>inTransaction(handle ->
            handle
                .createQuery(
                    """
                    select exists (
                      select from usage_marks where org_id = :orgId and summed_until > now() - interval '48 hours')
                    """)
                .bind("orgId", place.orgId())
                .mapTo(Boolean.class)
                .one());
  }

  /// A request that was not sent, with the reason that was told.
  public void addRefused(World.Place place, Instant at, Request request, String reason) {
    insert("calls", ", reason", ", '" + reason + "'", place, Ids.at(at), at, request);
  }

  /// A request that started with one attempt and ended with another one, made later.
  public void addOfTwoAttempts(
      World.Place place, Instant at, Request request, Instant later, Request second) {
    UUID id = Ids.at(at);
    Request whole =
        new Request(
            second.teamId(),
            second.keyId(),
            second.memberId(),
            second.model(),
            second.provider(),
            second.status(),
            request.nanos() + second.nanos(),
            second.durationMs());
    insert("calls", ", attempts, attempts_apart", ", 2, true", place, id, at, whole);
    insert("attempts", ", request_id", ", '" + id + "'", place, id, at, request);
    insert("attempts", ", request_id", ", '" + id + "'", place, Ids.at(later), later, second);
  }

  private void insert(
      String table,
      String columns,
      String values,
      World.Place place,
      UUID id,
      Instant at,
      Request request) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle
                .createUpdate(
                    """
                    insert into %s (org_id, id, team_id, key_id, member_id, started_at, status, requested_model, model, provider,
                      streamed, cost, cost_source, prompt_tokens, cached_tokens, completion_tokens, duration_ms%s)
                    values (:orgId, :id, :teamId, :keyId, :memberId, :at, :status, :model, :model, :provider,
                      false, :nanos, 'catalog', 100, 40, 7, :durationMs%s)
                    """
                        .formatted(table, columns, values))
                .bind("orgId", place.orgId())
                .bind("id", id)
                .bind("at", at)
                .bind("teamId", request.teamId())
                .bind("keyId", request.keyId())
                .bind("memberId", request.memberId())
                .bind("status", request.status())
                .bind("model", request.model())
                .bind("provider", request.provider())
                .bind("nanos", request.nanos())
                .bind("durationMs", request.durationMs())
                .execute());
  }
}
