package ai.nemorouter.signup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Origin;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// From an e-mail address to an organization with its first key.
@QuarkusTest
class SignUpTest {
  private final Applicant applicant;
  private final SignUps signUps;
  private final Saboteur saboteur;
  private final Visitor visitor;
  private final World world;

  private String email;
  private String organization;

  SignUpTest(
      Applicant applicant, SignUps signUps, Saboteur saboteur, Visitor visitor, World world) {
    this.applicant = applicant;
    this.signUps = signUps;
    this.saboteur = saboteur;
    this.visitor = visitor;
    this.world = world;
  }

  @BeforeEach
  void meetSomebodyNew() {
    applicant.forgetTries();
    email = Applicant.address();
    organization = "Harbor " + Ids.next();
  }

  @Test
  void aVerifiedPersonGetsOrganizationTeamKeyAndStartingCredit() {
    String link = applicant.link(email);
    assertThat(applicant.letter(email)).contains("within 24 hours", "works once");
    assertThat(Visitor.browser().get(link).asString()).contains(email, "version 2026-11");
    Response page = Visitor.browser().get(link);
    Response signedUp = Applicant.form(organization).post(link);

    assertThat(page.statusCode()).as("looking uses up nothing").isEqualTo(200);
    assertThat(signedUp.statusCode()).isEqualTo(200);
    assertThat(signedUp.header("Cache-Control")).isEqualTo("no-store");
    assertThat(signedUp.asString())
        .contains("sk-nemo-", "https://console.example/v1/chat/completions", "$5.00 of credit");
    UUID orgId = applicant.organizations(organization).getFirst();
    String path = "/o/" + applicant.slug(orgId);
    assertThat(Applicant.browser(signedUp).get(path + "/keys").asString())
        .contains("First key", "Compilers");
    assertThat(Applicant.browser(signedUp).get(path + "/credit").asString()).contains("$5.00");
    assertThat(applicant.audited(orgId))
        .contains(
            "organization.created",
            "team.created",
            "terms.accepted",
            "credit.granted",
            "key.minted",
            "account.created",
            "session.started");
    assertThat(
            applicant.count(
                "select count(*) from audit_entries where org_id = ? and target = ?",
                AuditLog.INSTALLATION,
                "organization " + orgId))
        .isOne();
    assertThat(
            applicant.count(
                """
                select count(*) from terms_acceptances a join users u on u.id = a.user_id
                where u.email = ? and a.version = '2026-11' and a.url = 'https://example.com/terms'
                  and u.email_verified_at is not null
                """,
                email))
        .isOne();
    assertThat(Visitor.signIn(email, Applicant.PASSWORD, "/").statusCode()).isEqualTo(303);
  }

  @Test
  void aLinkWorksOnceAndTheWayBackLeadsIntoTheOrganization() {
    String link = applicant.link(email);
    Response signedUp = Applicant.form(organization).post(link);

    Response stranger = Applicant.form(organization + " again").post(link);
    Response back = Applicant.browser(signedUp).get(link);
    Response reloaded =
        Applicant.form(organization + " again")
            .cookie(Applicant.SESSION, signedUp.cookie(Applicant.SESSION))
            .post(link);

    assertThat(stranger.statusCode()).isEqualTo(404);
    assertThat(stranger.asString()).contains("no longer valid").doesNotContain("sk-nemo-");
    assertThat(back.header("Location")).isEqualTo("/");
    assertThat(reloaded.header("Location")).isEqualTo("/");
    assertThat(applicant.organizations(organization + " again")).isEmpty();
  }

  @Test
  void aNewerRequestAndADayMakeALinkInvalid() {
    String older = applicant.link(email);
    String newer = applicant.link(email);
    assertThat(Applicant.form(organization).post(older).statusCode()).isEqualTo(404);
    assertThat(Visitor.browser().get(newer).statusCode()).isEqualTo(200);

    applicant.execute("update registrations set expires_at = now() where email = ?", email);

    assertThat(Visitor.browser().get(newer).statusCode()).isEqualTo(404);
    assertThat(Applicant.form(organization).post(newer).statusCode()).isEqualTo(404);
    assertThat(applicant.organizations(organization)).isEmpty();
  }

