package ai.nemorouter.organization.role;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.organization.invitation.InvitationQueries;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The roles of an organization: the built-in ones and those it defines. What a role is made of
/// counts from the next request of everybody who holds it.
@ForActor
@ApplicationScoped
public class Roles {
  private static final int ROLES_MAX = 50;

  private final RoleRows rows;
  private final InvitationQueries invitations;
  private final Database database;
  private final Constraints constraints;
  private final AuditLog auditLog;
  private final Event<Leaving> leaving;

  Roles(
      RoleRows rows,
      InvitationQueries invitations,
      Database database,
      Constraints constraints,
      AuditLog auditLog,
      Event<Leaving> leaving) {
    this.rows = rows;
    this.invitations = invitations;
    this.database = database;
    this.constraints = constraints;
    this.auditLog = auditLog;
    this.leaving = leaving;
  }

  /// A role is about to be deleted that no member holds. An observer that still uses it refuses by
  /// an `InvalidInputException`, or lets go of it in the same transaction.
  public record Leaving(UUID orgId, Role role) {}

  /// The role of that slug, built-in or defined by the organization.
  public Optional<Role> find(UUID orgId, Role.Level level, String slug) {
    return Role.builtIn(level, slug)
        .or(() -> rows.own(orgId, slug).filter(role -> role.level() == level));
  }

  /// A role that is no more lets one do nothing.
  public Role orNone(UUID orgId, Role.Level level, String slug) {
    return find(orgId, level, slug).orElseGet(() -> none(level, slug));
  }

  /// The same for the roles in several teams.
  ///
  /// @param slugs of the role in each team
  public Map<UUID, Role> inTeams(UUID orgId, Map<UUID, String> slugs) {
    Map<String, Role> known = new HashMap<>();
    Role.builtIn(Role.Level.TEAM).forEach(role -> known.put(role.slug(), role));
    if (!known.keySet().containsAll(slugs.values())) {
      choices(orgId, Role.Level.TEAM).forEach(role -> known.put(role.slug(), role));
    }
    Map<UUID, Role> roles = new HashMap<>();
    slugs.forEach(
        (team, slug) -> roles.put(team, known.getOrDefault(slug, none(Role.Level.TEAM, slug))));
    return roles;
  }

  private static Role none(Role.Level level, String slug) {
    return new Role(slug, slug, level, false, Set.of());
  }

  /// All roles that can be held at that level, the built-in ones first, for a form to choose from.
  public List<Role> choices(UUID orgId, Role.Level level) {
    List<Role> roles = new ArrayList<>(Role.builtIn(level));
    rows.own(orgId).stream().filter(role -> role.level() == level).forEach(roles::add);
    return roles;
  }

  /// The role of that level, kept from being deleted until the transaction ends.
  ///
  /// @throws InvalidInputException if there is none
  public Role keepOrThrow(UUID orgId, Role.Level level, String slug) {
    rows.keep(orgId, slug);
    return find(orgId, level, slug)
        .orElseThrow(
            () -> new InvalidInputException("role", "There is no such role. Choose another."));
  }

  /// All of them with how many people hold each: first those of the organization, then of teams.
  public List<HeldRole> list(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    List<Role> own = rows.own(actor.orgId());
    List<Role> roles = new ArrayList<>();
    for (Role.Level level : Role.Level.values()) {
      roles.addAll(Role.builtIn(level));
      own.stream().filter(role -> role.level() == level).forEach(roles::add);
    }
    return rows.held(actor.orgId(), roles);
  }

