package ai.nemorouter.usage;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.provider.dialect.Operation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/// What a list of requests can be narrowed to. What it is narrowed to is among the choices,
/// whatever it is.
@ForActor
@ApplicationScoped
public class RequestFilterChoices {
  private static final int MOST = 500;
  private static final int SUGGESTED_MOST = 100;
  private static final String NOBODY = "Unassigned (service keys)";

  private static final String TEAMS =
      """
      select t.id, t.name from team_records t where t.org_id = :orgId and (:everywhere or t.id = any(:teams))
      order by t.archived_at is not null, lower(t.name), t.id limit :most
      """;
  private static final String KEYS =
      """
      select k.id, k.name || ' (' || t.name || case when k.revoked_at is null then ')' else ', revoked)' end as name
      from key_records k join team_records t on t.org_id = k.org_id and t.id = k.team_id
      where k.org_id = :orgId and (:everywhere or k.team_id = any(:teams))
      order by k.revoked_at is not null, lower(k.name), k.id limit :most
      """;
  private static final String MEMBERS =
      """
      select m.user_id, m.name || ', ' || m.email as name from member_records m where m.org_id = :orgId
      order by lower(m.name), m.user_id limit :most
      """;

  /// What was used in the last thirty days that are summed up.
  private static final String USED =
      """
      select distinct d.%s as name from usage_days d
      where d.org_id = :orgId and d.starts > now() - interval '30 days' and d.%s is not null
        and (:everywhere or d.team_id = any(:teams))
      order by 1 limit :most
      """;

  /// From one reason to the next in their index, however many requests there are.
  private static final String REASONS =
      """
      with recursive reasons as (
        (select c.reason from calls c where c.org_id = :orgId and c.reason > '' order by c.reason limit 1)
        union all
        select (select c.reason from calls c where c.org_id = :orgId and c.reason > r.reason order by c.reason limit 1)
          from reasons r where r.reason is not null)
      select r.reason as name from reasons r where r.reason is not null limit :most
      """;

  private final Session session;

  RequestFilterChoices(Session session) {
    this.session = session;
  }

  public record Choice(UUID id, String name) {}

  record Suggestion(String name) {}

  /// @param members empty for users who may not see them
  /// @param memberName the member that the list is narrowed to; empty if it is not narrowed
  /// @param models suggested, as `providers` and `reasons` are: others may be typed
  public record Choices(
      List<Choice> teams,
      List<Choice> keys,
      List<Choice> members,
      String memberName,
      List<String> models,
      List<String> providers,
      List<String> reasons) {
    public Choices {
      teams = List.copyOf(teams);
      keys = List.copyOf(keys);
      members = List.copyOf(members);
      models = List.copyOf(models);
      providers = List.copyOf(providers);
      reasons = List.copyOf(reasons);
    }

    public List<RequestStatus> statuses() {
      return List.of(RequestStatus.values());
    }

    public List<Operation> operations() {
      return List.of(Operation.values());
    }

    public List<TimeRange> ranges() {
      return List.of(TimeRange.HOUR, TimeRange.DAY, TimeRange.WEEK, TimeRange.MONTH, TimeRange.ALL);
    }

    String team(UUID id) {
      return name(teams, id, "A team that does not exist");
    }

    String key(UUID id) {
      return name(keys, id, "A key that does not exist");
    }

    private static String name(List<Choice> choices, UUID id, String otherwise) {
      return choices.stream()
          .filter(choice -> choice.id().equals(id))
          .map(Choice::name)
          .findFirst()
          .orElse(otherwise);
    }
  }

  Choices of(Actor actor, RequestFilter filter) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_CALLS);
    boolean people = actor.may(Permission.VIEW_MEMBERS);
    return new Choices(
        choices(TEAMS, actor, reach),
        withKey(actor, reach, filter, choices(KEYS, actor, reach)),
        people ? members(actor) : List.of(),
        memberName(actor, filter, people),
        suggestions(USED.formatted("model", "model"), actor, reach),
        suggestions(USED.formatted("provider", "provider"), actor, reach),
        session
            .createNativeQuery(REASONS, Suggestion.class)
            .setParameter("orgId", actor.orgId())
            .setParameter("most", SUGGESTED_MOST)
            .getResultStream()
            .map(Suggestion::name)
            .toList());
  }

  private List<Choice> choices(String sql, Actor actor, Reach reach) {
    return within(session.createNativeQuery(sql, Choice.class), actor, reach, MOST).getResultList();
  }

  private List<String> suggestions(String sql, Actor actor, Reach reach) {
    NativeQuery<Suggestion> query = session.createNativeQuery(sql, Suggestion.class);
    return within(query, actor, reach, SUGGESTED_MOST)
        .getResultStream()
        .map(Suggestion::name)
        .toList();
  }

  private static <T> NativeQuery<T> within(
      NativeQuery<T> query, Actor actor, Reach reach, int most) {
    return query
        .setParameter("orgId", actor.orgId())
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .setParameter("most", most);
  }

  /// One of more keys than are listed.
  private List<Choice> withKey(
      Actor actor, Reach reach, RequestFilter filter, List<Choice> listed) {
    UUID keyId = filter.keyId();
    if (keyId == null || listed.stream().anyMatch(choice -> choice.id().equals(keyId))) {
      return listed;
    }
    List<Choice> all = new ArrayList<>(listed);
    session
        .createNativeQuery(
            """
            select id, name from key_records where org_id = :orgId and id = :keyId and (:everywhere or team_id = any(:teams))
            """,
            Choice.class)
        .setParameter("orgId", actor.orgId())
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .setParameter("keyId", keyId)
        .uniqueResultOptional()
        .ifPresent(all::add);
    return all;
  }

  private List<Choice> members(Actor actor) {
    return session
        .createNativeQuery(MEMBERS, Choice.class)
        .setParameter("orgId", actor.orgId())
        .setParameter("most", MOST)
        .getResultList();
  }

  /// Everyone who owned a key when it was charged has a name here, even after they left.
  private String memberName(Actor actor, RequestFilter filter, boolean people) {
    UUID member = RequestFilter.id(filter.member());
    if (member == null) {
      return filter.isOfNobody() ? NOBODY : "";
    }
    if (!people) {
      return "One member";
    }
    Object name =
        session
            .createNativeQuery("select person_charged(:orgId, :member)", String.class)
            .setParameter("orgId", actor.orgId())
            .setParameter("member", member)
            .getSingleResultOrNull();
    return Objects.toString(name, "One member");
  }
}
