package ai.nemorouter.access;

import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/// Who may enter which organization.
@ApplicationScoped
public class Members {
  private final Database database;

  Members(Database database) {
    this.database = database;
  }

  /// The person as an actor in the organization: with their role in it, or as an operator. Empty
  /// for everybody else.
  public Optional<Actor.Person> enter(UUID orgId, SignedIn person) {
    Optional<Role> role =
        database.read(handle ->
            handle
                .createQuery("select role from members where org_id = :orgId and user_id = :userId")
                .bind("orgId", orgId)
                .bind("userId", person.userId())
                .mapTo(Role.class)
                .findOne());
    if (role.isEmpty() && !person.operator()) {
      return Optional.empty();
    }
    // What an operator may do does not depend on a role; they appear as an owner.
    return Optional.of(
        new Actor.Person(
            orgId, person.userId(), person.name(), role.orElse(Role.OWNER), person.operator()));
  }
}
