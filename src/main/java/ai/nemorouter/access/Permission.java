package ai.nemorouter.access;

/// A named operation. Every use case begins by naming one in `Actor.authorizeOrThrow`.
public enum Permission {
  VIEW_OVERVIEW("see the overview"),
  VIEW_TEAMS("see teams"),
  CHANGE_TEAMS("create, rename and archive teams"),
  VIEW_KEYS("see keys"),
  CHANGE_KEYS("create, change and revoke keys"),
  VIEW_LIMITS("see limits"),
  CHANGE_LIMITS("change limits"),
  VIEW_MEMBERS("see members"),
  VIEW_MODELS("see models and aliases"),
  CHANGE_ALIASES("add, change and remove aliases"),
  VIEW_CALLS("see calls"),
  VIEW_ALERTS("see alerts and where they go"),
  CHANGE_ALERTS("change where alerts go"),
  VIEW_PROVIDERS("see the organization's own providers"),
  CHANGE_PROVIDERS("add, change and remove the organization's own providers"),
  VIEW_CREDIT("see credit"),
  GRANT_CREDIT("grant and withdraw credit");

  private final String description;

  Permission(String description) {
    this.description = description;
  }

  /// What it lets one do, to be read after "may".
  public String description() {
    return description;
  }
}
