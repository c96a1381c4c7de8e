package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Finds the scope that a program names.
@ApplicationScoped
public class LimitScopes {
  private final Database database;

  LimitScopes(Database database) {
    this.database = database;
  }

  /// @param word `organization`, `team`, `member` or `key`
  /// @param reference an id; of a team also its name, of a member their e-mail address; not needed
  ///   for the organization
  Scope findOrThrow(Actor actor, String word, @Nullable String reference) {
    actor.authorizeOrThrow(Permission.VIEW_LIMITS);
    Scope.Kind kind = kind(word);
    if (kind == Scope.Kind.ORGANIZATION) {
      return Scope.organization(actor.orgId());
    }
    if (reference == null) {
      throw new InvalidInputException(
          "scope_id", "`scope_id` is required: name the %s.".formatted(word));
    }
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(query(kind))
                .bind("orgId", actor.orgId())
                .bind("reference", reference)
                .mapTo(UUID.class)
                .findOne()
                .map(id -> new Scope(kind, id))
                .orElseThrow(
                    () -> new InvalidInputException("scope_id", "There is no such " + word + ".")));
  }

  private static Scope.Kind kind(String word) {
    try {
      return Scope.Kind.of(word);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "scope", "`scope` must be \"organization\", \"team\", \"member\" or \"key\".");
    }
  }

  private static String query(Scope.Kind kind) {
    return switch (kind) {
      case ORGANIZATION ->
          "select id from organization_records where id = :orgId and id::text = :reference";
      case TEAM ->
          """
          select id from teams where org_id = :orgId and (id::text = lower(:reference)
            or lower(name) = lower(:reference) and archived_at is null) order by archived_at is null desc limit 1
          """;
      case MEMBER ->
          """
          select user_id from member_records
          where org_id = :orgId and (user_id::text = lower(:reference) or lower(email) = lower(:reference))
          """;
      case KEY ->
          "select id from key_records where org_id = :orgId and id::text = lower(:reference)";
    };
  }
}
