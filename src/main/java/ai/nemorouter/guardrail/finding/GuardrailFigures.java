package ai.nemorouter.guardrail.finding;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// What guardrails did, in figures: over time, and by rule, team and key, within the teams that the
/// actor sees. Figures are kept by the hour, so times are whole hours in UTC.
@ForActor
@ApplicationScoped
public class GuardrailFigures {
  private static final int STEPS_MAX = 1000;
  private static final int SHARES_MAX = 200;

  private static final String WHERE =
      """
       from guardrail_hours h
      where h.org_id = :orgId and h.hour >= :from and h.hour < :to
        and (:everywhere or h.team_id = any(:teams)) and (:allRules or h.rule_id = :ruleId)
      """;

  /// The index of events by rule and time leads to them.
  private static final String SHADOW =
      """
      select cast(:screened as bigint) as screened,
        count(*) filter (where e.verdict = 'blocked') as blocked,
        count(*) filter (where e.verdict = 'redacted') as redacted,
        count(*) filter (where e.verdict = 'flagged') as flagged
      from guardrail_events e
      where e.org_id = :orgId and e.rule_id = :ruleId and e.id >= :firstId and e.shadow and e.found > 0
        and (:everywhere or e.team_id = any(:teams))
      """;

  private static final String LAST_MATCHES =
      """
      select e.rule_id, max(e.at) as at from guardrail_events e
      where e.org_id = :orgId and e.id >= :firstId and e.found > 0 and (:everywhere or e.team_id = any(:teams))
      group by e.rule_id
      """;

  private final Database database;
  private final Session session;

  GuardrailFigures(Database database, Session session) {
    this.database = database;
    this.session = session;
  }

  /// @param ruleId null for all rules
  /// @param from whose hour is the first
  /// @param to whose hour is the last
  public record Period(@Nullable UUID ruleId, Instant from, Instant to) {
    Instant firstHour() {
      return from.truncatedTo(ChronoUnit.HOURS);
    }
  }

  /// When a rule matched last.
  record LastMatch(UUID ruleId, Instant at) {}

  /// How long one figure's time is.
  public enum Step {
    HOUR,
    DAY;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// By what figures are told apart.
  public enum By {
    RULE("h.rule_id", "max(h.rule_name)"),
    TEAM("h.team_id", "coalesce(scope_name(h.org_id, 'team', h.team_id), '')"),
    KEY("h.key_id", "coalesce(scope_name(h.org_id, 'key', h.key_id), '')");

    private final String column;
    private final String name;

    By(String column, String name) {
      this.column = column;
      this.name = name;
    }
  }

  /// @param start when the time begins, in UTC
  public record Point(
      Instant start,
      long screened,
      long hits,
      long found,
      long flags,
      long redactions,
      long blocks,
      long shadowHits,
      long failures,
      long tookUs) {
    public FindingFigures figures() {
      return new FindingFigures(
          screened, hits, found, flags, redactions, blocks, shadowHits, failures, tookUs);
    }
  }

  /// What a rule did in the last seven days.
  ///
  /// @param lastMatchAt null where it found nothing
  public record Week(FindingFigures figures, @Nullable Instant lastMatchAt) {
    public static final Week NONE = new Week(FindingFigures.NONE, null);
  }

  /// What one rule, team or key has of it.
  ///
  /// @param name empty for what is gone
  public record Share(
      UUID id,
      String name,
      long screened,
      long hits,
      long found,
      long flags,
      long redactions,
      long blocks,
      long shadowHits,
      long failures,
      long tookUs) {
    public FindingFigures figures() {
      return new FindingFigures(
          screened, hits, found, flags, redactions, blocks, shadowHits, failures, tookUs);
    }
  }

  /// The last 24 hours and the hour under way, by rule: in shadow mode, how many of the last day's
  /// requests a rule would have hit.
  public Map<UUID, FindingFigures> ofLastDay(Actor actor) {
    Instant now = database.now();
    Period day = new Period(null, now.minus(Duration.ofDays(1)), now);
    return shares(actor, day, By.RULE).stream()
        .collect(Collectors.toMap(Share::id, Share::figures));
  }

  /// What each rule did in the last seven days and the hour under way, and when it matched last; in
  /// two statements, however many rules there are.
  public Map<UUID, Week> ofLastWeek(Actor actor) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_GUARDRAILS);
    Instant now = database.now();
    Period week = new Period(null, now.minus(Duration.ofDays(7)), now);
    Map<UUID, Instant> matched =
        session
            .createNativeQuery(LAST_MATCHES, LastMatch.class)
            .setParameter("orgId", actor.orgId())
            .setParameter("firstId", Ids.firstAt(week.firstHour()))
            .setParameter("everywhere", reach.everywhere())
            .setParameter("teams", reach.teamIds())
            .getResultList()
            .stream()
            .collect(Collectors.toMap(LastMatch::ruleId, LastMatch::at));
    return shares(actor, week, By.RULE).stream()
        .collect(
            Collectors.toMap(
                Share::id, share -> new Week(share.figures(), matched.get(share.id()))));
  }

  /// How many of the last day's requests a rule in shadow mode would have hit, by what it would
  /// have done.
  public ShadowHits inShadow(Actor actor, UUID ruleId) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_GUARDRAILS);
    Instant now = database.now();
    Period day = new Period(ruleId, now.minus(Duration.ofDays(1)), now);
    return session
        .createNativeQuery(SHADOW, ShadowHits.class)
        .setParameter("screened", total(actor, day).screened())
        .setParameter("orgId", actor.orgId())
        .setParameter("ruleId", ruleId)
        .setParameter("firstId", Ids.firstAt(day.firstHour()))
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .getSingleResult();
  }

  public FindingFigures total(Actor actor, Period period) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_GUARDRAILS);
    return query(
            actor, reach, period, "select " + FindingFigures.SUMS + WHERE, FindingFigures.class)
        .getSingleResult();
  }

  /// The times in which anything was looked at, the earliest first.
  public List<Point> overTime(Actor actor, Period period, Step step) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_GUARDRAILS);
    Duration one = step == Step.HOUR ? Duration.ofHours(1) : Duration.ofDays(1);
    if (Duration.between(period.from(), period.to()).dividedBy(one) > STEPS_MAX) {
      throw new InvalidInputException(
          "from", "Ask for at most %d %ss at once.".formatted(STEPS_MAX, step.word()));
    }
    String sql =
        "select date_trunc('"
            + step.word()
            + "', h.hour, 'UTC') as start, "
            + FindingFigures.SUMS
            + WHERE
            + " group by 1 order by 1";
    return query(actor, reach, period, sql, Point.class).getResultList();
  }

  /// Those with the most hits first; at most 200.
  public List<Share> shares(Actor actor, Period period, By by) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_GUARDRAILS);
    String sql =
        "select "
            + by.column
            + " as id, "
            + by.name
            + " as name, "
            + FindingFigures.SUMS
            + WHERE
            + " group by h.org_id, "
            + by.column
            + " order by sum(h.hits) desc, sum(h.screened) desc, 1 limit "
            + SHARES_MAX;
    return query(actor, reach, period, sql, Share.class).getResultList();
  }

  private <T> NativeQuery<T> query(
      Actor actor, Reach reach, Period period, String sql, Class<T> type) {
    UUID ruleId = period.ruleId();
    return session
        .createNativeQuery(sql, type)
        .setParameter("orgId", actor.orgId())
        .setParameter("from", period.firstHour())
        .setParameter("to", period.to())
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .setParameter("allRules", ruleId == null)
        .setParameter("ruleId", ruleId == null ? actor.orgId() : ruleId);
  }
}
