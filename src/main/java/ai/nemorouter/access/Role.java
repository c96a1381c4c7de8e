package ai.nemorouter.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A named set of permissions, held in an organization or in one team of it. Those declared here
/// are the same everywhere; an organization may define its own beside them.
///
/// @param slug how it is stored and addressed; unique within its organization
/// @param permissions of a role held in a team, only those of `Permission.Level.TEAM`
public record Role(
    String slug, String name, Level level, boolean builtIn, Set<Permission> permissions) {

  /// Where the role is held.
  public enum Level {
    ORGANIZATION,
    TEAM
  }

  public static final Role OWNER = organization("owner", "Owner", Permission.withinOrganizations());
  public static final Role ADMINISTRATOR =
      organization(
          "administrator",
          "Administrator",
          without(
              Permission.withinOrganizations(),
              Permission.TRANSFER_OWNERSHIP,
              Permission.DELETE_ORGANIZATION));
  public static final Role BILLING =
      organization(
          "billing",
          "Billing",
          EnumSet.of(
              Permission.VIEW_OVERVIEW,
              Permission.VIEW_TEAMS,
              Permission.VIEW_LIMITS,
              Permission.VIEW_MODELS,
              Permission.VIEW_CALLS,
              Permission.VIEW_CREDIT,
              Permission.BUY_CREDIT));

  /// Sees everything and changes nothing.
  public static final Role AUDITOR =
      organization(
          "auditor",
          "Auditor",
          EnumSet.of(
              Permission.VIEW_OVERVIEW,
              Permission.VIEW_TEAMS,
              Permission.VIEW_KEYS,
              Permission.VIEW_LIMITS,
              Permission.VIEW_CALLS,
              Permission.VIEW_GUARDRAILS,
              Permission.VIEW_MEMBERS,
              Permission.VIEW_MODELS,
              Permission.VIEW_ALERTS,
              Permission.VIEW_PROVIDERS,
              Permission.VIEW_MANAGEMENT_KEYS,
              Permission.VIEW_AUDIT_LOG,
              Permission.VIEW_CREDIT));

  /// May what their roles in teams let them.
  public static final Role MEMBER =
      organization("member", "Member", EnumSet.of(Permission.VIEW_MODELS));

  public static final Role LEAD =
      team(
          "lead",
          "Lead",
          EnumSet.of(
              Permission.VIEW_OVERVIEW,
              Permission.VIEW_TEAMS,
              Permission.CHANGE_TEAM_MEMBERS,
              Permission.VIEW_KEYS,
              Permission.CHANGE_KEYS,
              Permission.CHANGE_OWN_KEYS,
              Permission.VIEW_LIMITS,
              Permission.CHANGE_KEY_LIMITS,
              Permission.VIEW_CALLS,
              Permission.VIEW_GUARDRAILS,
              Permission.MANAGE_GUARDRAILS));
  public static final Role DEVELOPER =
      team(
          "developer",
          "Developer",
          EnumSet.of(
              Permission.VIEW_OVERVIEW,
              Permission.VIEW_TEAMS,
              Permission.VIEW_KEYS,
              Permission.CHANGE_OWN_KEYS,
              Permission.VIEW_LIMITS,
              Permission.VIEW_CALLS,
              Permission.VIEW_GUARDRAILS));

  private static final List<Role> BUILT_IN =
      List.of(OWNER, ADMINISTRATOR, BILLING, AUDITOR, MEMBER, LEAD, DEVELOPER);

  public Role {
    permissions = Permission.withImplied(permissions);
  }

  /// Those that every organization has, from the one that may most to the one that may least.
  public static List<Role> builtIn(Level level) {
    return BUILT_IN.stream().filter(role -> role.level == level).toList();
  }

  public static Optional<Role> builtIn(Level level, String slug) {
    return builtIn(level).stream().filter(role -> role.slug.equals(slug)).findFirst();
  }

  public boolean allows(Permission permission) {
    return permissions.contains(permission);
  }

  private static Role organization(String slug, String name, Set<Permission> permissions) {
    return new Role(slug, name, Level.ORGANIZATION, true, permissions);
  }

  private static Role team(String slug, String name, Set<Permission> permissions) {
    return new Role(slug, name, Level.TEAM, true, permissions);
  }

  private static Set<Permission> without(Set<Permission> all, Permission... missing) {
    EnumSet<Permission> rest = EnumSet.copyOf(all);
    rest.removeAll(Arrays.asList(missing));
    return rest;
  }
}
