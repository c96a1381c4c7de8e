package ai.nemorouter.testsupport;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.account.Users;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.platform.database.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/// Makes organizations for tests: each test has its own, so that tests do not see each other.
@ApplicationScoped
public class World {
  private final TestDatabase database;
  private final Users users;
  private final Members members;

  World(TestDatabase database, Users users, Members members) {
    this.database = database;
    this.users = users;
    this.members = members;
  }

  /// An organization with one team and somebody who owns it.
  public record Place(UUID orgId, UUID teamId, Actor owner, Actor automation) {
    public String slug() {
      return slugOf(orgId);
    }

    /// The address of one of its pages in the console.
    public String path(String page) {
      return "/o/" + slugOf(orgId) + "/" + page;
    }
  }

  /// What somebody types into the sign-in form.
  public record Login(String email, String password) {}

  public Place newOrganization() {
    UUID orgId = Ids.next();
    UUID teamId = Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          handle.execute(
              "insert into organizations (id, slug, name) values (?, ?, 'Globex')",
              orgId,
              slugOf(orgId));
          handle.execute(
              "insert into teams (org_id, id, name) values (?, ?, 'Research')", orgId, teamId);
        });
    return new Place(
        orgId,
        teamId,
        new Actor.Person(
            orgId, Ids.next(), "Hank Scorpio", Rights.of(Role.OWNER), false, Origin.INSIDE),
        new Actor.Automation(
            orgId, Ids.next(), "Terraform", Rights.of(Role.ADMINISTRATOR), false, Origin.INSIDE));
  }

  /// A key of the place's team that no call can be made with.
  public UUID newKey(Place place) {
    UUID id = Ids.next();
    database
        .of(place.orgId())
        .useTransaction(handle ->
            handle.execute(
                """
                insert into keys (org_id, id, team_id, name, secret_hash, last_four, created_by)
                values (?, ?, ?, 'CI', sha256(?::bytea), 'abcd', 'Hank Scorpio')
                """,
                place.orgId(),
                id,
                place.teamId(),
                id.toString()));
    return id;
  }

  /// An account of a person who owns the organization.
  ///
  /// @param operator whether they also run the installation
  public Login ownerWithPassword(Place place, boolean operator) {
    Login login = new Login("owner-" + place.orgId() + "@example.com", "correct horse battery");
    database.inInstallation(() -> {
      UUID userId = users.ensure(login.email(), "Hank Scorpio", login.password(), operator);
      members.ensure(place.orgId(), userId, Role.OWNER);
      return userId;
    });
    return login;
  }

  /// A finished call of that key, as the settlement records it.
  public void recordCall(Place place, UUID keyId, Money cost) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle
                .createUpdate(
                    """
                    insert into calls (org_id, id, team_id, key_id, started_at, status, requested_model,
                      streamed, cost, cost_source)
                    values (:orgId, :id, :teamId, :keyId, now(), 'ok', 'demo/haiku-small', false, :cost, 'catalog')
                    """)
                .bind("orgId", place.orgId())
                .bind("id", Ids.next())
                .bind("teamId", place.teamId())
                .bind("keyId", keyId)
                .bind("cost", cost)
                .execute());
  }

  /// An alert of the place's team that failed to reach that channel.
  ///
  /// @return its id
  public UUID recordAlert(Place place, UUID channelId, String scopeName) {
    UUID id = Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          handle
              .createUpdate(
                  """
                  insert into alerts (org_id, id, kind, window_id, threshold, limit_id, scope, scope_id, scope_name, credit,
                                      unit, period, model, allowed, used, starts_at, ends_at)
                  values (:orgId, :id, 'threshold', 1, 80, :id, 'team', :teamId, :name, false,
                          'usd', 'month', 'anthropic/claude-sonnet-4.5', 123456789012345, 98765432109876, now(), now() + interval '9 days')
                  """)
              .bind("orgId", place.orgId())
              .bind("id", id)
              .bind("teamId", place.teamId())
              .bind("name", scopeName)
              .execute();
          handle.execute(
              """
              insert into alert_deliveries (org_id, id, alert_id, channel_id, state, attempts, last_status, last_error, finished_at)
              values (?, ?, ?, ?, 'failed', 8, 503, 'The receiver answered with HTTP status 503.', now())
              """,
              place.orgId(),
              Ids.next(),
              id,
              channelId);
        });
    return id;
  }

  private static String slugOf(UUID orgId) {
    return "globex-" + orgId;
  }
}
