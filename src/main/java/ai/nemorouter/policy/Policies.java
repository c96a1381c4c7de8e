package ai.nemorouter.policy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.key.owner.HeldKeys;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.organization.StoredAllowlists;
import ai.nemorouter.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What applies to keys, put together from what other features know, in a number of statements that
/// does not depend on how much applies. What cannot start requests has no policy.
@ForActor
@ApplicationScoped
public class Policies {
  private static final int KEYS_SHOWN = 20;

  private final HeldKeys keys;
  private final StoredAllowlists allowedModels;
  private final LimitLines limits;
  private final ListLines lists;
  private final GuardrailLines guardrails;
  private final Database database;

  Policies(
      HeldKeys keys,
      StoredAllowlists allowedModels,
      LimitLines limits,
      ListLines lists,
      GuardrailLines guardrails,
      Database database) {
    this.keys = keys;
    this.allowedModels = allowedModels;
    this.limits = limits;
    this.lists = lists;
    this.guardrails = guardrails;
    this.database = database;
  }

  /// What applies to a key; empty for one that is revoked, that is in an archived team, or that the
  /// actor neither may see nor owns.
  public Optional<Policy> ofKey(Actor actor, UUID keyId) {
    return keys.find(actor, keyId).flatMap(key -> ofKey(new Viewer(actor, isOf(actor, key)), key));
  }

  /// The same for the key that showed its secret, which is all it needs.
  Optional<Policy> self(KeyIdentity identity) {
    return database.inOrganization(
        identity.orgId(), () -> keys.self(identity).flatMap(key -> ofKey(Viewer.KEY, key)));
  }

  private Optional<Policy> ofKey(Viewer viewer, Key key) {
    Map<UUID, StoredAllowlists.Holder> teams = teams(List.of(key));
    return key.revokedAt() != null || teams.isEmpty()
        ? Optional.empty()
        : Optional.of(
            assemble(
                new Subject(
                    viewer,
                    key.orgId(),
                    Scope.key(key.id()),
                    teams,
                    key.ownerId(),
                    List.of(key),
                    0)));
  }

  /// What applies to all keys of a team; empty for one that is archived or that the actor may not
  /// see.
  public Optional<Policy> ofTeam(Actor actor, UUID teamId) {
    if (!actor.may(Permission.VIEW_TEAMS, teamId)) {
      return Optional.empty();
    }
    Map<UUID, StoredAllowlists.Holder> teams = byId(allowedModels.ofTeams(List.of(teamId)));
    return teams.isEmpty()
        ? Optional.empty()
        : Optional.of(
            assemble(
                new Subject(
                    new Viewer(actor, false),
                    actor.orgId(),
                    Scope.team(teamId),
                    teams,
                    null,
                    List.of(),
                    0)));
  }

  /// What applies to the keys of a member; empty where the actor may see neither members nor is
  /// that one. Of the keys only those are looked at that the actor may see.
  public Optional<Policy> ofMember(Actor actor, UUID userId) {
    Viewer viewer = new Viewer(actor, new Viewer(actor, false).isPerson(userId));
    if (!viewer.own() && !actor.may(Permission.VIEW_MEMBERS)) {
      return Optional.empty();
    }
    HeldKeys.Found found = keys.of(actor, userId, KEYS_SHOWN);
    return Optional.of(
        assemble(
            new Subject(
                viewer,
                actor.orgId(),
                Scope.member(userId),
                teams(found.keys()),
                userId,
                found.keys(),
                Math.toIntExact(found.found() - found.keys().size()))));
  }

  private Policy assemble(Subject subject) {
    List<PolicyLine> lines = new ArrayList<>(limits.of(subject));
    lines.addAll(lists.of(subject));
    lines.addAll(guardrails.of(subject));
    return new Policy(lines, subject.moreKeys());
  }

  private Map<UUID, StoredAllowlists.Holder> teams(List<Key> found) {
    return byId(allowedModels.ofTeams(found.stream().map(Key::teamId).distinct().toList()));
  }

  private static Map<UUID, StoredAllowlists.Holder> byId(
      Collection<StoredAllowlists.Holder> holders) {
    Map<UUID, StoredAllowlists.Holder> byId = new LinkedHashMap<>();
    for (StoredAllowlists.Holder holder : holders) {
      UUID teamId = holder.teamId();
      if (teamId != null) {
        byId.put(teamId, holder);
      }
    }
    return byId;
  }

  private static boolean isOf(Actor actor, Key key) {
    return key.ownerId() != null && new Viewer(actor, false).isPerson(key.ownerId());
  }
}
