package ai.nemorouter.key.app;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Role;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What an app gets for the code that a person's browser brought it.
@QuarkusTest
class AppKeyApiTest {
  private static final int AT_ONCE = 8;
  private static final int WRONG_ALLOWED = 30;

  @Inject World world;
  @Inject Visitor visitor;
  @Inject People people;
  @Inject AppWorld apps;
  @Inject AppCodes codes;

  private World.Place place;
  private Visitor.Person owner;

  @BeforeEach
  void createOrganization() {
    apps.forgetTries();
    place = world.newOrganization();
    owner = visitor.owner(place.orgId());
  }

  /// Row 117.
  @Test
  void anAppGetsAKeyOfThePersonThatWorks() {
    Response issued = AppWorld.redeem(AppWorld.code(owner, place), AppWorld.VERIFIER);

    assertThat(issued.statusCode()).isEqualTo(200);
    assertThat(issued.header("Cache-Control")).contains("no-store");
    assertThat(issued.jsonPath().getString("user_id")).isEqualTo(apps.userId(owner).toString());
    String key = issued.jsonPath().getString("key");
    assertThat(key).startsWith("sk-nemo-");
    JsonPath self =
        RestAssured.given().header("Authorization", "Bearer " + key).get("/v1/key").jsonPath();
    assertThat(self.getString("data.name")).isEqualTo("app.example.com");
    assertThat(self.getInt("data.limit")).isEqualTo(10);
    assertThat(self.getString("data.limit_reset")).isEqualTo("monthly");
    assertThat(self.getString("data.expires_at")).isNotNull();
    assertThat(people.audited(place.orgId(), "key.minted"))
        .singleElement()
        .satisfies(details ->
            assertThat(details.path("owner_id").asText()).isEqualTo(apps.userId(owner).toString()));
  }

  @Test
  void aMemberWhoMayMakeOnlyTheirOwnKeysGivesAnAppOne() {
    Visitor.Person developer = apps.developer(place);
    Response allowed = AppWorld.form(developer.browser(), place).post(place.path("auth"));

    Response issued =
        AppWorld.redeem(AppWorld.codeIn(allowed.header("Location")), AppWorld.VERIFIER);

    assertThat(issued.statusCode()).isEqualTo(200);
    assertThat(apps.keys(place)).isOne();
  }

  @Test
  void aCodeMakesOneKey() {
    String code = AppWorld.code(owner, place);
    AppWorld.redeem(code, AppWorld.VERIFIER);

    assertRefused(AppWorld.redeem(code, AppWorld.VERIFIER), "code_used");
    assertThat(apps.keys(place)).isOne();
  }

  @Test
  void ofManyWhoUseACodeAtOnceOneGetsAKey() throws Exception {
    String code = AppWorld.code(owner, place);
    CountDownLatch ready = new CountDownLatch(AT_ONCE);
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Callable<Integer>> both =
          Collections.nCopies(
              AT_ONCE,
              () -> {
                ready.countDown();
                ready.await();
                return AppWorld.redeem(code, AppWorld.VERIFIER).statusCode();
              });
      for (Future<Integer> answer : threads.invokeAll(both)) {
        statuses.add(answer.get());
      }
    }

    assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 403);
    assertThat(apps.keys(place)).isOne();
  }

  @Test
  void aWrongVerifierGetsNothingAndUsesNothingUp() {
    String code = AppWorld.code(owner, place);

    assertRefused(AppWorld.redeem(code, AppWorld.VERIFIER + "x"), "code_verifier_wrong");
    assertRefused(AppWorld.redeem(code, AppWorld.challenge()), "code_verifier_wrong");
    assertThat(apps.keys(place)).isZero();
    assertThat(AppWorld.redeem(code, AppWorld.VERIFIER).statusCode()).isEqualTo(200);
  }

  @Test
  void anExpiredCodeIsRefused() {
    String code = AppWorld.code(owner, place);
    assertThat(
            apps.execute(
                place,
                """
                update app_codes set expires_at = now() - interval '1 second'
                where org_id = :orgId
                  and expires_at > now() + interval '9 minutes'
                  and expires_at <= now() + interval '10 minutes'
                """))
        .isOne();

    assertRefused(AppWorld.redeem(code, AppWorld.VERIFIER), "code_expired");
  }

  @Test
  void aCodeThatNobodyGaveIsRefused() {
    assertRefused(AppWorld.redeem("nonsense", AppWorld.VERIFIER), "code_unknown");
    String code = AppWorld.code(owner, place);
    String another = AppCode.next(place.orgId()).text();
    assertRefused(AppWorld.redeem(another, AppWorld.VERIFIER), "code_unknown");
    String moved =
        AppCode.next(world.newOrganization().orgId()).text().substring(0, 21) + code.substring(21);
    assertRefused(AppWorld.redeem(moved, AppWorld.VERIFIER), "code_unknown");
  }

  @Test
  void whoeverLeftTheOrganizationMeanwhileGivesNoKey() {
    String code = AppWorld.code(owner, place);
    apps.execute(place, "delete from members where org_id = :orgId");

    assertRefused(AppWorld.redeem(code, AppWorld.VERIFIER), "member_inactive");
    assertThat(apps.keys(place)).isZero();
  }

  @Test
  void whoeverIsSuspendedMeanwhileGivesNoKey() {
    String code = AppWorld.code(owner, place);
    apps.execute(
        place,
        "update users set suspended_at = now() where id = '%s' and :orgId is not null"
            .formatted(apps.userId(owner)));

    assertRefused(AppWorld.redeem(code, AppWorld.VERIFIER), "member_inactive");
    assertThat(apps.keys(place)).isZero();
  }

  @Test
  void whoeverLostTheRightMeanwhileGivesNoKey() {
    String code = AppWorld.code(owner, place);
    apps.execute(
        place,
        "update members set role = '%s' where org_id = :orgId".formatted(Role.AUDITOR.slug()));

    assertRefused(AppWorld.redeem(code, AppWorld.VERIFIER), "key_not_allowed");
    assertThat(apps.keys(place)).isZero();
  }

  @Test
  void aTeamThatIsArchivedMeanwhileGetsNoKey() {
    String code = AppWorld.code(owner, place);
    apps.execute(place, "update teams set archived_at = now() where org_id = :orgId");

    assertRefused(AppWorld.redeem(code, AppWorld.VERIFIER), "key_not_allowed");
  }

  @Test
  void whatIsNoRequestForAKeyIsRefusedByName() {
    assertThat(post("{\"code\":\"x\"}").path("error.param").toString()).isEqualTo("code_verifier");
    assertThat(
            post("{\"code\":\"x\",\"code_verifier\":\"y\",\"code_challenge_method\":\"plain\"}")
                .path("error.param")
                .toString())
        .isEqualTo("code_challenge_method");
    assertThat(post("{\"code\":\"" + "x".repeat(20_000) + "\"}").statusCode()).isEqualTo(413);
  }

  @Test
  void guessingIsSlowedDown() {
    for (int i = 0; i < WRONG_ALLOWED; i++) {
      assertThat(AppWorld.redeem("wrong", AppWorld.VERIFIER).statusCode()).isEqualTo(403);
    }
    Response answer = AppWorld.redeem(AppWorld.code(owner, place), AppWorld.VERIFIER);

    assertThat(answer.statusCode()).isEqualTo(429);
    apps.forgetTries();
  }

  @Test
  void theDatabaseHoldsNoCodeAndForgetsOldOnes() {
    String code = AppWorld.code(owner, place);
    assertThat(
            apps.execute(
                place,
                """
                update app_codes set expires_at = now() - interval '25 hours'
                where org_id = :orgId and app_codes::text not like '%%%s%%'
                """
                    .formatted(code)))
        .isOne();

    codes.forgetWhatIsOver();

    assertThat(apps.execute(place, "delete from app_codes where org_id = :orgId")).isZero();
  }

  private static Response post(String body) {
    return RestAssured.given().contentType("application/json").body(body).post("/v1/auth/keys");
  }

  private static void assertRefused(Response answer, String reason) {
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.jsonPath().getString("error.metadata.reason")).isEqualTo(reason);
    assertThat(answer.jsonPath().getString("error.message")).endsWith(".");
    assertThat(answer.jsonPath().getString("error.type")).isEqualTo("permission_error");
  }
}
