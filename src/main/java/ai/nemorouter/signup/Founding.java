package ai.nemorouter.signup;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.organization.team.TeamMembers;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.sso.SelfMadeOrganizations;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.UUID;

/// Makes what a person has who signed up: an organization that they own, its first team, the first
/// key, and the starting credit if it is theirs. All of it is part of one transaction across
/// organizations.
@ApplicationScoped
class Founding {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SUFFIX_BITS = 40;
  private static final String FIRST_KEY = "First key";
  private static final String CREATED = "organization.created";

  private final Organizations organizations;
  private final Members members;
  private final Teams teams;
  private final TeamMembers teamMembers;
  private final Keys keys;
  private final Credits credits;
  private final SelfMadeOrganizations selfMade;
  private final SignUpSettings settings;
  private final SignUpQueries queries;
  private final Database database;
  private final AuditLog auditLog;

  Founding(
      Organizations organizations,
      Members members,
      Teams teams,
      TeamMembers teamMembers,
      Keys keys,
      Credits credits,
      SelfMadeOrganizations selfMade,
      SignUpSettings settings,
      SignUpQueries queries,
      Database database,
      AuditLog auditLog) {
    this.organizations = organizations;
    this.members = members;
    this.teams = teams;
    this.teamMembers = teamMembers;
    this.keys = keys;
    this.credits = credits;
    this.selfMade = selfMade;
    this.settings = settings;
    this.queries = queries;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// Who makes an organization: a person whose address is verified.
  record Founder(UUID userId, String email, String name, Origin origin) {}

  /// What was made.
  ///
  /// @param credit what it starts with
  record Founded(Organization organization, MintedKey key, Money credit) {}

  Founded make(Founder founder, NewPlace place) {
    organizations.lockForCreation();
    UUID orgId = organizations.create(place.organization(), addressedAs(place), false);
    members.ensure(orgId, founder.userId(), Role.OWNER);
    Actor owner = owner(orgId, founder);
    record(founder, owner, place);
    UUID teamId = teams.create(owner, place.team());
    teamMembers.ensure(orgId, teamId, founder.userId(), Role.LEAD);
    acceptTerms(owner, founder.userId());
    Money credit = credit(orgId, founder.email());
    MintedKey key = keys.mint(owner, new NewKey(teamId, FIRST_KEY, null, null, founder.userId()));
    return new Founded(organizations.getOrThrow(orgId), key, credit);
  }

  /// Where the provider's groups admit people to organizations by their address, none is chosen by
  /// a stranger: it would get the people of a group.
  private String addressedAs(NewPlace place) {
    if (!selfMade.areAdmittedToByAddress()) {
      return place.organization();
    }
    long random = RANDOM.nextLong(1L << SUFFIX_BITS);
    return Long.toString(random, Character.MAX_RADIX) + " " + place.organization();
  }

  private static Actor owner(UUID orgId, Founder founder) {
    return new Actor.Person(
        orgId, founder.userId(), founder.name(), Rights.of(Role.OWNER), false, founder.origin());
  }

  /// In the organization's own log, and for operators in the installation's.
  private void record(Founder founder, Actor owner, NewPlace place) {
    auditLog.record(
        owner,
        CREATED,
        "organization",
        Json.object().put("name", place.organization()).put("by", "sign-up"));
    auditLog.record(
        owner(AuditLog.INSTALLATION, founder),
        CREATED,
        "organization " + owner.orgId(),
        Json.object()
            .put("name", place.organization())
            .put("by", "sign-up")
            .put("email", founder.email()));
  }

  private void acceptTerms(Actor owner, UUID userId) {
    SignUpSettings.Terms terms = settings.terms();
    if (terms != null) {
      queries.accept(userId, terms.version(), terms.url());
      auditLog.record(
          owner,
          "terms.accepted",
          "user " + userId,
          Json.object().put("version", terms.version()).put("url", terms.url()));
    }
  }

  /// Once for each person: the row of a mailbox can be there once.
  private Money credit(UUID orgId, String email) {
    Money credit = settings.credit();
    if (credit.isZero() || queries.giveCredit(Mailbox.of(email).hash(), credit.nanos()) == 0) {
      return Money.ZERO;
    }
    credits.grantPromotion(
        new Actor.Setup(orgId),
        credit,
        database.now().plus(settings.creditLifetime()),
        "Starting credit");
    return credit;
  }
}
