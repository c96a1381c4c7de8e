package ai.nemorouter.account.secondfactor;

import static ai.nemorouter.account.secondfactor.AccountWorld.code;
import static ai.nemorouter.account.secondfactor.AccountWorld.giveCode;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.account.throttle.ThrottleRule;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SecondFactorTest {
  private static final Pattern RECOVERY_CODE = Pattern.compile("<li><code>([a-z2-7-]{19})</code>");

  private final Visitor visitor;
  private final World world;
  private final AccountWorld accounts;
  private final TestDatabase database;

  SecondFactorTest(Visitor visitor, World world, AccountWorld accounts, TestDatabase database) {
    this.visitor = visitor;
    this.world = world;
    this.accounts = accounts;
    this.database = database;
  }

  /// Somebody with a second factor.
  private record Guarded(
      World.Place place, Visitor.Person person, String secret, List<String> recovery) {}

  @BeforeEach
  void forgetTries() {
    accounts.forgetTries();
  }

  @Test
  void withASecondFactorThePasswordAloneOpensNothing() {
    Guarded ada = guarded();

    Response password = Visitor.signIn(ada.person().email(), Visitor.PASSWORD, "/account");
    String pending = password.cookie(AccountWorld.PENDING);
    Response account = Visitor.browser().cookie(AccountWorld.PENDING, pending).get("/account");
    Response asSession = Visitor.browser().cookie(AccountWorld.SESSION, pending).get("/account");
    Response right = giveCode(pending, code(ada.secret(), 1));

    assertThat(password.header("Location")).isEqualTo("/sign-in/code?next=%2Faccount");
    assertThat(password.cookie(AccountWorld.SESSION)).isNull();
    assertThat(account.header("Location")).startsWith("/sign-in");
    assertThat(asSession.header("Location")).startsWith("/sign-in");
    assertThat(right.header("Location")).isEqualTo("/account");
    String page =
        Visitor.browser()
            .cookie(AccountWorld.SESSION, right.cookie(AccountWorld.SESSION))
            .get("/account")
            .asString();
    assertThat(page).contains("Password and code", "10 recovery codes left");
    assertThat(accounts.audited(ada.place().orgId()))
        .containsExactly("session.started", "second_factor.enabled", "session.started");
  }

  @Test
  void aCodeCountsOnceAndASignInThatIsFinishedIsOver() {
    Guarded ada = guarded();
    String code = code(ada.secret(), 1);
    String first = pending(ada);
    assertThat(giveCode(first, code).cookie(AccountWorld.SESSION)).isNotEmpty();

    Response again = giveCode(pending(ada), code);
    Response finished = giveCode(first, ada.recovery().getFirst());

    assertThat(again.statusCode()).isEqualTo(422);
    assertThat(again.asString()).contains("already used code");
    assertThat(finished.header("Location")).startsWith("/sign-in?");
    assertThat(finished.cookie(AccountWorld.SESSION)).isNull();
  }

  @Test
  void aRecoveryCodeCountsOnceHoweverItIsWritten() {
    Guarded ada = guarded();
    String written = ada.recovery().get(3).replace("-", " ").toUpperCase(Locale.ROOT);

    Response first = giveCode(pending(ada), written);
    Response again = giveCode(pending(ada), ada.recovery().get(3));

    assertThat(ada.recovery()).hasSize(10).doesNotHaveDuplicates();
    assertThat(first.cookie(AccountWorld.SESSION)).isNotEmpty();
    assertThat(again.statusCode()).isEqualTo(422);
    assertThat(ada.person().browser().get("/account").asString()).contains("9 recovery codes left");
  }

  @Test
  void whoKnowsThePasswordCannotTryAllCodes() {
    Guarded ada = guarded();
    String pending = pending(ada);
    for (int attempt = 0; attempt < ThrottleRule.CODES; attempt++) {
      assertThat(giveCode(pending, "000000").statusCode()).isEqualTo(422);
    }

    Response right = giveCode(pending(ada), code(ada.secret(), 1));

    assertThat(right.statusCode()).isEqualTo(429);
    assertThat(right.asString()).contains("Too many failed attempts. Try again in 15 minutes");
    assertThat(accounts.audited(ada.place().orgId())).contains("sign_in.code_refused");
  }

  @Test
  void afterTenMinutesThePasswordIsAskedForAgain() {
    Guarded ada = guarded();
    String pending = pending(ada);
    accounts.execute(
        "update pending_sign_ins set expires_at = now() where user_id = ?",
        accounts.id(ada.person()));

    Response late = giveCode(pending, code(ada.secret(), 1));

    assertThat(late.header("Location")).startsWith("/sign-in?");
    assertThat(late.cookie(AccountWorld.SESSION)).isNull();
  }

  @Test
  void aSecondFactorCountsOnlyOnceItWasConfirmedWithPasswordAndCode() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    String secret = AccountWorld.beginSecondFactor(ada);

    Response wrongCode = AccountWorld.confirm(ada, Visitor.PASSWORD, "000000");
    Response wrongPassword = AccountWorld.confirm(ada, "not the password", code(secret, 0));

    assertThat(wrongCode.statusCode()).isEqualTo(422);
    assertThat(wrongCode.asString()).contains("Invalid or already used code", "<svg class=\"qr\"");
    assertThat(wrongPassword.statusCode()).isEqualTo(422);
    assertThat(wrongPassword.asString()).contains("not your present password");
    assertThat(Visitor.signIn(ada.email(), Visitor.PASSWORD, "/").cookie(AccountWorld.SESSION))
        .isNotEmpty();
  }

  @Test
  void removingItTakesPasswordAndCode() {
    Guarded ada = guarded();

    Response withoutCode = remove(ada, Visitor.PASSWORD, "123123");
    Response withoutPassword = remove(ada, "not the password", ada.recovery().getFirst());
    Response both = remove(ada, Visitor.PASSWORD, ada.recovery().getFirst());

    assertThat(withoutCode.statusCode()).isEqualTo(422);
    assertThat(withoutPassword.statusCode()).isEqualTo(422);
    assertThat(both.statusCode()).isEqualTo(303);
    assertThat(
            Visitor.signIn(ada.person().email(), Visitor.PASSWORD, "/")
                .cookie(AccountWorld.SESSION))
        .isNotEmpty();
  }

  @Test
  void newRecoveryCodesReplaceTheOldOnes() {
    Guarded ada = guarded();

    Response replaced =
        ada.person()
            .browser()
            .formParam("current", Visitor.PASSWORD)
            .formParam("code", code(ada.secret(), 1))
            .post("/account/second-factor/recovery-codes");

    List<String> fresh = recoveryCodes(replaced);
    assertThat(fresh).hasSize(10).doesNotContainAnyElementsOf(ada.recovery());
    assertThat(replaced.header("Cache-Control")).isEqualTo("no-store");
    assertThat(giveCode(pending(ada), ada.recovery().getFirst()).statusCode()).isEqualTo(422);
    assertThat(giveCode(pending(ada), fresh.getFirst()).statusCode()).isEqualTo(303);
  }

  @Test
  void neitherSecretNorRecoveryCodesCanBeReadFromTheDatabase() {
    Guarded ada = guarded();

    String stored =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .createQuery(
                        """
                        select secret || ' ' || (select string_agg(encode(code_hash, 'escape'), ' ')
                          from recovery_codes c where c.user_id = f.user_id)
                        from second_factors f where user_id = :userId
                        """)
                    .bind("userId", accounts.id(ada.person()))
                    .mapTo(String.class)
                    .one());

    assertThat(stored)
        .doesNotContain(ada.secret())
        .doesNotContain(new String(Base32.decode(ada.secret()), StandardCharsets.ISO_8859_1))
        .doesNotContain(ada.recovery().getFirst())
        .doesNotContain(ada.recovery().getFirst().replace("-", ""));
  }

  private Guarded guarded() {
    World.Place place = world.newOrganization();
    Visitor.Person ada = visitor.owner(place.orgId());
    String secret = AccountWorld.beginSecondFactor(ada);
    Response confirmed = AccountWorld.confirm(ada, Visitor.PASSWORD, code(secret, 0));
    assertThat(confirmed.statusCode()).as(confirmed.asString()).isEqualTo(200);
    return new Guarded(place, ada, secret, recoveryCodes(confirmed));
  }

  /// The right password was given and no code yet.
  private static String pending(Guarded guarded) {
    return Visitor.signIn(guarded.person().email(), Visitor.PASSWORD, "/account")
        .cookie(AccountWorld.PENDING);
  }

  private static Response remove(Guarded guarded, String password, String code) {
    return guarded
        .person()
        .browser()
        .formParam("current", password)
        .formParam("code", code)
        .post("/account/second-factor/removal");
  }

  private static List<String> recoveryCodes(Response page) {
    return RECOVERY_CODE.matcher(page.asString()).results().map(found -> found.group(1)).toList();
  }
}
