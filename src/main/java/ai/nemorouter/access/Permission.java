package ai.nemorouter.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A named operation. Every use case begins by naming one in `Actor.authorizeOrThrow`.
public enum Permission {
  VIEW_OVERVIEW(Level.TEAM, "see the overview"),
  VIEW_TEAMS(Level.TEAM, "see teams"),
  CHANGE_TEAMS(Level.ORGANIZATION, VIEW_TEAMS, "create, rename and archive teams"),
  CHANGE_TEAM_MEMBERS(Level.TEAM, VIEW_TEAMS, "add people to teams and remove them"),
  VIEW_KEYS(Level.TEAM, "see keys"),
  CHANGE_KEYS(Level.TEAM, VIEW_KEYS, "create, edit and revoke any key"),
  CHANGE_OWN_KEYS(Level.TEAM, VIEW_KEYS, "create, change and revoke keys of one's own"),
  VIEW_LIMITS(Level.TEAM, "see limits"),
  CHANGE_KEY_LIMITS(Level.TEAM, VIEW_LIMITS, "change limits of keys"),
  CHANGE_LIMITS(Level.ORGANIZATION, VIEW_LIMITS, "change all limits"),
  VIEW_CALLS(Level.TEAM, "see calls"),
  VIEW_GUARDRAILS(Level.TEAM, "see guardrails"),
  MANAGE_GUARDRAILS(
      Level.TEAM,
      VIEW_GUARDRAILS,
      "create, edit, switch and delete guardrails and except from them"),
  VIEW_MEMBERS(Level.ORGANIZATION, "see members"),
  CHANGE_MEMBERS(Level.ORGANIZATION, VIEW_MEMBERS, "invite, change, suspend and remove members"),
  CHANGE_ROLES(Level.ORGANIZATION, "define roles"),
  VIEW_MODELS(Level.ORGANIZATION, "see models and aliases"),
  CHANGE_ALIASES(Level.ORGANIZATION, VIEW_MODELS, "add, change and remove aliases"),
  VIEW_ALERTS(Level.ORGANIZATION, "see alerts and where they go"),
  CHANGE_ALERTS(Level.ORGANIZATION, VIEW_ALERTS, "change where alerts go"),
  VIEW_PROVIDERS(Level.ORGANIZATION, "see the organization's own providers"),
  CHANGE_PROVIDERS(
      Level.ORGANIZATION,
      VIEW_PROVIDERS,
      "add, change and remove the organization's own providers"),
  VIEW_MANAGEMENT_KEYS(Level.ORGANIZATION, "see management keys"),
  CHANGE_MANAGEMENT_KEYS(
      Level.ORGANIZATION, VIEW_MANAGEMENT_KEYS, "create, change and revoke management keys"),
  VIEW_AUDIT_LOG(Level.ORGANIZATION, "read and export the audit log"),
  CHANGE_AUDIT_LOG(
      Level.ORGANIZATION,
      VIEW_AUDIT_LOG,
      "change how long the audit log is kept and where it is sent"),
  VIEW_CREDIT(Level.ORGANIZATION, "see credit"),
  BUY_CREDIT(Level.ORGANIZATION, VIEW_CREDIT, "buy credit"),
  CHANGE_SETTINGS(Level.ORGANIZATION, "change the organization's settings"),
  EXPORT_ORGANIZATION(Level.ORGANIZATION, "export the organization's data"),
  TRANSFER_OWNERSHIP(Level.ORGANIZATION, "make others owners"),
  DELETE_ORGANIZATION(Level.ORGANIZATION, "suspend and delete the organization"),
  GRANT_CREDIT(Level.INSTALLATION, VIEW_CREDIT, "grant and withdraw credit");

  /// Where a permission can be held.
  public enum Level {
    /// In one team, or in the whole organization and so in each of its teams.
    TEAM,
    /// In the whole organization.
    ORGANIZATION,
    /// By the operator of this installation only.
    INSTALLATION
  }

  private final Level level;
  private final @Nullable Permission implied;
  private final String description;

  Permission(Level level, String description) {
    this(level, null, description);
  }

  /// @param implied the permission that holders of this one have as well: changing something
  ///   requires seeing it
  Permission(Level level, @Nullable Permission implied, String description) {
    this.level = level;
    this.implied = implied;
    this.description = description;
  }

  /// These and what they imply.
  static Set<Permission> withImplied(Set<Permission> permissions) {
    Set<Permission> all = new HashSet<>(permissions);
    permissions.stream()
        .flatMap(permission -> Stream.ofNullable(permission.implied))
        .forEach(all::add);
    return Set.copyOf(all);
  }

  public Level level() {
    return level;
  }

  /// What it lets one do, to be read after "may".
  public String description() {
    return description;
  }

  /// Those of these names that can be held within an organization. What this version does not know
  /// is left out.
  public static Set<Permission> named(String... names) {
    Set<Permission> found = withinOrganizations();
    found.removeIf(permission -> !Arrays.asList(names).contains(permission.name()));
    return found;
  }

  /// All that a role within an organization can be made of.
  static Set<Permission> withinOrganizations() {
    EnumSet<Permission> all = EnumSet.allOf(Permission.class);
    all.removeIf(permission -> permission.level == Level.INSTALLATION);
    return all;
  }
}
