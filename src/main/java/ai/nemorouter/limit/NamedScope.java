package ai.nemorouter.limit;

import java.util.UUID;

/// What a limit applies to, as people know it.
///
/// @param open whether calls can still be made under it: not so for an archived team or an ended
///   key
public record NamedScope(Scope scope, String name, boolean open) {
  public UUID id() {
    return scope.id();
  }

  public String kind() {
    return scope.kind().column();
  }

  /// As in `the team “Search”`.
  public String display() {
    return scope.kind() == Scope.Kind.ORGANIZATION
        ? "the organization"
        : "the " + kind() + " “" + name + "”";
  }

  /// Its page within the organization's.
  public String path() {
    return switch (scope.kind()) {
      case ORGANIZATION -> "limits";
      case TEAM -> "teams/" + id();
      case MEMBER -> "members/" + id();
      case KEY -> "keys/" + id();
    };
  }
}
