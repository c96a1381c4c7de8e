package ai.nemorouter.organization.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Role;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An account that was made with an invitation link that the inviter passed on does not prove who
/// owns its address: it gives way to the person who receives a link by e-mail.
@QuarkusTest
class UnverifiedAddressTest {
  private static final String SESSION = "__Host-nemo-session";
  private static final String SQUATTERS = "nine squatters in a tall tower";
  private static final String OWNERS = "the owner of this very mailbox";

  @Inject World world;
  @Inject People people;
  @Inject Visitor visitor;
  @Inject Invitations invitations;
  @Inject InvitationAcceptance acceptances;
  @Inject InvitationQueries queries;
  @Inject Keys keys;
  @Inject TestDatabase database;

  private World.Place globex;
  private World.Place initech;
  private String email;

  @BeforeEach
  void createOrganizations() {
    globex = world.newOrganization();
    initech = world.newOrganization();
    email = "ceo+" + Ids.next() + "@victim.example";
    database
        .acrossOrganizations()
        .useTransaction(handle -> handle.execute("delete from throttled"));
  }

  @Test
  void theLinkShowsTheSamePageWhetherOrNotThereIsAnAccountWithThatAddress() {
    Visitor.Person ada = visitor.owner(initech.orgId());
    String known = invite(globex, ada.email());
    String unknown = invite(globex, email);

    String before = Visitor.browser().get(unknown).asString();

    assertThat(Visitor.browser().get(known).asString().replace(known, unknown))
        .isEqualTo(before.replace(email, ada.email()));
    assertThat(before)
        .contains("/sign-in?next=" + unknown, unknown + "/account", "Create account and join");
  }

