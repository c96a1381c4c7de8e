package ai.nemorouter.account;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.account.secondfactor.AccountWorld;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PeopleTest {
  private final Visitor visitor;
  private final World world;
  private final AccountWorld accounts;

  PeopleTest(Visitor visitor, World world, AccountWorld accounts) {
    this.visitor = visitor;
    this.world = world;
    this.accounts = accounts;
  }

  @BeforeEach
  void forgetTries() {
    accounts.forgetTries();
  }

  @Test
  void operatorsFindEverybodyAndOthersFindNoSuchPage() {
    Visitor.Person operator = visitor.operator();
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    UUID id = accounts.id(ada);

    String list =
        operator.browser().queryParam("search", ada.email()).get("/operator/people").asString();

    assertThat(list).contains("Ada Lovelace", ada.email(), "Globex", "1–1 of 1");
    assertThat(operator.browser().get("/operator/people?search=nobody-has-this-name").asString())
        .contains("No match");
    assertThat(ada.browser().get("/operator/people").statusCode()).isEqualTo(404);
    assertThat(ada.browser().get("/operator/people/" + id).statusCode()).isEqualTo(404);
    assertThat(ada.browser().post("/operator/people/" + id + "/suspension").statusCode())
        .isEqualTo(404);
    assertThat(operator.browser().get("/operator/people/" + id + "/nothing").statusCode())
        .isEqualTo(404);
    assertThat(operator.browser().get("/operator/people/" + UUID.randomUUID()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void aSuspendedAccountIsSignedOutAtOnceAndCannotSignIn() {
    Visitor.Person operator = visitor.operator();
    World.Place place = world.newOrganization();
    Visitor.Person ada = visitor.owner(place.orgId());

    Response suspended = act(operator, ada, "suspension");
    Response page = ada.browser().get("/account");
    Response signIn = Visitor.signIn(ada.email(), Visitor.PASSWORD, "/");
    Response wrong = Visitor.signIn(ada.email(), "not the password", "/");

    assertThat(suspended.statusCode()).isEqualTo(303);
    assertThat(page.statusCode()).isEqualTo(303);
    assertThat(signIn.statusCode()).isEqualTo(403);
    assertThat(signIn.asString()).contains("This account is suspended.");
    assertThat(wrong.asString())
        .as("only who knows the password learns of it")
        .contains("do not match");

    act(operator, ada, "release");

    assertThat(Visitor.signIn(ada.email(), Visitor.PASSWORD, "/").statusCode()).isEqualTo(303);
    assertThat(accounts.audited(place.orgId()))
        .contains("account.suspended", "account.unsuspended");
  }

  @Test
  void anOperatorCannotSuspendThemselves() {
    Visitor.Person operator = visitor.operator();

    Response refused = act(operator, operator, "suspension");

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.asString()).contains("You cannot suspend your own account.");
    assertThat(operator.browser().get("/operator/people").statusCode()).isEqualTo(200);
  }

  @Test
  void sessionsAndSecondFactorCanBeTakenAway() {
    Visitor.Person operator = visitor.operator();
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    String secret = AccountWorld.beginSecondFactor(ada);
    AccountWorld.confirm(ada, Visitor.PASSWORD, AccountWorld.code(secret, 0));

    act(operator, ada, "sessions");
    Response ended = ada.browser().get("/account");
    act(operator, ada, "second-factor");
    Response again = act(operator, ada, "second-factor");

    assertThat(ended.statusCode()).isEqualTo(303);
    assertThat(Visitor.signIn(ada.email(), Visitor.PASSWORD, "/").cookie(AccountWorld.SESSION))
        .as("no code is asked for")
        .isNotEmpty();
    assertThat(again.statusCode()).isEqualTo(422);
  }

  private Response act(Visitor.Person operator, Visitor.Person person, String deed) {
    return operator.browser().post("/operator/people/" + accounts.id(person) + "/" + deed);
  }
}
