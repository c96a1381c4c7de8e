package ai.nemorouter.testsupport;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.account.session.Sessions;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.key.operator.NewOperatorKey;
import ai.nemorouter.key.operator.OperatorKeys;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.platform.database.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// People of every role, and programs with any permissions, made without typing passwords.
@ApplicationScoped
public class Cast {
  private final TestDatabase database;
  private final Members members;
  private final Sessions sessions;
  private final Keys keys;
  private final ManagementKeys managementKeys;
  private final OperatorKeys operatorKeys;

  Cast(
      TestDatabase database,
      Members members,
      Sessions sessions,
      Keys keys,
      ManagementKeys managementKeys,
      OperatorKeys operatorKeys) {
    this.database = database;
    this.members = members;
    this.sessions = sessions;
    this.keys = keys;
    this.managementKeys = managementKeys;
    this.operatorKeys = operatorKeys;
  }

  /// What somebody is in an organization.
  ///
  /// @param teamRole in its first team; null for none
  public record Part(Role role, @Nullable Role teamRole) {
    public static List<Part> all() {
      return List.of(
          new Part(Role.OWNER, null),
          new Part(Role.ADMINISTRATOR, null),
          new Part(Role.BILLING, null),
          new Part(Role.AUDITOR, null),
          new Part(Role.MEMBER, null),
          new Part(Role.MEMBER, Role.LEAD),
          new Part(Role.MEMBER, Role.DEVELOPER));
    }

    public Rights rights() {
      return Rights.of(role, teamRole == null ? Map.of() : Map.of(Ids.next(), teamRole));
    }

    @Override
    public String toString() {
      return teamRole == null ? role.name() : role.name() + " and " + teamRole.name();
    }
  }

  /// @return the token of a session
  public String signIn(World.Place place, Part part) {
    UUID userId = person(false);
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          members.ensure(place.orgId(), userId, part.role());
          Role teamRole = part.teamRole();
          if (teamRole != null) {
            handle.execute(
                "insert into team_members (org_id, team_id, user_id, role) values (?, ?, ?, ?)",
                place.orgId(),
                place.teamId(),
                userId,
                teamRole.slug());
          }
        });
    return session(userId);
  }

  /// @return the token of a session of somebody who is there already
  public String signIn(Actor.Person person) {
    return session(person.userId());
  }

  /// @return the token of a session of somebody who runs the installation
  public String operator() {
    return session(person(true));
  }

  /// @return the secret of an operator key
  public String operatorKey(boolean readOnly) {
    return operatorKeys
        .mint(
            new Operator(person(true), "Ada Lovelace", Origin.INSIDE),
            new NewOperatorKey("Billing", readOnly, null, List.of(), null))
        .secret()
        .reveal();
  }

  private String session(UUID userId) {
    return database
        .inInstallation(
            () -> sessions.start(userId, Sessions.Method.PASSWORD, Origin.INSIDE, Optional.empty()))
        .token();
  }

  private UUID person(boolean operator) {
    UUID id = Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "insert into users (id, email, name, operator) values (?, ?, 'Ada Lovelace', ?)",
                id,
                "ada-" + id + "@example.com",
                operator));
    return id;
  }

  /// @return the secret of a management key that may do just that
  public String managementKey(World.Place place, Set<Permission> permissions) {
    String secret = "management-key-" + Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          managementKeys.replace(place.orgId(), "Test " + Ids.next(), secret);
          handle.execute(
              "update management_keys set permissions = ? where org_id = ? and secret_hash = ?",
              permissions.stream().map(Enum::name).toArray(String[]::new),
              place.orgId(),
              KeySecret.sha256(secret));
        });
    return secret;
  }

  /// @return the secret of a key for calls
  public String key(World.Place place) {
    Actor owner = place.owner();
    return keys.mint(owner, new NewKey(place.teamId(), "ci", null, null)).secret().reveal();
  }
}