  @Test
  void askingForAnAccountThatExistsIsAnAttemptToSignInToIt() {
    Visitor.Person ada = visitor.owner(initech.orgId());
    String link = invite(globex, ada.email());

    Response wrong = register(link, SQUATTERS);
    Response right = register(link, Visitor.PASSWORD);

    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.asString()).contains("No account was created").doesNotContain("Initech");
    assertThat(right.header("Location")).endsWith(link);
    Visitor.Person signedIn = new Visitor.Person(ada.email(), right.cookie(SESSION));
    assertThat(signedIn.browser().get(link).asString()).contains(">Join<");
    for (int attempt = 0; attempt < 10; attempt++) {
      register(link, SQUATTERS);
    }
    assertThat(register(link, Visitor.PASSWORD).statusCode()).isEqualTo(429);
  }

  @Test
  void anAccountMadeByALinkThatWasPassedOnGivesWayToTheOneToWhomALinkIsMailed() {
    Visitor.Person squatter = squatter();
    UUID key = keyOf(squatter);
    String mailed = invite(initech, email);
    markMailed(mailed);

    Response joined = register(mailed, OWNERS);

    assertThat(joined.statusCode()).isEqualTo(303);
    Visitor.Person owner = new Visitor.Person(email, joined.cookie(SESSION));
    assertThat(owner.browser().get(initech.path("models")).statusCode()).isEqualTo(200);
    assertThat(owner.browser().get(globex.path("models")).statusCode())
        .as("what the other account was let into")
        .isEqualTo(404);
    assertThat(squatter.browser().get("/account").statusCode())
        .as("its session is over")
        .isEqualTo(303);
    assertThat(Visitor.signIn(email, SQUATTERS, "/").statusCode()).isEqualTo(422);
    assertThat(Visitor.signIn(email, OWNERS, "/").statusCode()).isEqualTo(303);
    assertThat(isVerified()).contains(true);
    UUID keyOwner = keys.find(globex.owner(), key).key().ownerId();
    assertThat(keyOwner).as("the key is not the new account's").isNotNull().isNotEqualTo(userId());
    JsonNode entry = people.audited(globex.orgId(), "account.address_given_up").getFirst();
    assertThat(entry.path("email").asText()).isEqualTo(email);
    assertThat(entry.path("because").asText()).contains("invitation");
  }

  @Test
  void whoKnowsThePasswordOfTheUnverifiedAccountKeepsIt() {
    squatter();
    String mailed = invite(initech, email);
    markMailed(mailed);

    Response signedIn = register(mailed, SQUATTERS);
    Visitor.Person same = new Visitor.Person(email, signedIn.cookie(SESSION));
    same.browser().post(mailed + "/membership");

    assertThat(same.browser().get(initech.path("models")).statusCode()).isEqualTo(200);
    assertThat(same.browser().get(globex.path("models")).statusCode()).isEqualTo(200);
    assertThat(isVerified()).as("the link was mailed").contains(true);
  }

  @Test
  void aLinkThatIsPassedOnTakesNoAccountAwayAndAMailedOneNoneThatIsVerified() {
    Visitor.Person squatter = squatter();
    String passedOn = invite(initech, email);

    assertThat(register(passedOn, OWNERS).statusCode()).isEqualTo(422);
    assertThat(isVerified()).contains(false);
    assertThat(squatter.browser().get("/account").statusCode()).isEqualTo(200);

    Visitor.Person ada = visitor.owner(globex.orgId());
    String mailed = invite(initech, ada.email());
    markMailed(mailed);
    assertThat(register(mailed, OWNERS).statusCode()).isEqualTo(422);
    assertThat(ada.browser().get("/account").statusCode()).isEqualTo(200);
  }

  @Test
  void aSuspendedAccountGivesWayToNobody() {
    squatter();
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute("update users set suspended_at = now() where email = ?", email));
    String mailed = invite(initech, email);
    markMailed(mailed);

    assertThat(register(mailed, OWNERS).statusCode()).isEqualTo(422);
    assertThat(register(mailed, SQUATTERS).statusCode()).isEqualTo(403);
  }

  @Test
  void nobodyRegistersWithAnAddressOfADomainThatAnotherOrganizationProved() {
    String domain = initech.slug() + ".example.com";
    String bob = "bob@" + domain;
    String beforehand = invite(globex, bob);
    String own = invite(initech, bob);
    prove(initech, domain);

    Response foreign = register(beforehand, SQUATTERS);
    Response joined = register(own, OWNERS);

    assertThat(foreign.statusCode()).isEqualTo(422);
    assertThat(foreign.asString())
        .contains("Another organization has proved that " + domain)
        .doesNotContain(initech.slug() + "<", "Initech");
    assertThat(joined.statusCode()).isEqualTo(303);
    assertThat(register(beforehand, SQUATTERS).asString())
        .as("the same with an account as without")
        .isEqualTo(foreign.asString());
  }

  /// Development and tests show every link to the inviter as well; here e-mail really goes out.
  @Test
  void aLinkCountsAsMailedOnlyWhereNobodyElseSawIt() {
    String passedOn = invite(globex, email);
    assertThat(isMailed(email)).isFalse();
    assertThat(passedOn).isNotEmpty();

    String other = "other-" + email;
    Invitations.Invited invited;
    System.setProperty("quarkus.mailer.mock", "false");
    System.setProperty("quarkus.mailer.from", "nemorouter@example.com");
    try {
      invited =
          invitations.invite(globex.owner(), new Invitations.Wanted(other, "member", Map.of()));
    } finally {
      System.clearProperty("quarkus.mailer.mock");
      System.clearProperty("quarkus.mailer.from");
    }
    assertThat(invited.isMailed()).isTrue();
    assertThat(invited.link()).isEmpty();
    assertThat(isMailed(other)).isTrue();

    invitations.resend(globex.owner(), invited.invitation().id());
    assertThat(isMailed(other)).as("the newer link was shown").isFalse();
  }

  @Test
  void aSessionDoesNotVerifyAnAddressByALinkThatWasPassedOn() {
    Visitor.Person squatter = squatter();
    String passedOn = invite(initech, email);

    squatter.browser().post(passedOn + "/membership");

    assertThat(isVerified()).contains(false);
    assertThatThrownBy(() ->
            acceptances.join(
                passedOn.replace("/invitations/", ""),
                new SignedIn(Ids.next(), userId(), email, "Squatter", false),
                Origin.INSIDE))
        .hasMessageContaining("is no longer valid");
  }

  /// The person who invited the address to Globex, and took the link themselves.
  private Visitor.Person squatter() {
    Response joined = register(invite(globex, email), SQUATTERS);
    assertThat(joined.statusCode()).isEqualTo(303);
    assertThat(isVerified()).contains(false);
    return new Visitor.Person(email, joined.cookie(SESSION));
  }

  private UUID keyOf(Visitor.Person person) {
    assertThat(person.email()).isEqualTo(email);
    return keys.mint(globex.owner(), new NewKey(globex.teamId(), "Theirs", null, null, userId()))
        .key()
        .id();
  }

  private String invite(World.Place place, String address) {
    String link =
        invitations
            .invite(
                people.join(place.orgId(), Role.OWNER),
                new Invitations.Wanted(address, "administrator", Map.of()))
            .link()
            .orElseThrow();
    return link.substring(link.indexOf("/invitations/"));
  }

  private static Response register(String link, String password) {
    return Visitor.browser()
        .formParam("name", "Grace Hopper")
        .formParam("password", password)
        .post(link + "/account");
  }

  private void markMailed(String link) {
    InvitationToken token = InvitationToken.of(link.replace("/invitations/", ""));
    database.inInstallation(() -> {
      InvitationQueries.Found found = queries.find(token.hash()).orElseThrow();
      return queries.markMailed(found.orgId(), found.id(), token.hash());
    });
  }

  private void prove(World.Place place, String domain) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                """
                insert into sso_domains (org_id, domain, requested_by, approved_at, approved_by)
                values (?, ?, 'Owner', now(), 'Operator')
                """,
                place.orgId(),
                domain));
  }

  private boolean isMailed(String address) {
    return one("select mailed from invitations where email = :email", address, Boolean.class)
        .orElseThrow();
  }

  private Optional<Boolean> isVerified() {
    return one(
        "select email_verified_at is not null from users where email = :email",
        email,
        Boolean.class);
  }

  private UUID userId() {
    return one("select id from users where email = :email", email, UUID.class).orElseThrow();
  }

  private <T> Optional<T> one(String sql, String address, Class<T> type) {
    return database
        .acrossOrganizations()
        .read(handle -> handle.createQuery(sql).bind("email", address).mapTo(type).findOne());
  }
}
