package ai.nemorouter.sso;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.organization.member.ManagedMembers;
import ai.nemorouter.sso.provider.Claims;
import ai.nemorouter.sso.rule.SsoRule;
import ai.nemorouter.sso.rule.SsoRuleRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Makes a person's memberships what the provider's claims say, in both directions: what they no
/// longer give is taken away. What people gave one another here, the provider does not touch, and
/// what it did not say takes nothing away.
@ApplicationScoped
class SsoMembershipSync {
  private static final Logger LOG = Logger.getLogger(SsoMembershipSync.class);

  private final SsoAccessPolicy admissions;
  private final ManagedMembers managed;
  private final SsoRuleRows rules;
  private final SsoSettingsRows settingsRows;

  SsoMembershipSync(
      SsoAccessPolicy admissions,
      ManagedMembers managed,
      SsoRuleRows rules,
      SsoSettingsRows settingsRows) {
    this.admissions = admissions;
    this.managed = managed;
    this.rules = rules;
    this.settingsRows = settingsRows;
  }

  /// An organization that the person belongs to, or may.
  ///
  /// @param held the person's role in it now; null for none
  private record Place(UUID orgId, String slug, ManagedMembers.@Nullable Place held) {
    @Nullable String role() {
      return held == null ? null : held.role();
    }

    boolean isGivenHere() {
      return held != null && !held.managed();
    }
  }

  /// In a transaction across organizations that holds the identity.
  void apply(Identities.Identity identity, Claims claims) {
    Set<String> admitted = admissions.of(claims);
    for (Place place : places(identity.userId(), claims, admitted)) {
      apply(identity, claims, place, admitted.contains(place.slug()));
    }
  }

  private void apply(Identities.Identity identity, Claims claims, Place place, boolean admitted) {
    SsoSettings settings = settingsRows.of(place.orgId());
    UUID userId = identity.userId();
    // A person who is in already may be so by what the provider did not say.
    boolean perhaps = place.role() != null && admissions.couldAdmit(claims.unclear(), place.slug());
    boolean mayEnter = admitted || perhaps || admissions.rulesAdmit();
    List<SsoRule> possible = rules.about(place.orgId(), claims.unclear());
    List<SsoRule> met = new ArrayList<>(rules.matching(place.orgId(), claims));
    met.addAll(kept(possible, place, managed.teamRoles(place.orgId(), userId)));
    SsoRule.Wanted wanted =
        SsoRule.wanted(
            met, admitted || perhaps ? settings.role() : Optional.empty(), Role.MEMBER.slug());
    Actor actor = new Actor.Setup(place.orgId());
    if (!place.isGivenHere()) {
      Optional<String> role = mayEnter ? wanted.role() : Optional.empty();
      if (role.isEmpty()) {
        if (place.role() != null && (!mayEnter || possible.isEmpty())) {
          leave(actor, userId, settings.leavers());
        }
        return;
      }
      if (place.role() == null) {
        managed.join(actor, userId, role.get());
      } else if (!place.role().equals(role.get())) {
        changeRole(actor, userId, role.get());
      }
    }
    applyInTeams(actor, userId, wanted.inTeams(), settings.leavers());
  }

  /// Of the rules that the person may meet by what the provider did not say, those that give what
  /// the person has. In a team whatever they have stays, so that no key ends in doubt.
  private static List<SsoRule> kept(
      List<SsoRule> possible, Place place, Map<UUID, String> inTeams) {
    List<SsoRule> kept = new ArrayList<>();
    for (SsoRule rule : possible) {
      UUID team = rule.teamId();
      String held = team == null ? place.role() : inTeams.get(team);
      if (held != null && (team != null || rule.role().equals(held))) {
        kept.add(rule.giving(held));
      }
    }
    return kept;
  }

  private void changeRole(Actor actor, UUID userId, String role) {
    if (!managed.changeRole(actor, userId, role)) {
      LOG.warnf(
          "The last owner of organization %s keeps that role, whatever single sign-on says",
          actor.orgId());
    }
  }

  private void leave(Actor actor, UUID userId, SsoSettings.Leavers leavers) {
    if (!managed.remove(actor, userId, leavers.choice())) {
      LOG.warnf(
          "The last owner of organization %s stays, whatever single sign-on says", actor.orgId());
    }
  }

  /// Makes the roles in teams what the provider says.
  ///
  /// @param wanted the role in each team
  /// @param leavers what becomes of the keys that the member has in a team that they leave
  private void applyInTeams(
      Actor actor, UUID userId, Map<UUID, String> wanted, SsoSettings.Leavers leavers) {
    Map<UUID, String> held = managed.teamRoles(actor.orgId(), userId);
    wanted.forEach((team, role) -> {
      if (!role.equals(held.get(team))) {
        managed.giveInTeam(actor, userId, team, held.get(team), role);
      }
    });
    held.forEach((team, role) -> {
      if (!wanted.containsKey(team)) {
        managed.takeFromTeam(actor, userId, team, role, leavers.choice());
      }
    });
  }

  private List<Place> places(UUID userId, Claims claims, Set<String> admitted) {
    Map<UUID, ManagedMembers.Place> held = managed.of(userId);
    return rules.organizations(held.keySet(), admitted, admissions.rulesAdmit(), claims).stream()
        .map(found -> new Place(found.id(), found.slug(), held.get(found.id())))
        .toList();
  }
}
