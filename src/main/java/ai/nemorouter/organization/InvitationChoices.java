package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// What the form that invites people chooses from: only what whoever invites may give.
@ApplicationScoped
public class InvitationChoices {
  private static final int TEAMS_MAX = 500;

  private final Database database;
  private final Roles roles;

  InvitationChoices(Database database, Roles roles) {
    this.database = database;
    this.roles = roles;
  }

  public record Offered(List<Role> roles, List<TeamChoice> teams, List<Role> teamRoles) {}

  public record TeamChoice(UUID id, String name) {}

  public Offered offered(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    boolean teams = actor.may(Permission.CHANGE_TEAM_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle ->
            new Offered(
                roles.choices(actor.orgId(), Role.Level.ORGANIZATION).stream()
                    .filter(role -> actor.rights().include(role))
                    .toList(),
                handle
                    .createQuery(
                        """
                        select id, name from teams where org_id = :orgId and archived_at is null and :allowed
                        order by lower(name), id limit :limit
                        """)
                    .bind("orgId", actor.orgId())
                    .bind("allowed", teams)
                    .bind("limit", TEAMS_MAX)
                    .map(ConstructorMapper.of(TeamChoice.class))
                    .list(),
                roles.choices(actor.orgId(), Role.Level.TEAM).stream()
                    .filter(role -> actor.rights().include(role))
                    .toList()));
  }
}
