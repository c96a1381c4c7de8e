package ai.nemorouter.sso.provider;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The groups and roles that there are in Keycloak's realm.
///
/// @param groups as paths, in order
/// @param roles in order; empty where rules are about other roles
/// @param kinds of which all are known
public record RealmNames(List<String> groups, List<String> roles, Set<Claims.Kind> kinds) {
  private static final int OFFERS_MAX = 1_000;

  public RealmNames {
    groups = List.copyOf(groups);
    roles = List.copyOf(roles);
    kinds = Set.copyOf(kinds);
  }

  /// A name that a rule can be written for.
  public record Offer(String value, String kind) {}

  public List<Offer> offers() {
    return Stream.concat(
            groups.stream().map(group -> new Offer(group, Claims.Kind.GROUP.label())),
            roles.stream().map(role -> new Offer(role, Claims.Kind.ROLE.label())))
        .limit(OFFERS_MAX)
        .toList();
  }

  /// Whether there is no such group or role, as far as it is known. A group goes by its name as
  /// well: the provider may leave the path out of its tokens.
  public boolean lacks(Claims.Kind kind, String value) {
    if (!kinds.contains(kind)) {
      return false;
    }
    return switch (kind) {
      case GROUP ->
          groups.stream().noneMatch(path -> path.equals(value) || path.endsWith("/" + value));
      case ROLE -> !roles.contains(value);
      case ORGANIZATION -> false;
    };
  }
}
