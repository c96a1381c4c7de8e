package ai.nemorouter.policy;

import ai.nemorouter.access.Permission;
import ai.nemorouter.key.Key;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.organization.StoredAllowlists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a policy is about, with what stands above it.
///
/// @param about the scope whose page it is shown on
/// @param teams those that its keys are in, by id
/// @param memberId the member whose limits count too; null for none
/// @param keys those whose own limits and lists are shown
/// @param moreKeys how many are not
record Subject(
    Viewer viewer,
    UUID orgId,
    Scope about,
    Map<UUID, StoredAllowlists.Holder> teams,
    @Nullable UUID memberId,
    List<Key> keys,
    int moreKeys) {

  /// Everything that can have a limit that counts, from the whole to the part.
  List<Scope> scopes() {
    List<Scope> scopes = new ArrayList<>();
    scopes.add(Scope.organization(orgId));
    teams.keySet().forEach(id -> scopes.add(Scope.team(id)));
    Optional.ofNullable(memberId).ifPresent(id -> scopes.add(Scope.member(id)));
    keys.forEach(key -> scopes.add(Scope.key(key.id())));
    return scopes;
  }

  /// How much of that scope's limits the viewer may see.
  Sight sight(Scope scope) {
    return Sight.of(viewer, scope, teamOf(scope));
  }

  Sight sightOfCredit() {
    return Sight.ofCredit(viewer, onlyTeam());
  }

  private @Nullable UUID teamOf(Scope scope) {
    return scope.kind() == Scope.Kind.KEY
        ? keys.stream()
            .filter(key -> key.id().equals(scope.id()))
            .map(Key::teamId)
            .findFirst()
            .orElse(null)
        : onlyTeam();
  }

  /// Null for a member, whose keys may be in several.
  private @Nullable UUID onlyTeam() {
    return about.kind() == Scope.Kind.MEMBER || teams.size() != 1
        ? null
        : teams.keySet().iterator().next();
  }

  /// What the scope is called here, with its page where the viewer may open it.
  Source source(Scope scope) {
    boolean here = scope.equals(about);
    return switch (scope.kind()) {
      case ORGANIZATION ->
          Source.organization(viewer.may(Permission.VIEW_LIMITS) ? "limits" : null);
      case TEAM ->
          new Source(
              Source.Level.TEAM,
              here ? "This team" : "Team " + teamName(scope.id()),
              !here && viewer.may(Permission.VIEW_TEAMS, scope.id())
                  ? "teams/" + scope.id()
                  : null);
      case MEMBER ->
          new Source(
              Source.Level.MEMBER,
              memberLabel(scope.id()),
              !here && (viewer.may(Permission.VIEW_MEMBERS) || viewer.isPerson(scope.id()))
                  ? "members/" + scope.id()
                  : null);
      case KEY -> keySource(scope, here);
    };
  }

  private String memberLabel(UUID id) {
    if (viewer.isPerson(id)) {
      return "You";
    }
    return about.kind() == Scope.Kind.MEMBER ? "This member" : "Owner of the key";
  }

  private Source keySource(Scope scope, boolean here) {
    Key key =
        keys.stream().filter(known -> known.id().equals(scope.id())).findFirst().orElseThrow();
    return new Source(
        Source.Level.KEY,
        here ? "This key" : "Key " + key.name(),
        !here && viewer.may(Permission.VIEW_KEYS, key.teamId()) ? "keys/" + scope.id() : null);
  }

  private String teamName(UUID id) {
    StoredAllowlists.Holder holder = teams.get(id);
    return holder == null ? "" : holder.name();
  }
}
