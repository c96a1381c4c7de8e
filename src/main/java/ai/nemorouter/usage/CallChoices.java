package ai.nemorouter.usage;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.provider.Operation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// What a list of calls can be narrowed to.
@ForActor
@ApplicationScoped
public class CallChoices {
  private static final int TEAMS_MAX = 500;

  private final Session session;

  CallChoices(Session session) {
    this.session = session;
  }

  public record Choice(UUID id, String name) {}

  /// @param key the key that the list is narrowed to; null for none
  public record Choices(List<Choice> teams, @Nullable Choice key) {
    public List<CallStatus> statuses() {
      return List.of(CallStatus.values());
    }

    public List<Operation> operations() {
      return List.of(Operation.values());
    }

    public List<TimeRange> ranges() {
      return List.of(TimeRange.ALL, TimeRange.HOUR, TimeRange.DAY, TimeRange.WEEK, TimeRange.MONTH);
    }
  }

  Choices of(Actor actor, CallFilter filter) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_CALLS);
    return new Choices(teams(actor.orgId(), reach), key(actor.orgId(), reach, filter.keyId()));
  }

  private List<Choice> teams(UUID orgId, Reach reach) {
    return session
        .createNativeQuery(
            """
            select id, name from team_records where org_id = :orgId and (:everywhere or id = any(:teams))
            order by lower(name), id limit :limit
            """,
            Choice.class)
        .setParameter("orgId", orgId)
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .setParameter("limit", TEAMS_MAX)
        .getResultList();
  }

  private @Nullable Choice key(UUID orgId, Reach reach, @Nullable UUID keyId) {
    if (keyId == null) {
      return null;
    }
    return session
        .createNativeQuery(
            """
            select id, name from key_records where org_id = :orgId and id = :keyId and (:everywhere or team_id = any(:teams))
            """,
            Choice.class)
        .setParameter("orgId", orgId)
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .setParameter("keyId", keyId)
        .uniqueResultOptional()
        .orElse(new Choice(keyId, "a key that does not exist"));
  }
}
