package ai.nemorouter.sso;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.Departures;
import ai.nemorouter.organization.Members;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Makes a person's memberships what the provider's claims say, in both directions: what they no
/// longer give is taken away. What people gave one another here, the provider does not touch, and
/// what it did not say takes nothing away.
@ApplicationScoped
class Memberships {
  private static final Logger LOG = Logger.getLogger(Memberships.class);
  private static final String SSO = "sso";

  private final Admissions admissions;
  private final Members members;
  private final Departures departures;
  private final TeamMemberships teamMemberships;
  private final AuditLog auditLog;

  Memberships(
      Admissions admissions,
      Members members,
      Departures departures,
      TeamMemberships teamMemberships,
      AuditLog auditLog) {
    this.admissions = admissions;
    this.members = members;
    this.departures = departures;
    this.teamMemberships = teamMemberships;
    this.auditLog = auditLog;
  }

  /// An organization that the person belongs to, or may.
  ///
  /// @param role the person's role in it now; null for none
  /// @param source who gave them that role
  public record Place(UUID orgId, String slug, @Nullable String role, @Nullable String source) {
    boolean isGivenHere() {
      return role != null && !SSO.equals(source);
    }
  }

  /// @param handle of a transaction across organizations that holds the identity
  void apply(Handle handle, Identities.Identity identity, Claims claims) {
    Set<String> admitted = admissions.of(claims);
    for (Place place : places(handle, identity.userId(), claims, admitted)) {
      apply(handle, identity, claims, place, admitted.contains(place.slug()));
    }
  }

  private void apply(
      Handle handle, Identities.Identity identity, Claims claims, Place place, boolean admitted) {
    SsoSettings settings = SsoSettings.of(handle, place.orgId());
    UUID userId = identity.userId();
    // A person who is in already may be so by what the provider did not say.
    boolean perhaps = place.role() != null && admissions.couldAdmit(claims.unclear(), place.slug());
    boolean mayEnter = admitted || perhaps || admissions.rulesAdmit();
    List<Rule> possible = RuleRows.about(handle, place.orgId(), claims.unclear());
    List<Rule> rules = new ArrayList<>(RuleRows.matching(handle, place.orgId(), claims));
    rules.addAll(kept(possible, place, TeamMemberships.held(handle, place.orgId(), userId)));
    Rule.Wanted wanted =
        Rule.wanted(
            rules, admitted || perhaps ? settings.role() : Optional.empty(), Role.MEMBER.slug());
    Actor actor = new Actor.Setup(place.orgId());
    if (!place.isGivenHere()) {
      Optional<String> role = mayEnter ? wanted.role() : Optional.empty();
      if (role.isEmpty()) {
        if (place.role() != null && (!mayEnter || possible.isEmpty())) {
          leave(handle, actor, userId, settings.leavers());
        }
        return;
      }
      if (place.role() == null) {
        join(handle, actor, userId, role.get());
      } else if (!place.role().equals(role.get())) {
        change(handle, actor, userId, role.get());
      }
    }
    teamMemberships.apply(handle, actor, userId, wanted.inTeams(), settings.leavers());
  }

  /// Of the rules that the person may meet by what the provider did not say, those that give what
  /// the person has. In a team whatever they have stays, so that no key ends in doubt.
  private static List<Rule> kept(List<Rule> possible, Place place, Map<UUID, String> inTeams) {
    List<Rule> kept = new ArrayList<>();
    for (Rule rule : possible) {
      UUID team = rule.teamId();
      String held = team == null ? place.role() : inTeams.get(team);
      if (held != null && (team != null || rule.role().equals(held))) {
        kept.add(rule.giving(held));
      }
    }
    return kept;
  }

  private void join(Handle handle, Actor actor, UUID userId, String role) {
    // `ensure` has what others do when somebody joins; the role may be one the organization
    // defined.
    members.ensure(handle, actor.orgId(), userId, Role.MEMBER);
    handle
        .createUpdate(
            "update members set source = 'sso', role = :role where org_id = :orgId and user_id = :userId")
        .bind("role", role)
        .bind("orgId", actor.orgId())
        .bind("userId", userId)
        .execute();
    var details = Json.object().put("by", "single sign-on");
    details.putObject("role").putNull("before").put("after", role);
    auditLog.record(handle, actor, "member.joined", "member " + userId, details);
  }

  private void change(Handle handle, Actor actor, UUID userId, String role) {
    try {
      members.assign(handle, actor, userId, role);
    } catch (InvalidInputException e) {
      LOG.warnf("Somebody keeps their role in organization %s: %s", actor.orgId(), e.getMessage());
    }
  }

  private void leave(Handle handle, Actor actor, UUID userId, SsoSettings.Leavers leavers) {
    try {
      departures.remove(handle, actor, userId, leavers.choice());
    } catch (InvalidInputException e) {
      LOG.warnf("Somebody stays in organization %s: %s", actor.orgId(), e.getMessage());
    }
  }

  private List<Place> places(Handle handle, UUID userId, Claims claims, Set<String> admitted) {
    return handle
        .createQuery(
            """
            select o.id as org_id, o.slug, m.role, m.source from organizations o
            left join members m on m.org_id = o.id and m.user_id = :userId
            where (o.deletion_due_at is null or o.deletion_due_at > now())
              and (m.user_id is not null or o.slug = any(:admitted)
                or (:rulesAdmit and o.id in (select r.org_id from sso_rules r where %s)))
            order by o.id
            """
                .formatted(RuleRows.HELD))
        .bind("userId", userId)
        .bindArray("admitted", String.class, admitted)
        .bind("rulesAdmit", admissions.rulesAdmit())
        .bindArray("groups", String.class, claims.groups())
        .bindArray("roles", String.class, claims.roles())
        .bindArray("organizations", String.class, claims.organizations())
        .map(ConstructorMapper.of(Place.class))
        .list();
  }
}
