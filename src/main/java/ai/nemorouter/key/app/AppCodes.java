package ai.nemorouter.key.app;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.Users;
import ai.nemorouter.account.throttle.Throttle;
import ai.nemorouter.account.throttle.ThrottleRule;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.owner.KeyOwners;
import ai.nemorouter.key.owner.KeyTeams;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;

/// Lets people give apps keys of their own, by codes that apps exchange for them.
@ForActor
@ApplicationScoped
public class AppCodes {
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /// For so long an app that comes too late is told why.
  private static final Duration KEPT = Duration.ofDays(1);

  private final Session session;
  private final AppCodeQueries queries;
  private final Keys keys;
  private final KeyTeams teams;
  private final KeyOwners owners;
  private final Organizations organizations;
  private final Members members;
  private final Users users;
  private final Throttle throttle;
  private final Constraints constraints;
  private final Database database;
  private final AuditLog auditLog;

  AppCodes(
      Session session,
      AppCodeQueries queries,
      Keys keys,
      KeyTeams teams,
      KeyOwners owners,
      Organizations organizations,
      Members members,
      Users users,
      Throttle throttle,
      Constraints constraints,
      Database database,
      AuditLog auditLog) {
    this.session = session;
    this.queries = queries;
    this.keys = keys;
    this.teams = teams;
    this.owners = owners;
    this.organizations = organizations;
    this.members = members;
    this.users = users;
    this.throttle = throttle;
    this.constraints = constraints;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// What an app gets.
  ///
  /// @param userId the owner of the key
  public record Issued(MintedKey minted, UUID userId) {}

  /// Where the person can let apps have keys of theirs: as a member, also if they run the
  /// installation.
  public List<Organization> organizations(SignedIn person, Origin origin) {
    return organizations.of(person).stream()
        .filter(organization ->
            members
                .represent(organization.id(), person.userId(), origin)
                .filter(KeyTeams::mayMint)
                .isPresent())
        .toList();
  }

  /// Allows an app to fetch such a key, within ten minutes.
  ///
  /// @param wanted a key that the person owns
  /// @return the code that the app fetches it with
  public String allow(Actor.Person actor, AppRequest request, NewKey wanted) {
    boolean known =
        teams.mintable(actor).stream().anyMatch(team -> team.id().equals(wanted.teamId()));
    if (!known) {
      throw new InvalidInputException("team", "Choose a team in which you can create keys.");
    }
    constraints.requireMet(wanted);
    if (wanted.budget() != null && !KeyTeams.mayLimit(actor, wanted.teamId())) {
      throw new InvalidInputException(
          "limit",
          "You cannot set limits in this team. Leave it empty: your limits and those of the team"
              + " apply.");
    }
    owners.requireEligible(actor.orgId(), wanted.teamId(), actor.userId());
    AppCode code = AppCode.next(actor.orgId());
    session.persist(new AppCodeEntity(actor, code, request, wanted, database.now().plus(PATIENCE)));
    auditLog.record(actor, "app.allowed", "app " + request.app(), details(wanted));
    return code.text();
  }

  private static ObjectNode details(NewKey wanted) {
    Budget budget = wanted.budget();
    ObjectNode details = Json.object();
    details.put("key", wanted.name()).put("team_id", wanted.teamId().toString());
    details.put("monthly_limit", budget == null ? null : budget.amount().display());
    details.put("expires_at", wanted.expiresAt() == null ? null : wanted.expiresAt().toString());
    return details;
  }

  /// Makes the key that a code stands for. What the person may do counts as it is at this moment.
  ///
  /// @param verifier what the app made its challenge from
  /// @throws ApiException with 403 if the code cannot be used
  public Issued redeem(String code, String verifier, Origin origin) {
    ThrottleRule wrongCodes = ThrottleRule.appCodes(origin.address());
    throttle.lookOrThrow(wrongCodes);
    try {
      AppCode parsed = AppCode.parse(code).orElseThrow(AppCodes::unknown);
      UUID userId = personOrThrow(parsed, verifier);
      if (!users.isUsable(userId)) {
        throw gone();
      }
      return database.inOrganization(parsed.orgId(), () -> exchange(parsed, userId, origin));
    } catch (ApiException e) {
      throttle.takeOrThrow(wrongCodes);
      throw e;
    }
  }

  /// Who allowed it, if the code can be used with that verifier.
  private UUID personOrThrow(AppCode code, String verifier) {
    return database.inOrganization(
        code.orgId(),
        () -> {
          AppCodeEntity found =
              queries.find(code.orgId(), code.hash()).orElseThrow(AppCodes::unknown);
          if (!AppCode.meets(verifier, found.challenge())) {
            throw refused(
                "The code_verifier does not match the code_challenge that the sign-in began with."
                    + " Send the verifier of that sign-in, or begin a new one.",
                "code_verifier_wrong");
          }
          if (found.isUsed()) {
            throw used();
          }
          if (found.isOver(database.now())) {
            throw refused(
                "This code has expired: it can be used for ten minutes."
                    + " Send the person to /auth again.",
                "code_expired");
          }
          return found.userId();
        });
  }

  private Issued exchange(AppCode code, UUID userId, Origin origin) {
    if (queries.use(code.orgId(), code.hash()) == 0) {
      throw used();
    }
    Actor.Person person =
        members.represent(code.orgId(), userId, origin).orElseThrow(AppCodes::gone);
    AppCodeEntity allowed = queries.find(code.orgId(), code.hash()).orElseThrow(AppCodes::unknown);
    try {
      return new Issued(keys.mint(person, allowed.wanted()), userId);
    } catch (ForbiddenException | NotFoundException | InvalidInputException e) {
      throw refused(
          "The person who allowed this can no longer create this key. Send them to /auth again.",
          "key_not_allowed");
    }
  }

  @Scheduled(every = "1h", delayed = "10m")
  void forgetWhatIsOver() {
    database.inInstallation(() -> queries.forget(database.now().minus(KEPT)));
  }

  private static ApiException unknown() {
    return refused(
        "There is no such code. Send the person to /auth again and use the code from its answer.",
        "code_unknown");
  }

  private static ApiException used() {
    return refused(
        "This code was used already: it makes one key. Send the person to /auth again for another.",
        "code_used");
  }

  private static ApiException gone() {
    return refused(
        "The person who allowed this is no longer an active member of the organization.",
        "member_inactive");
  }

  private static ApiException refused(String message, String reason) {
    return ApiError.permission(message).reason(reason).exception();
  }
}
