package ai.nemorouter.access;

/// A named set of permissions that a member holds in an organization.
public enum Role {
  OWNER;

  public boolean allows(Permission permission) {
    return switch (this) {
      case OWNER -> permission != Permission.GRANT_CREDIT;
    };
  }
}
