package ai.nemorouter.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// A named operation. Every use case begins by naming one in `Actor.authorizeOrThrow`.
public enum Permission {
  VIEW_OVERVIEW(Level.TEAM, "see the overview"),
  VIEW_TEAMS(Level.TEAM, "see teams"),
  CHANGE_TEAMS(Level.ORGANIZATION, "create, rename and archive teams"),
  CHANGE_TEAM_MEMBERS(Level.TEAM, "add people to teams and remove them"),
  VIEW_KEYS(Level.TEAM, "see keys"),
  CHANGE_KEYS(Level.TEAM, "create, change and revoke keys of anybody"),
  CHANGE_OWN_KEYS(Level.TEAM, "create, change and revoke keys of one's own"),
  VIEW_LIMITS(Level.TEAM, "see limits"),
  CHANGE_KEY_LIMITS(Level.TEAM, "change limits of keys"),
  CHANGE_LIMITS(Level.ORGANIZATION, "change all limits"),
  VIEW_CALLS(Level.TEAM, "see calls"),
  VIEW_MEMBERS(Level.ORGANIZATION, "see members"),
  CHANGE_MEMBERS(Level.ORGANIZATION, "invite, change, suspend and remove members"),
  CHANGE_ROLES(Level.ORGANIZATION, "define roles"),
  VIEW_MODELS(Level.ORGANIZATION, "see models and aliases"),
  CHANGE_ALIASES(Level.ORGANIZATION, "add, change and remove aliases"),
  VIEW_ALERTS(Level.ORGANIZATION, "see alerts and where they go"),
  CHANGE_ALERTS(Level.ORGANIZATION, "change where alerts go"),
  VIEW_PROVIDERS(Level.ORGANIZATION, "see the organization's own providers"),
  CHANGE_PROVIDERS(Level.ORGANIZATION, "add, change and remove the organization's own providers"),
  VIEW_MANAGEMENT_KEYS(Level.ORGANIZATION, "see management keys"),
  CHANGE_MANAGEMENT_KEYS(Level.ORGANIZATION, "create, change and revoke management keys"),
  VIEW_AUDIT_LOG(Level.ORGANIZATION, "read and export the audit log"),
  CHANGE_AUDIT_LOG(
      Level.ORGANIZATION, "change how long the audit log is kept and where it is sent"),
  VIEW_CREDIT(Level.ORGANIZATION, "see credit"),
  CHANGE_SETTINGS(Level.ORGANIZATION, "change the organization's settings"),
  EXPORT_ORGANIZATION(Level.ORGANIZATION, "export the organization's data"),
  TRANSFER_OWNERSHIP(Level.ORGANIZATION, "make others owners"),
  DELETE_ORGANIZATION(Level.ORGANIZATION, "suspend and delete the organization"),
  GRANT_CREDIT(Level.INSTALLATION, "grant and withdraw credit");

  /// Where a permission can be held.
  public enum Level {
    /// In one team, or in the whole organization and so in each of its teams.
    TEAM,
    /// In the whole organization.
    ORGANIZATION,
    /// By those who run the installation only.
    INSTALLATION
  }

  private final Level level;
  private final String description;

  Permission(Level level, String description) {
    this.level = level;
    this.description = description;
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
