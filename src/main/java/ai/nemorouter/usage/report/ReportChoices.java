package ai.nemorouter.usage.report;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;

/// What a report can be narrowed to. A filter that is set by a link of the table is among the
/// choices, whatever it is.
@ForActor
@ApplicationScoped
public class ReportChoices {
  private static final int MOST = 500;

  private static final String TEAMS =
      """
      select cast(t.id as text) as id, t.name, case when t.archived_at is null then '' else 'archived' end as note
      from team_records t where t.org_id = :orgId and (:everywhere or t.id = any(:teams))
      order by t.archived_at is not null, lower(t.name), t.id limit :most
      """;
  private static final String KEYS =
      """
      select cast(k.id as text) as id, k.name, t.name || case when k.revoked_at is null then '' else ', revoked' end as note
      from key_records k join team_records t on t.org_id = k.org_id and t.id = k.team_id
      where k.org_id = :orgId and (:everywhere or k.team_id = any(:teams))
      order by k.revoked_at is not null, lower(k.name), k.id limit :most
      """;
  private static final String MEMBERS =
      """
      select cast(m.user_id as text) as id, m.name || ', ' || m.email as name, '' as note
      from member_records m where m.org_id = :orgId order by lower(m.name), m.user_id limit :most
      """;

  private final Session session;
  private final GroupNames names;

  ReportChoices(Session session, GroupNames names) {
    this.session = session;
    this.names = names;
  }

  /// @param value as the address has it
  public record Choice(String value, String label) {}

  /// @param members empty for users who may not see them, unless one of them is chosen
  public record Choices(List<Choice> teams, List<Choice> keys, List<Choice> members) {}

  public Choices of(Actor actor, ReportFilter filter) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_OVERVIEW);
    List<Choice> members = new ArrayList<>();
    if (actor.may(Permission.VIEW_MEMBERS)) {
      members.add(new Choice(ReportFilter.UNASSIGNED, Grouping.MEMBER.unassigned()));
      members.addAll(
          session
              .createNativeQuery(MEMBERS, GroupNames.Named.class)
              .setParameter("orgId", actor.orgId())
              .setParameter("most", MOST)
              .getResultStream()
              .map(ReportChoices::choice)
              .toList());
    }
    Map<String, String> chosen = filter.parameters();
    return new Choices(
        with(actor, Grouping.TEAM, chosen, choices(TEAMS, actor, reach)),
        with(actor, Grouping.KEY, chosen, choices(KEYS, actor, reach)),
        with(actor, Grouping.MEMBER, chosen, members));
  }

  private List<Choice> choices(String sql, Actor actor, Reach reach) {
    return session
        .createNativeQuery(sql, GroupNames.Named.class)
        .setParameter("orgId", actor.orgId())
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .setParameter("most", MOST)
        .getResultStream()
        .map(ReportChoices::choice)
        .toList();
  }

  private static Choice choice(GroupNames.Named named) {
    return new Choice(
        named.id(),
        named.note().isEmpty() ? named.name() : named.name() + " (" + named.note() + ")");
  }

  /// Of what is not in the list only what the actor's own reports can show is named.
  private List<Choice> with(
      Actor actor, Grouping grouping, Map<String, String> chosen, List<Choice> listed) {
    String value = chosen.getOrDefault(grouping.word(), "");
    if (value.isEmpty() || listed.stream().anyMatch(choice -> choice.value().equals(value))) {
      return List.copyOf(listed);
    }
    List<Choice> all = new ArrayList<>(listed);
    boolean unassigned = value.equals(ReportFilter.UNASSIGNED);
    String label =
        unassigned || actor.may(Permission.VIEW_OVERVIEW)
            ? name(actor, grouping, unassigned ? "" : value)
            : "Another " + grouping.word();
    all.add(new Choice(value, label));
    return List.copyOf(all);
  }

  private String name(Actor actor, Grouping grouping, String id) {
    return names.of(actor.orgId(), grouping, List.of(id)).values().stream()
        .map(GroupNames.Named::name)
        .findFirst()
        .orElse(id);
  }
}
