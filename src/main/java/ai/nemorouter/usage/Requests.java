package ai.nemorouter.usage;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.catalog.price.PriceVersion;
import ai.nemorouter.catalog.price.Prices;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.usage.story.CountedLimit;
import ai.nemorouter.usage.story.RecordedAttempt;
import ai.nemorouter.usage.story.RequestDetail;
import ai.nemorouter.usage.story.RequestStory;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Reads the record of requests of the actor's teams.
@ForActor
@ApplicationScoped
public class Requests {
  private static final String ONE =
      RequestDetail.SELECT
          + """
          where c.org_id = :orgId and (:everywhere or c.team_id = any(:teams)) and c.id = coalesce(
            (select a.request_id from attempts a where a.org_id = :orgId and a.id = :id), :id)
          """;

  private static final String ATTEMPTS =
      RecordedAttempt.SELECT
          + """
          where e.org_id = :orgId and e.request_id = :requestId and (:everywhere or e.team_id = any(:teams))
          order by e.id
          """;

  private static final String LIMITS =
      """
      select l.scope, coalesce(k.name, t.name, u.name, o.name) as name, l.kind, l.unit, l.period, l.model, l.provider,
             nullif(w.starts_at, '-infinity') as starts_at
      from calls c
      join windows w on w.org_id = c.org_id and w.id = any(c.window_ids)
      join limits l on l.org_id = w.org_id and l.id = w.limit_id
      join organization_records o on o.id = l.org_id
      left join team_records t on t.org_id = l.org_id and t.id = l.scope_id
      left join key_records k on k.org_id = l.org_id and k.id = l.scope_id
      left join users u on l.scope = 'member' and u.id = l.scope_id
      where c.org_id = :orgId and c.id = :id and (:everywhere or c.team_id = any(:teams))
        and case when l.kind = 'credit' then :credit when l.scope in ('team', 'key')
          then :allLimits or c.team_id = any(:limitTeams) else :allLimits end
      order by array_position(array['organization', 'team', 'member', 'key'], l.scope), l.kind desc,
        array_position(array['usd', 'tokens', 'requests', 'in_flight'], l.unit), l.period
      """;

  private final Session session;
  private final Prices prices;

  Requests(Session session, Prices prices) {
    this.session = session;
    this.prices = prices;
  }

  public List<RequestRow> latest(Actor actor, int count) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_CALLS);
    RequestSelection all =
        new RequestSelection(
            actor.orgId(), reach, RequestFilter.ALL, new Cursor(null, null), Instant.now());
    return rows(all, count);
  }

  /// The latest requests that the person was charged for, in whichever team.
  public List<RequestRow> latestOf(Actor.Person person, int count) {
    RequestFilter own =
        new RequestFilter(
            null, null, null, "", null, RequestTimes.ALL, "", person.userId().toString(), "", "");
    return rows(
        new RequestSelection(
            person.orgId(), Reach.EVERYWHERE, own, new Cursor(null, null), Instant.now()),
        count);
  }

  /// @param cursor where to go on; from the newest request where it names none
  public RequestPage page(Actor actor, RequestFilter filter, Cursor cursor) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_CALLS);
    List<RequestRow> found =
        rows(
            new RequestSelection(actor.orgId(), reach, filter, cursor, Instant.now()),
            RequestPage.SIZE + 1);
    boolean more = found.size() > RequestPage.SIZE;
    boolean upwards = cursor.after() != null;
    List<RequestRow> shown = found;
    if (more) {
      shown = upwards ? found.subList(1, found.size()) : found.subList(0, RequestPage.SIZE);
    }
    if (shown.isEmpty()) {
      return new RequestPage(shown, null, null);
    }
    boolean hasNewer = upwards ? more : cursor.before() != null;
    boolean hasOlder = upwards || more;
    return new RequestPage(
        shown, hasNewer ? shown.getFirst().id() : null, hasOlder ? shown.getLast().id() : null);
  }

  /// @param id of a request or of one of its attempts
  public RequestDetail find(Actor actor, UUID id) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_CALLS);
    return session
        .createNativeQuery(ONE, RequestDetail.class)
        .setParameter("orgId", actor.orgId())
        .setParameter("id", id)
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .uniqueResultOptional()
        .orElseThrow(() -> new NotFoundException("request"));
  }

  /// All that is recorded of a request, in the order in which it happened.
  ///
  /// @param id of a request or of one of its attempts
  public RequestStory story(Actor actor, UUID id) {
    RequestDetail request = find(actor, id);
    List<RecordedAttempt> attempts = attempts(actor, request.id());
    List<Long> priceIds =
        attempts.stream()
            .flatMap(attempt -> Stream.ofNullable(attempt.priceId()))
            .distinct()
            .toList();
    Map<Long, PriceVersion> versions =
        prices.versions(priceIds).stream()
            .collect(Collectors.toMap(PriceVersion::id, Function.identity()));
    return new RequestStory(request, attempts, limits(actor, request.id()), versions);
  }

  /// The requests before and after one under the same filter, or of the same key where there is
  /// none.
  public Neighbours neighbours(Actor actor, RequestDetail request, RequestFilter filter) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_CALLS);
    RequestFilter narrowed =
        filter.parameters().isEmpty() ? RequestFilter.ofKey(request.keyId()) : filter;
    Instant now = Instant.now();
    return new Neighbours(
        next(
            new RequestSelection(
                actor.orgId(), reach, narrowed, new Cursor(null, request.id()), now)),
        next(
            new RequestSelection(
                actor.orgId(), reach, narrowed, new Cursor(request.id(), null), now)),
        filter);
  }

  private @Nullable UUID next(RequestSelection selection) {
    return selection
        .query(session, "select c.id from calls c ", UUID.class, 1)
        .uniqueResultOptional()
        .orElse(null);
  }

  /// The attempts of a request, in the order in which they were made.
  public List<RecordedAttempt> attempts(Actor actor, UUID requestId) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_CALLS);
    return session
        .createNativeQuery(ATTEMPTS, RecordedAttempt.class)
        .setParameter("orgId", actor.orgId())
        .setParameter("requestId", requestId)
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .getResultList();
  }

  /// The limits that a request was held and settled on, those that one may see: within one's teams
  /// not the credit and the limits of the whole organization and of people.
  public List<CountedLimit> limits(Actor actor, UUID id) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_CALLS);
    Reach limits = actor.rights().reach(Permission.VIEW_LIMITS);
    return session
        .createNativeQuery(LIMITS, CountedLimit.class)
        .setParameter("orgId", actor.orgId())
        .setParameter("id", id)
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .setParameter("credit", actor.may(Permission.VIEW_CREDIT))
        .setParameter("allLimits", limits.everywhere())
        .setParameter("limitTeams", limits.teamIds())
        .getResultList();
  }

  /// Where a page begins: requests older than `before`, or newer than `after`.
  public record Cursor(@Nullable UUID before, @Nullable UUID after) {}

  private List<RequestRow> rows(RequestSelection selection, int count) {
    List<RequestRow> rows =
        selection.query(session, RequestRow.SELECT, RequestRow.class, count).getResultList();
    return selection.isUpwards() ? rows.reversed() : rows;
  }
}
