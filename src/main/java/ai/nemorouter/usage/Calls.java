package ai.nemorouter.usage;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.NotFoundException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Reads the record of requests of the actor's teams.
@ApplicationScoped
public class Calls {
  static final String ROW =
      """
      select c.id, c.started_at, c.status, c.reason, c.requested_model, c.model, c.operation, c.key_id,
             k.name as key_name, c.team_id, t.name as team_name, c.prompt_tokens, c.completion_tokens, c.units, p.unit, c.held,
             c.cost, c.cost_source, c.own_provider, c.streamed, c.duration_ms, c.attempts
      from calls c
      left join prices p on p.id = c.price_id
      join key_records k on k.org_id = c.org_id and k.id = c.key_id
      join teams t on t.org_id = c.org_id and t.id = c.team_id
      """;

  private final Database database;

  Calls(Database database) {
    this.database = database;
  }

  public List<CallRow> latest(Actor actor, int count) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_CALLS);
    CallSelection all =
        new CallSelection(
            actor.orgId(), reach, CallFilter.ALL, new Cursor(null, null), Instant.now());
    return database.of(actor.orgId()).read(handle -> rows(handle, all, count));
  }

  /// @param cursor where to go on; from the newest call where it names none
  public CallPage page(Actor actor, CallFilter filter, Cursor cursor) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_CALLS);
    CallSelection selection =
        new CallSelection(actor.orgId(), reach, filter, cursor, Instant.now());
    List<CallRow> found =
        database.of(actor.orgId()).read(handle -> rows(handle, selection, CallPage.SIZE + 1));
    boolean more = found.size() > CallPage.SIZE;
    boolean upwards = cursor.after() != null;
    List<CallRow> shown = found;
    if (more) {
      shown = upwards ? found.subList(1, found.size()) : found.subList(0, CallPage.SIZE);
    }
    if (shown.isEmpty()) {
      return new CallPage(shown, null, null);
    }
    boolean hasNewer = upwards ? more : cursor.before() != null;
    boolean hasOlder = upwards || more;
    return new CallPage(
        shown, hasNewer ? shown.getFirst().id() : null, hasOlder ? shown.getLast().id() : null);
  }

  /// @param callId of a request or of one of its attempts
  public CallDetail find(Actor actor, UUID callId) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_CALLS);
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    """
                    select c.*, c.refusal::text as refusal_json, k.name as key_name, k.last_four,
                           t.name as team_name, person_charged(c.org_id, c.member_id) as person, p.input as input_price, p.cached_input as cached_price,
                           p.cache_write as cache_write_price, p.output as output_price, p.unit, p.unit_price, p.source as price_source
                    from calls c
                    join key_records k on k.org_id = c.org_id and k.id = c.key_id
                    join teams t on t.org_id = c.org_id and t.id = c.team_id
                    left join prices p on p.id = c.price_id
                    where c.org_id = :orgId and (:everywhere or c.team_id = any(:teams)) and c.id = coalesce(
                      (select a.request_id from attempts a where a.org_id = :orgId and a.id = :callId), :callId)
                    """)
                .bind("orgId", actor.orgId())
                .bind("callId", callId)
                .bind("everywhere", reach.everywhere())
                .bind("teams", reach.teamIds())
                .map(ConstructorMapper.of(CallDetail.class))
                .findOne()
                .orElseThrow(() -> new NotFoundException("request")));
  }

  /// The attempts of a request, in the order in which they were made.
  public List<Attempt> attempts(Actor actor, UUID requestId) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_CALLS);
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    """
                    select e.*, min(e.started_at) over () as begun_at from every_attempt e
                    where e.org_id = :orgId and e.request_id = :requestId and (:everywhere or e.team_id = any(:teams))
                    order by e.id
                    """)
                .bind("orgId", actor.orgId())
                .bind("requestId", requestId)
                .bind("everywhere", reach.everywhere())
                .bind("teams", reach.teamIds())
                .map(ConstructorMapper.of(Attempt.class))
                .list());
  }

  /// The limits that a call was held and settled on, those that one may see: within one's teams not
  /// the credit and the limits of the whole organization and of people.
  public List<CountedLimit> limits(Actor actor, UUID callId) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_CALLS);
    Reach limits = actor.rights().reach(Permission.VIEW_LIMITS);
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    """
                    select l.scope, coalesce(k.name, t.name, u.name, o.name) as name, l.kind, l.unit, l.period, l.model, l.provider,
                           effective_amount(l) as amount, w.used, w.held, nullif(w.starts_at, '-infinity') as starts_at
                    from calls c
                    join windows w on w.org_id = c.org_id and w.id = any(c.window_ids)
                    join limits l on l.org_id = w.org_id and l.id = w.limit_id
                    join organization_records o on o.id = l.org_id
                    left join teams t on t.org_id = l.org_id and t.id = l.scope_id
                    left join key_records k on k.org_id = l.org_id and k.id = l.scope_id
                    left join users u on l.scope = 'member' and u.id = l.scope_id
                    where c.org_id = :orgId and c.id = :callId and (:everywhere or c.team_id = any(:teams))
                      and case when l.kind = 'credit' then :credit when l.scope in ('team', 'key')
                        then :allLimits or c.team_id = any(:limitTeams) else :allLimits end
                    order by array_position(array['organization', 'team', 'member', 'key'], l.scope), l.kind desc,
                      array_position(array['usd', 'tokens', 'requests', 'in_flight'], l.unit), l.period
                    """)
                .bind("orgId", actor.orgId())
                .bind("callId", callId)
                .bind("everywhere", reach.everywhere())
                .bind("teams", reach.teamIds())
                .bind("credit", actor.may(Permission.VIEW_CREDIT))
                .bind("allLimits", limits.everywhere())
                .bind("limitTeams", limits.teamIds())
                .map(ConstructorMapper.of(CountedLimit.class))
                .list());
  }

  /// Where a page begins: calls older than `before`, or newer than `after`.
  public record Cursor(@Nullable UUID before, @Nullable UUID after) {}

  private static List<CallRow> rows(Handle handle, CallSelection selection, int count) {
    List<CallRow> rows =
        selection.query(handle, ROW, count).map(ConstructorMapper.of(CallRow.class)).list();
    return selection.isUpwards() ? rows.reversed() : rows;
  }
}
