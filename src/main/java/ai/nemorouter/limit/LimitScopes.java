package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Finds what limits apply to: only what the actor may see, and only in the actor's organization.
@ForActor
@ApplicationScoped
public class LimitScopes {
  private final Session session;

  LimitScopes(Session session) {
    this.session = session;
  }

  /// The scope that a program names.
  ///
  /// @param word `organization`, `team`, `member` or `key`
  /// @param reference an id; of a team also its name, of a member their e-mail address; not needed
  ///   for the organization
  public Scope findOrThrow(Actor actor, String word, @Nullable String reference) {
    actor.authorizeOrThrow(Permission.VIEW_LIMITS);
    Scope.Kind kind = kind(word);
    if (kind == Scope.Kind.ORGANIZATION) {
      return Scope.organization(actor.orgId());
    }
    if (reference == null) {
      throw new InvalidInputException(
          "scope_id", "`scope_id` is required: name the %s.".formatted(word));
    }
    return session
        .createNativeQuery(byReference(kind), UUID.class)
        .setParameter("orgId", actor.orgId())
        .setParameter("reference", reference)
        .uniqueResultOptional()
        .map(id -> new Scope(kind, id))
        .orElseThrow(() -> new InvalidInputException("scope_id", "There is no such " + word + "."));
  }

  /// What a scope names, for actors who may see its limits; for others it does not exist.
  NamedScope shownOrThrow(Actor actor, Scope scope) {
    actor.reachOrThrow(Permission.VIEW_LIMITS);
    NamedScope named = namedOrThrow(actor.orgId(), scope);
    if (!named.isShownTo(actor)) {
      throw new NotFoundException(scope.kind().column());
    }
    return named;
  }

  /// The same for actors who may change its limits.
  public NamedScope changeableOrThrow(Actor actor, Scope scope) {
    NamedScope named = namedOrThrow(actor.orgId(), scope);
    if (named.isChangeableBy(actor)) {
      return named;
    }
    if (!named.isShownTo(actor)) {
      throw new NotFoundException(scope.kind().column());
    }
    throw new ForbiddenException(
        scope.kind() == Scope.Kind.KEY ? Permission.CHANGE_KEY_LIMITS : Permission.CHANGE_LIMITS);
  }

  /// As stored.
  record Row(String name, boolean open, @Nullable UUID teamId) {}

  /// The same for a use case that has authorized its actor.
  public NamedScope namedOrThrow(UUID orgId, Scope scope) {
    return session
        .createNativeQuery(byId(scope.kind()), Row.class)
        .setParameter("orgId", orgId)
        .setParameter("id", scope.id())
        .uniqueResultOptional()
        .map(row -> new NamedScope(scope, row.name(), row.open(), row.teamId()))
        .orElseThrow(() -> new NotFoundException(scope.kind().column()));
  }

  private static Scope.Kind kind(String word) {
    try {
      return Scope.Kind.of(word);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "scope", "`scope` must be \"organization\", \"team\", \"member\" or \"key\".");
    }
  }

  private static String byReference(Scope.Kind kind) {
    return switch (kind) {
      case ORGANIZATION ->
          "select id from organization_records where id = :orgId and cast(id as text) = :reference";
      case TEAM ->
          """
          select id from team_records where org_id = :orgId and (cast(id as text) = lower(:reference)
            or lower(name) = lower(:reference) and archived_at is null) order by archived_at is null desc limit 1
          """;
      case MEMBER ->
          """
          select user_id from member_records
          where org_id = :orgId and (cast(user_id as text) = lower(:reference) or lower(email) = lower(:reference))
          """;
      case KEY ->
          "select id from key_records where org_id = :orgId and cast(id as text) = lower(:reference)";
    };
  }

  private static String byId(Scope.Kind kind) {
    return switch (kind) {
      case ORGANIZATION ->
          "select name, true, cast(null as uuid) from organization_records where id = :orgId and id = :id";
      case TEAM ->
          "select name, archived_at is null, id from team_records where org_id = :orgId and id = :id";
      case MEMBER ->
          "select name, true, cast(null as uuid) from member_records where org_id = :orgId and user_id = :id";
      case KEY ->
          "select name, revoked_at is null, team_id from key_records where org_id = :orgId and id = :id";
    };
  }
}
