package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Who may enter which organization, and with which rights.
@ApplicationScoped
public class Members {
  private final Database database;
  private final Event<Joined> joined;

  Members(Database database, Event<Joined> joined) {
    this.database = database;
    this.joined = joined;
  }

  /// Somebody became a member: whoever has something to set up for them does so in the same
  /// transaction.
  public record Joined(Handle handle, UUID orgId, UUID userId) {}

  /// The person as an actor in the organization: with their roles in it, or as an operator. Empty
  /// for everybody else, and for whom it suspended.
  public Optional<Actor.Person> enter(UUID orgId, SignedIn person, Origin origin) {
    Optional<Rights> rights =
        person.operator()
            ? Optional.of(Rights.all())
            : database.of(orgId).read(handle -> rights(handle, orgId, person.userId()));
    return rights.map(held ->
        new Actor.Person(orgId, person.userId(), person.name(), held, person.operator(), origin));
  }

  /// What a member may do now; empty for strangers and for the suspended.
  Optional<Rights> rights(Handle handle, UUID orgId, UUID userId) {
    return handle
        .createQuery(
            """
            select role from members
            where org_id = :orgId and user_id = :userId and suspended_at is null
            """)
        .bind("orgId", orgId)
        .bind("userId", userId)
        .mapTo(String.class)
        .findOne()
        .map(slug ->
            Rights.of(
                Roles.orNone(handle, orgId, Role.Level.ORGANIZATION, slug),
                teamRoles(handle, orgId, userId)));
  }

  /// Makes the person a member of the organization unless they are one already; an existing member
  /// keeps their role.
  public void ensure(Handle handle, UUID orgId, UUID userId, Role role) {
    int added =
        handle
            .createUpdate(
                """
                insert into members (org_id, user_id, role) values (:orgId, :userId, :role)
                on conflict do nothing
                """)
            .bind("orgId", orgId)
            .bind("userId", userId)
            .bind("role", role.slug())
            .execute();
    if (added == 1) {
      joined.fire(new Joined(handle, orgId, userId));
    }
  }

  private static Map<UUID, Role> teamRoles(Handle handle, UUID orgId, UUID userId) {
    Map<UUID, Role> roles = new HashMap<>();
    handle
        .createQuery(
            """
            select m.team_id, m.role from team_members m
            join teams t on t.org_id = m.org_id and t.id = m.team_id
            where m.org_id = :orgId and m.user_id = :userId
            """)
        .bind("orgId", orgId)
        .bind("userId", userId)
        .map((row, context) ->
            Map.entry(row.getObject("team_id", UUID.class), row.getString("role")))
        .forEach(found ->
            roles.put(
                found.getKey(), Roles.orNone(handle, orgId, Role.Level.TEAM, found.getValue())));
    return roles;
  }
}