  /// A role of any kind, with who holds it.
  public HeldRole find(Actor actor, String slug) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    Role role =
        Role.builtIn(Role.Level.ORGANIZATION, slug)
            .or(() -> Role.builtIn(Role.Level.TEAM, slug))
            .orElseGet(() -> rows.ownOrThrow(actor.orgId(), slug));
    return rows.held(actor.orgId(), role);
  }

  /// One of the organization's own, for a form that changes it.
  public HeldRole findForChange(Actor actor, String slug) {
    actor.authorizeOrThrow(Permission.CHANGE_ROLES);
    return rows.held(actor.orgId(), rows.ownOrThrow(actor.orgId(), slug));
  }

  /// Defines a role of those permissions, all of which the actor holds.
  ///
  /// @return the role with the slug that it got
  public Role define(Actor actor, Role.Level level, String name, Set<Permission> permissions) {
    actor.authorizeOrThrow(Permission.CHANGE_ROLES);
    String valid = constraints.requireMet(new RoleTerms(name, permissions)).name();
    requireGivable(actor, level, Set.of(), permissions);
    rows.lockAll(actor.orgId());
    List<Role> own = rows.own(actor.orgId());
    if (own.size() >= ROLES_MAX) {
      throw new InvalidInputException(
          "name",
          "An organization can define %d roles. Delete one that no member has."
              .formatted(ROLES_MAX));
    }
    requireFree(own, "", valid);
    Role role = new Role(slug(own, valid), valid, level, false, permissions);
    rows.persist(new RoleEntity(actor.orgId(), role));
    ObjectNode details = Json.object().put("level", RoleEntity.column(level));
    details.set("name", change(null, valid));
    details.set("permissions", difference(Set.of(), permissions));
    auditLog.record(actor, "role.defined", "role " + role.slug(), details);
    return role;
  }

  /// What the change would do, without making it.
  public RoleChange effect(Actor actor, String slug, String name, Set<Permission> permissions) {
    actor.authorizeOrThrow(Permission.CHANGE_ROLES);
    String valid = constraints.requireMet(new RoleTerms(name, permissions)).name();
    Role before = rows.ownOrThrow(actor.orgId(), slug);
    requireGivable(actor, before.level(), before.permissions(), permissions);
    requireFree(rows.own(actor.orgId()), slug, valid);
    return RoleChange.of(rows.held(actor.orgId(), before), valid, permissions);
  }

  /// Renames a role and changes what it is made of. What is added the actor has to hold.
  public void change(Actor actor, String slug, String name, Set<Permission> permissions) {
    actor.authorizeOrThrow(Permission.CHANGE_ROLES);
    String valid = constraints.requireMet(new RoleTerms(name, permissions)).name();
    rows.lockAll(actor.orgId());
    Role before = rows.ownOrThrow(actor.orgId(), slug);
    requireGivable(actor, before.level(), before.permissions(), permissions);
    requireFree(rows.own(actor.orgId()), slug, valid);
    if (before.name().equals(valid) && before.permissions().equals(permissions)) {
      return;
    }
    rows.getOrThrow(actor.orgId(), slug)
        .change(new Role(slug, valid, before.level(), false, permissions), database.now());
    ObjectNode details = Json.object();
    details.set("name", change(before.name(), valid));
    details.set("permissions", difference(before.permissions(), permissions));
    details.put("people", rows.held(actor.orgId(), before).people());
    auditLog.record(actor, "role.changed", "role " + slug, details);
  }

  /// Deletes a role that has no holders.
  public void delete(Actor actor, String slug) {
    actor.authorizeOrThrow(Permission.CHANGE_ROLES);
    rows.lockAll(actor.orgId());
    Role role = rows.ownOrThrow(actor.orgId(), slug);
    HeldRole held = rows.held(actor.orgId(), role);
    if (held.isHeld()) {
      throw new InvalidInputException("role", held.whyItStays());
    }
    if (invitations.promising(actor.orgId(), slug) > 0) {
      throw new InvalidInputException(
          "role", "An invitation that is open promises this role. Revoke it first.");
    }
    leaving.fire(new Leaving(actor.orgId(), role));
    rows.remove(actor.orgId(), slug);
    ObjectNode details = Json.object();
    details.set("name", change(role.name(), null));
    details.set("permissions", difference(role.permissions(), Set.of()));
    auditLog.record(actor, "role.deleted", "role " + slug, details);
  }

  /// An actor can add only permissions that they hold, and a role in teams has only permissions
  /// that can be held in a team.
  private static void requireGivable(
      Actor actor, Role.Level level, Set<Permission> before, Set<Permission> after) {
    for (Permission permission : after) {
      if (!isAt(level, permission)) {
        throw new InvalidInputException(
            "permissions",
            "To %s is nothing that a role %s can hold."
                .formatted(
                    permission.description(),
                    level == Role.Level.TEAM ? "in a team" : "in an organization"));
      }
      if (!before.contains(permission) && !actor.may(permission)) {
        throw new ForbiddenException(permission);
      }
    }
  }

  /// Whether a role at that level can be made of it.
  static boolean isAt(Role.Level level, Permission permission) {
    return switch (permission.level()) {
      case TEAM -> true;
      case ORGANIZATION -> level == Role.Level.ORGANIZATION;
      case INSTALLATION -> false;
    };
  }

  private static void requireFree(Collection<Role> own, String slug, String name) {
    boolean builtIn =
        List.of(Role.Level.values()).stream()
            .flatMap(level -> Role.builtIn(level).stream())
            .anyMatch(role -> role.name().equalsIgnoreCase(name));
    boolean taken =
        own.stream()
            .anyMatch(role -> !role.slug().equals(slug) && role.name().equalsIgnoreCase(name));
    if (builtIn || taken) {
      throw new InvalidInputException(
          "name", "There is a role named “" + name + "” already. Choose another name.");
    }
  }

  private static String slug(Collection<Role> own, String name) {
    String base = Organizations.slug(name);
    String slug = base;
    for (int number = 2; isTaken(own, slug); number++) {
      String suffix = "-" + number;
      slug = base.substring(0, Math.min(base.length(), 50 - suffix.length())) + suffix;
    }
    return slug;
  }

  private static boolean isTaken(Collection<Role> own, String slug) {
    return Role.builtIn(Role.Level.ORGANIZATION, slug).isPresent()
        || Role.builtIn(Role.Level.TEAM, slug).isPresent()
        || own.stream().anyMatch(role -> role.slug().equals(slug));
  }

  private static ObjectNode change(@Nullable String before, @Nullable String after) {
    return Json.object().put("before", before).put("after", after);
  }

  private static ObjectNode difference(Set<Permission> before, Set<Permission> after) {
    ObjectNode details = Json.object();
    names(details.putArray("before"), before);
    names(details.putArray("after"), after);
    return details;
  }

  private static void names(ArrayNode array, Set<Permission> permissions) {
    EnumSet<Permission> sorted = EnumSet.noneOf(Permission.class);
    sorted.addAll(permissions);
    sorted.forEach(permission -> array.add(permission.name()));
  }
}
