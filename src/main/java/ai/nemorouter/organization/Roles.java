package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.NotFoundException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The roles of an organization: the built-in ones and those it defines. What a role is made of
/// counts from the next request of everybody who holds it.
@ApplicationScoped
public class Roles {
  private static final int ROLES_MAX = 50;

  private final Database database;
  private final Constraints constraints;
  private final AuditLog auditLog;
  private final Event<Leaving> leaving;

  Roles(Database database, Constraints constraints, AuditLog auditLog, Event<Leaving> leaving) {
    this.database = database;
    this.constraints = constraints;
    this.auditLog = auditLog;
    this.leaving = leaving;
  }

  /// A role is about to be deleted that no member holds: whoever else has use for it refuses by an
  /// `InvalidInputException`, or lets go of it in the same transaction.
  public record Leaving(Handle handle, UUID orgId, Role role) {}

  /// The role of that slug, built-in or defined by the organization.
  public static Optional<Role> find(Handle handle, UUID orgId, Role.Level level, String slug) {
    return Role.builtIn(level, slug)
        .or(() -> RoleRows.find(handle, orgId, slug).filter(role -> role.level() == level));
  }

  /// A role that is no more lets one do nothing.
  static Role orNone(Handle handle, UUID orgId, Role.Level level, String slug) {
    return find(handle, orgId, level, slug)
        .orElseGet(() -> new Role(slug, slug, level, false, Set.of()));
  }

  /// All roles that can be held at that level, the built-in ones first, for a form to choose from.
  public static List<Role> choices(Handle handle, UUID orgId, Role.Level level) {
    List<Role> roles = new ArrayList<>(Role.builtIn(level));
    RoleRows.own(handle, orgId).stream().filter(role -> role.level() == level).forEach(roles::add);
    return roles;
  }

  /// All of them with how many people hold each: first those of the organization, then of teams.
  public List<HeldRole> list(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle -> {
          List<HeldRole> roles = new ArrayList<>();
          for (Role.Level level : Role.Level.values()) {
            choices(handle, actor.orgId(), level)
                .forEach(role -> roles.add(RoleRows.held(handle, actor.orgId(), role)));
          }
          return roles;
        });
  }

  /// A role of any kind, with who holds it.
  public HeldRole find(Actor actor, String slug) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle -> {
          Role role =
              Role.builtIn(Role.Level.ORGANIZATION, slug)
                  .or(() -> Role.builtIn(Role.Level.TEAM, slug))
                  .or(() -> RoleRows.find(handle, actor.orgId(), slug))
                  .orElseThrow(() -> new NotFoundException("role"));
          return RoleRows.held(handle, actor.orgId(), role);
        });
  }

  /// One of the organization's own, for a form that changes it.
  public HeldRole findForChange(Actor actor, String slug) {
    actor.authorizeOrThrow(Permission.CHANGE_ROLES);
    return database
        .of(actor.orgId())
        .read(handle ->
            RoleRows.held(handle, actor.orgId(), RoleRows.ownOrThrow(handle, actor.orgId(), slug)));
  }

  /// Defines a role of those permissions, all of which the actor holds.
  ///
  /// @return the role with the slug that it got
  public Role define(Actor actor, Role.Level level, String name, Set<Permission> permissions) {
    actor.authorizeOrThrow(Permission.CHANGE_ROLES);
    String valid = constraints.requireMet(new RoleTerms(name, permissions)).name();
    requireGivable(actor, level, Set.of(), permissions);
    return database
        .of(actor.orgId())
        .inTransaction(handle -> {
          RoleRows.lockAll(handle, actor.orgId());
          List<Role> own = RoleRows.own(handle, actor.orgId());
          if (own.size() >= ROLES_MAX) {
            throw new InvalidInputException(
                "name",
                "An organization can define %d roles. Delete one that nobody holds."
                    .formatted(ROLES_MAX));
          }
          requireFree(own, "", valid);
          Role role = new Role(slug(own, valid), valid, level, false, permissions);
          RoleRows.insert(handle, actor.orgId(), role);
          ObjectNode details = Json.object().put("level", RoleRows.column(level));
          details.set("name", change(null, valid));
          details.set("permissions", difference(Set.of(), permissions));
          auditLog.record(handle, actor, "role.defined", "role " + role.slug(), details);
          return role;
        });
  }

  /// What the change would do, without making it.
  public RoleChange effect(Actor actor, String slug, String name, Set<Permission> permissions) {
    actor.authorizeOrThrow(Permission.CHANGE_ROLES);
    String valid = constraints.requireMet(new RoleTerms(name, permissions)).name();
    return database
        .of(actor.orgId())
        .read(handle -> {
          Role before = RoleRows.ownOrThrow(handle, actor.orgId(), slug);
          requireGivable(actor, before.level(), before.permissions(), permissions);
          requireFree(RoleRows.own(handle, actor.orgId()), slug, valid);
          return RoleChange.of(RoleRows.held(handle, actor.orgId(), before), valid, permissions);
        });
  }

  /// Renames a role and changes what it is made of. What is added the actor has to hold.
  public void change(Actor actor, String slug, String name, Set<Permission> permissions) {
    actor.authorizeOrThrow(Permission.CHANGE_ROLES);
    String valid = constraints.requireMet(new RoleTerms(name, permissions)).name();
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          RoleRows.lockAll(handle, actor.orgId());
          Role before = RoleRows.ownOrThrow(handle, actor.orgId(), slug);
          requireGivable(actor, before.level(), before.permissions(), permissions);
          requireFree(RoleRows.own(handle, actor.orgId()), slug, valid);
          if (before.name().equals(valid) && before.permissions().equals(permissions)) {
            return;
          }
          RoleRows.update(
              handle, actor.orgId(), new Role(slug, valid, before.level(), false, permissions));
          ObjectNode details = Json.object();
          details.set("name", change(before.name(), valid));
          details.set("permissions", difference(before.permissions(), permissions));
          details.put("people", RoleRows.held(handle, actor.orgId(), before).people());
          auditLog.record(handle, actor, "role.changed", "role " + slug, details);
        });
  }

  /// Deletes a role that nobody holds.
  public void delete(Actor actor, String slug) {
    actor.authorizeOrThrow(Permission.CHANGE_ROLES);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          RoleRows.lockAll(handle, actor.orgId());
          Role role = RoleRows.ownOrThrow(handle, actor.orgId(), slug);
          HeldRole held = RoleRows.held(handle, actor.orgId(), role);
          if (held.isHeld()) {
            throw new InvalidInputException("role", held.whyItStays());
          }
          if (RoleRows.isPromised(handle, actor.orgId(), role)) {
            throw new InvalidInputException(
                "role", "An invitation that is open promises this role. Revoke it first.");
          }
          leaving.fire(new Leaving(handle, actor.orgId(), role));
          RoleRows.delete(handle, actor.orgId(), slug);
          ObjectNode details = Json.object();
          details.set("name", change(role.name(), null));
          details.set("permissions", difference(role.permissions(), Set.of()));
          auditLog.record(handle, actor, "role.deleted", "role " + slug, details);
        });
  }

  /// Nobody gives what they do not hold, and a role in teams only what can be held in a team.
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
