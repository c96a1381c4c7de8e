package ai.nemorouter.testsupport;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Role;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.platform.database.Ids;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/// Makes people who belong to an organization, as actors with the rights they have there. They have
/// no password: who is to sign in is made by `Visitor`.
@ApplicationScoped
public class People {
  private final TestDatabase database;
  private final Members members;

  People(TestDatabase database, Members members) {
    this.database = database;
    this.members = members;
  }

  /// A new member with that role.
  public Actor.Person join(UUID orgId, Role role) {
    UUID userId = Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          handle.execute(
              "insert into users (id, email, name) values (?, ?, ?)",
              userId,
              role.slug() + "-" + userId + "@example.com",
              role.name() + " " + userId.toString().substring(24));
          members.ensure(orgId, userId, role);
        });
    return now(orgId, userId);
  }

  /// A new member who has that role in one team only.
  public Actor.Person joinTeam(UUID orgId, UUID teamId, Role role) {
    UUID userId = join(orgId, Role.MEMBER).userId();
    database
        .of(orgId)
        .useTransaction(handle ->
            handle.execute(
                "insert into team_members (org_id, team_id, user_id, role) values (?, ?, ?, ?)",
                orgId,
                teamId,
                userId,
                role.slug()));
    return now(orgId, userId);
  }

  /// The member with the rights they have at this moment.
  public Actor.Person now(UUID orgId, UUID userId) {
    SignedIn signedIn = new SignedIn(Ids.next(), userId, email(userId), "Somebody", false);
    return members.enter(orgId, signedIn, Origin.INSIDE).orElseThrow();
  }

  public String email(UUID userId) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select email from users where id = ?", userId)
                .mapTo(String.class)
                .one());
  }

  /// What the audit log of the organization holds of one action, oldest first.
  public List<JsonNode> audited(UUID orgId, String action) {
    return database
        .of(orgId)
        .read(handle ->
            handle
                .select(
                    "select details::text from audit_entries where org_id = ? and action = ? order by id",
                    orgId,
                    action)
                .mapTo(String.class)
                .list())
        .stream()
        .map(People::json)
        .toList();
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
