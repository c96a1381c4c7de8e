package ai.nemorouter.usage;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.platform.Database;
import ai.nemorouter.provider.Operation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// What a list of calls can be narrowed to.
@ApplicationScoped
public class CallChoices {
  private static final int TEAMS_MAX = 500;

  private final Database database;

  CallChoices(Database database) {
    this.database = database;
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
    return database
        .of(actor.orgId())
        .read(handle ->
            new Choices(
                teams(handle, actor.orgId(), reach),
                key(handle, actor.orgId(), reach, filter.keyId())));
  }

  private static List<Choice> teams(Handle handle, UUID orgId, Reach reach) {
    return handle
        .createQuery(
            """
            select id, name from teams where org_id = :orgId and (:everywhere or id = any(:teams))
            order by lower(name), id limit :limit
            """)
        .bind("orgId", orgId)
        .bind("everywhere", reach.everywhere())
        .bind("teams", reach.teamIds())
        .bind("limit", TEAMS_MAX)
        .map(ConstructorMapper.of(Choice.class))
        .list();
  }

  private static @Nullable Choice key(
      Handle handle, UUID orgId, Reach reach, @Nullable UUID keyId) {
    if (keyId == null) {
      return null;
    }
    return handle
        .createQuery(
            """
            select id, name from key_records where org_id = :orgId and id = :keyId and (:everywhere or team_id = any(:teams))
            """)
        .bind("orgId", orgId)
        .bind("everywhere", reach.everywhere())
        .bind("teams", reach.teamIds())
        .bind("keyId", keyId)
        .map(ConstructorMapper.of(Choice.class))
        .findOne()
        .orElse(new Choice(keyId, "a key that does not exist"));
  }
}
