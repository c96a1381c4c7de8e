package ai.nemorouter.testsupport;

import ai.nemorouter.access.Role;
import ai.nemorouter.account.Users;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Visits the console as a browser without JavaScript would.
@ApplicationScoped
public class Visitor {
  public static final String PASSWORD = "seven ducks over the quiet mill";
  private static final String COOKIE = "__Host-nemo-session";

  private final Database database;
  private final Users users;
  private final Members members;

  Visitor(Database database, Users users, Members members) {
    this.database = database;
    this.users = users;
    this.members = members;
  }

  /// Somebody with a session.
  public record Person(String email, String session) {
    public RequestSpecification browser() {
      return Visitor.browser().cookie(COOKIE, session);
    }
  }

  /// An owner of the organization who is signed in.
  public Person owner(UUID orgId) {
    return member(orgId, Role.OWNER);
  }

  /// A member of the organization with that role who is signed in.
  public Person member(UUID orgId, Role role) {
    return signedIn(orgId, role, false);
  }

  /// Somebody who runs the installation and is signed in.
  public Person operator() {
    return signedIn(null, Role.OWNER, true);
  }

  /// Somebody who sends a form from one of our own pages, not signed in.
  public static RequestSpecification browser() {
    return RestAssured.given().header("Sec-Fetch-Site", "same-origin").redirects().follow(false);
  }

  public static Response signIn(String email, String password, String next) {
    return browser()
        .formParam("email", email)
        .formParam("password", password)
        .formParam("next", next)
        .post("/sign-in");
  }

  private Person signedIn(@Nullable UUID orgId, Role role, boolean operator) {
    String email = "ada+" + Ids.next() + "@example.com";
    database.inInstallation(() -> {
      UUID userId = users.ensure(email, "Ada Lovelace", PASSWORD, operator);
      users.verify(userId);
      if (orgId != null) {
        members.ensure(orgId, userId, role);
      }
      return userId;
    });
    return new Person(email, signIn(email, PASSWORD, "/").cookie(COOKIE));
  }
}