  @Test
  void onlyTheEmailTellsWhetherAnAddressHasAnAccount() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());

    Response known = Applicant.ask(ada.email());
    Response unknown = Applicant.ask(email);

    assertThat(known.statusCode()).isEqualTo(200);
    assertThat(unknown.asString().replace(email, ada.email())).isEqualTo(known.asString());
    assertThat(applicant.letter(ada.email()))
        .contains("It has an account already", "https://console.example/sign-in")
        .doesNotContain("/sign-up/");
  }

  @Test
  void aSuspendedPersonIsToldSoByEmailAlone() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    applicant.execute("update users set suspended_at = now() where email = ?", ada.email());

    Applicant.ask(ada.email());

    assertThat(applicant.letter(ada.email())).contains("suspended").doesNotContain("/sign-up/");
  }

  @Test
  void anAccountThatAppearedMeanwhileIsNeverTakenOver() {
    String link = applicant.link(email);
    applicant.execute(
        "insert into users (id, email, name) values (?, ?, 'Another')",
        Ids.next(),
        email.toUpperCase(Locale.ROOT));

    Response signedUp = Applicant.form(organization).post(link);

    assertThat(signedUp.statusCode()).isEqualTo(422);
    assertThat(signedUp.asString()).contains("There is an account with this e-mail address");
    assertThat(signedUp.cookie(Applicant.SESSION)).isNull();
    assertThat(applicant.organizations(organization)).isEmpty();
  }

  @Test
  void withoutTheTermsInForceNothingIsMadeAndTheLinkStaysGood() {
    String link = applicant.link(email);

    Response unaccepted = Applicant.form(organization, Applicant.PASSWORD, "").post(link);
    Response old = Applicant.form(organization, Applicant.PASSWORD, "2025-01").post(link);

    assertThat(unaccepted.statusCode()).isEqualTo(422);
    assertThat(old.statusCode()).isEqualTo(422);
    assertThat(old.asString())
        .contains("Accept the terms (version 2026-11)", "value=\"Grace Hopper\"")
        .doesNotContain(Applicant.PASSWORD);
    assertThat(applicant.organizations(organization)).isEmpty();
    assertThat(Applicant.form(organization).post(link).statusCode()).isEqualTo(200);
  }

  @Test
  void aCommonPasswordAndNamesThatAreNoneAreRefused() {
    String link = applicant.link(email);

    for (String name : List.of("", "x".repeat(121), "Zero\u200bwidth", "Bcc:\u2028x@y.example")) {
      assertThat(Applicant.form(name).post(link).statusCode())
          .as("organization “%s”", name)
          .isBetween(400, 422);
    }
    Response common = Applicant.form(organization, "password1234", Applicant.TERMS).post(link);

    assertThat(common.statusCode()).isEqualTo(422);
    assertThat(common.asString()).contains("guessers try").doesNotContain("password1234");
    assertThat(applicant.organizations(organization)).isEmpty();
    assertThat(Visitor.browser().get(link).statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsNoAddressGetsNoEmail() {
    for (String typed : List.of("", "grace", "grace@example.com\nBcc: x@y.example", "a b@c.d")) {
      assertThat(Applicant.ask(typed).statusCode()).as(typed).isBetween(400, 422);
    }
    assertThat(applicant.wasWrittenTo("x@y.example")).isFalse();
  }

  @Test
  void whereOneStepFailsNothingIsMadeAndTheLinkStaysGood() {
    String link = applicant.link(email);
    saboteur.arm();

    assertThatThrownBy(() -> finish(link, organization))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("sabotage");

    assertThat(applicant.organizations(organization)).isEmpty();
    assertThat(applicant.count("select count(*) from users where email = ?", email)).isZero();
    assertThat(applicant.count("select coalesce(sum(tries), 0) from throttled where tries > 1"))
        .as("what failed is not counted")
        .isZero();
    assertThat(finish(link, organization).founded().credit().isZero()).isFalse();
  }

  SignUps.Entered finish(String link, String name) {
    return signUps.finish(
        link.replaceFirst(".*/", ""),
        new NewAccount("Grace Hopper", Applicant.PASSWORD),
        new NewPlace(name, "Compilers", Applicant.TERMS),
        new Origin("192.0.2.7", "test"),
        Optional.empty());
  }

  @Test
  void whoIsSignedInIsLedOn() {
    World.Place place = world.newOrganization();
    Visitor.Person ada = visitor.owner(place.orgId());
    String link = applicant.link(email);

    assertThat(ada.browser().get("/sign-up").header("Location")).isEqualTo("/sign-up/organization");
    assertThat(ada.browser().get("/sign-up/organization").header("Location")).isEqualTo("/");
    Response others = ada.browser().get(link);
    assertThat(others.asString()).contains(ada.email(), email, "sign out");
    assertThat(
            ada.browser()
                .formParam("organization", organization)
                .formParam("team", "X")
                .formParam("terms", Applicant.TERMS)
                .post("/sign-up/organization")
                .header("Location"))
        .isEqualTo("/");
    assertThat(Visitor.browser().get("/sign-up/organization").header("Location"))
        .isEqualTo("/sign-up");
  }

  @Test
  void whereItIsClosedThereIsAnExplanationAndNothingElse() {
    String link = applicant.link(email);
    QuarkusMock.installMockForType(
        GivenSettings.OPEN.withMode("closed").settings(), SignUpSettings.class);

    assertThat(Visitor.browser().get("/sign-in").asString())
        .doesNotContain("/sign-up")
        .contains("Accounts are created by your administrator");
    assertThat(Visitor.browser().get("/sign-up").statusCode()).isEqualTo(404);
    assertThat(Visitor.browser().get("/sign-up").asString()).contains("Sign-up is closed");
    assertThat(Applicant.ask(Applicant.address()).statusCode()).isEqualTo(404);
    assertThat(Visitor.browser().get(link).statusCode()).isEqualTo(404);
    assertThat(Applicant.form(organization).post(link).statusCode()).isEqualTo(404);
    assertThat(applicant.organizations(organization)).isEmpty();
  }

  @Test
  void theSignInPageLinksToItWhereItIsOpen() {
    assertThat(Visitor.browser().get("/sign-in").asString()).contains("href=\"/sign-up\"");
  }

  @Test
  void addressesOfOtherDomainsThanTheListedOnesAreRefused() {
    QuarkusMock.installMockForType(
        GivenSettings.OPEN.withDomains("listed.example", " Second.example ").settings(),
        SignUpSettings.class);

    Response refused = Applicant.ask(email);

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.asString()).contains("Only addresses at listed.example, second.example");
    assertThat(Applicant.ask("ada@SECOND.example").statusCode()).isEqualTo(200);
    await().until(() -> applicant.wasWrittenTo("ada@SECOND.example"));
    assertThat(applicant.wasWrittenTo(email)).isFalse();
  }

  @Test
  void peopleOfADomainThatAnOrganizationHasAreSentThere() {
    World.Place globex = world.newOrganization();
    String link = applicant.link(email);
    applicant.execute(
        """
        insert into sso_domains (org_id, domain, requested_by, approved_at, approved_by)
        values (?, ?, 'Hank', now(), 'Operator')
        """,
        globex.orgId(),
        email.substring(email.indexOf('@') + 1));
    String colleague = "another-" + email;

    Response late = Applicant.form(organization).post(link);
    Response asked = Applicant.ask(colleague);

    assertThat(late.statusCode()).isEqualTo(422);
    assertThat(late.asString()).contains("belong to an organization that is here already");
    assertThat(asked.statusCode()).as("the page tells nothing").isEqualTo(200);
    assertThat(applicant.letter(colleague))
        .contains("Ask its administrators for an invitation")
        .doesNotContain("/sign-up/");
    assertThat(applicant.organizations(organization)).isEmpty();
  }
}
