package ai.nemorouter.sso;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Role;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.ScriptedIdentityProvider;
import ai.nemorouter.testsupport.ScriptedIdentityProvider.Person;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Somebody made an account with an address that was not verified. The owner of that address signs
/// in through the provider, which has verified it.
@QuarkusTest
@WithTestResource(WithIdentityProvider.class)
class UnverifiedAccountTest {
  @Inject World world;
  @Inject Visitor visitor;
  @Inject People people;
  @Inject Keys keys;
  @Inject TestDatabase database;

  @Nullable ScriptedIdentityProvider provider;

  private World.Place globex;
  private Visitor.Person before;
  private Person owner;

  @BeforeEach
  void makeTheAccount() {
    globex = world.newOrganization();
    before = visitor.member(globex.orgId(), Role.ADMINISTRATOR);
    execute("update users set email_verified_at = null where email = ?");
    owner = new Person("Ada").with("email", before.email());
  }

  @Test
  void theOwnerOfTheAddressIsAskedWhetherTheAccountIsTheirs() {
    Response answer = SsoVisit.signIn(provider(), owner, "/models");

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.cookies()).doesNotContainKey(SsoVisit.SESSION);
    assertThat(answer.asString())
        .contains("Is the account with your address yours?", before.email())
        .contains("/sign-in?next=%2Faccount%2Fsso", "takeover=true");
    assertThat(before.browser().get("/account").statusCode()).as("nothing happened").isEqualTo(200);
  }

  @Test
  void theirAddressMakesANewAccountAndTheOldOneCannotBeSignedInToAnyMore() {
    UUID key =
        keys.mint(globex.owner(), new NewKey(globex.teamId(), "Theirs", null, null, userId()))
            .key()
            .id();
    UUID old = userId();

    Response answer = takeOver("same-origin");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.header("location")).endsWith("/models");
    RequestSpecification browser = SsoVisit.browser(answer);
    assertThat(browser.get("/account").asString()).contains(before.email());
    assertThat(browser.get(globex.path("models")).statusCode()).isEqualTo(404);
    assertThat(before.browser().get("/account").statusCode()).isEqualTo(303);
    assertThat(Visitor.signIn(before.email(), Visitor.PASSWORD, "/").statusCode()).isEqualTo(422);
    assertThat(userId()).isNotEqualTo(old);
    assertThat(keys.find(globex.owner(), key).key().ownerId()).isEqualTo(old);
    JsonNode entry = people.audited(globex.orgId(), "account.address_given_up").getFirst();
    assertThat(entry.path("because").asText()).contains("single sign-on");
    assertThat(SsoVisit.signIn(provider(), owner, "/").statusCode()).isEqualTo(303);
  }

  @Test
  void anotherSiteCannotDecideThatForThem() {
    assertThat(takeOver("cross-site").statusCode()).isEqualTo(409);
    assertThat(before.browser().get("/account").statusCode()).isEqualTo(200);
  }

  @Test
  void whoseAccountItIsLinksItWithItsPasswordAndKeepsEverything() {
    SsoVisit.follow(provider(), owner, before.browser().get("/account/sso/link"));

    RequestSpecification browser = SsoVisit.browser(provider(), owner);

    assertThat(browser.get(globex.path("members")).statusCode()).isEqualTo(200);
    assertThat(before.browser().get(globex.path("members")).statusCode()).isEqualTo(200);
    assertThat(takeOver("same-origin").statusCode()).isEqualTo(303);
    assertThat(before.browser().get("/account").statusCode()).as("it is verified").isEqualTo(200);
  }

  @Test
  void anAddressThatTheProviderHasNotVerifiedTakesNothing() {
    owner.with("email_verified", false);

    assertThat(takeOver("same-origin").statusCode()).isEqualTo(403);
    assertThat(before.browser().get("/account").statusCode()).isEqualTo(200);
  }

  @Test
  void neitherSuspendedNorOperatorsAccountsGiveWay() {
    execute("update users set suspended_at = now() where email = ?");
    assertThat(takeOver("same-origin").asString()).contains("Your account is suspended");

    execute("update users set suspended_at = null, operator = true where email = ?");
    assertThat(takeOver("same-origin").asString())
        .contains("There is an account with your address already");
  }

  private Response takeOver(String from) {
    return SsoVisit.follow(
        provider(),
        owner,
        RestAssured.given()
            .header("Sec-Fetch-Site", from)
            .redirects()
            .follow(false)
            .get("/sign-in/sso?next=/models&takeover=true"));
  }

  private UUID userId() {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery("select id from users where email = :email")
                .bind("email", before.email())
                .mapTo(UUID.class)
                .one());
  }

  private void execute(String sql) {
    database.acrossOrganizations().useTransaction(handle -> handle.execute(sql, before.email()));
  }

  private ScriptedIdentityProvider provider() {
    return Objects.requireNonNull(provider);
  }
}
