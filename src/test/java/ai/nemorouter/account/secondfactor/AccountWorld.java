package ai.nemorouter.account.secondfactor;

import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import io.restassured.response.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What tests of accounts do over and over.
@ApplicationScoped
public class AccountWorld {
  public static final String SESSION = "__Host-nemo-session";
  static final String PENDING = "__Host-nemo-pending";

  private static final Pattern SECRET = Pattern.compile("id=\"secret\">([A-Z2-7 ]+)<");

  private final TestDatabase database;

  AccountWorld(TestDatabase database) {
    this.database = database;
  }

  /// All tests come from the same address.
  public void forgetTries() {
    database
        .acrossOrganizations()
        .useTransaction(handle -> handle.execute("delete from throttled"));
  }

  public UUID id(Visitor.Person person) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery("select id from users where email = :email")
                .bind("email", person.email())
                .mapTo(UUID.class)
                .one());
  }

  public void execute(String sql, Object... values) {
    database.acrossOrganizations().useTransaction(handle -> handle.execute(sql, values));
  }

  public boolean isVerified(String email) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery("select email_verified_at is not null from users where email = :email")
                .bind("email", email)
                .mapTo(Boolean.class)
                .one());
  }

  /// What the audit log of an organization has, in the order in which it happened.
  public List<String> audited(UUID orgId) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery("select action from audit_entries where org_id = :orgId order by id")
                .bind("orgId", orgId)
                .mapTo(String.class)
                .list());
  }

  /// @return the secret that the page shows to the person
  public static String beginSecondFactor(Visitor.Person person) {
    person.browser().post("/account/second-factor");
    Matcher matcher = SECRET.matcher(person.browser().get("/account/second-factor").asString());
    if (!matcher.find()) {
      throw new AssertionError("The page shows no secret");
    }
    return matcher.group(1).replace(" ", "");
  }

  public static Response confirm(Visitor.Person person, String password, String code) {
    return person
        .browser()
        .formParam("current", password)
        .formParam("code", code)
        .post("/account/second-factor/confirmation");
  }

  public static String code(String secret, int stepsFromNow) {
    return Totp.code(Base32.decode(secret), Totp.step(Instant.now()) + stepsFromNow, Totp.DIGITS);
  }

  /// The second page of signing in.
  static Response giveCode(String pending, String code) {
    return Visitor.browser()
        .cookie(PENDING, pending)
        .formParam("code", code)
        .formParam("next", "/account")
        .post("/sign-in/code");
  }
}
