package ai.nemorouter.sso.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyOverview;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.organization.invitation.Invitations;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.sso.SsoDecisions;
import ai.nemorouter.sso.SsoVisit;
import ai.nemorouter.sso.WithIdentityProvider;
import ai.nemorouter.sso.domain.DomainForm;
import ai.nemorouter.sso.domain.Domains;
import ai.nemorouter.testsupport.ScriptedIdentityProvider;
import ai.nemorouter.testsupport.ScriptedIdentityProvider.Person;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the provider says of somebody is what they may do, from one request to the next: here every
/// request asks it anew.
@QuarkusTest
@WithTestResource(WithIdentityProvider.class)
class SsoMembershipsTest {
  private static final String ADDRESS_TAKEN = "There is an account with your address already";

  @Inject World world;
  @Inject Visitor visitor;
  @Inject SsoRules rules;
  @Inject SsoDecisions decisions;
  @Inject Domains domains;
  @Inject Invitations invitations;
  @Inject Keys keys;
  @Inject TestDatabase database;

  @Nullable ScriptedIdentityProvider provider;

  @Test
  void rightsComeWithGroupsAndGoWithThem() {
    World.Place globex = world.newOrganization();
    rules.add(globex.owner(), new SsoRuleForm("group", "/admins", "", "administrator", ""));
    rules.add(
        globex.owner(),
        new SsoRuleForm("group", "/research", globex.teamId().toString(), "", "developer"));
    Person ada = member(globex).with("groups", List.of("/admins", "/research"));
    RequestSpecification browser = SsoVisit.browser(provider(), ada);

    assertThat(browser.get(globex.path("teams/new")).statusCode()).isEqualTo(200);
    assertThat(roles(globex, ada)).containsExactly("administrator", "developer");

    ada.with("groups", List.of("/research"));
    assertThat(browser.get(globex.path("members")).statusCode()).isEqualTo(403);
    assertThat(roles(globex, ada)).containsExactly("member", "developer");

    ada.with("groups", List.of());
    browser.get(globex.path("models"));
    assertThat(roles(globex, ada)).containsExactly("member");

    ada.without("organization");
    assertThat(browser.get(globex.path("models")).statusCode()).isEqualTo(404);
    assertThat(roles(globex, ada)).isEmpty();
  }

  @Test
  void anOrganizationCannotTakeInPeopleByNamingTheirGroup() {
    World.Place globex = world.newOrganization();
    rules.add(globex.owner(), new SsoRuleForm("group", "/everybody", "", "member", ""));
    Person stranger = new Person("Grace").with("groups", List.of("/everybody"));

    RequestSpecification browser = SsoVisit.browser(provider(), stranger);

    assertThat(browser.get(globex.path("models")).statusCode()).isEqualTo(404);
    assertThat(roles(globex, stranger)).isEmpty();
  }

  @Test
  void anAddressIsNoIdentity() {
    World.Place globex = world.newOrganization();
    Visitor.Person ada = visitor.owner(globex.orgId());

    Response answer =
        SsoVisit.signIn(provider(), new Person("Mallory").with("email", ada.email()), "/");

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.cookies()).doesNotContainKey(SsoVisit.SESSION);
    assertThat(answer.asString()).contains(ADDRESS_TAKEN, "/sign-in?next=%2Faccount%2Fsso");
  }

  @Test
  void anAddressThatTheProviderHasNotVerifiedMakesNoAccount() {
    Person ada = new Person("Ada").with("email_verified", false);

    Response answer = SsoVisit.signIn(provider(), ada, "/");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.asString()).contains("Your e-mail address is not verified");
  }

  @Test
  void whoLinksTheirAccountSignsInEitherWayAndKeepsWhatTheyWereGivenHere() {
    World.Place globex = world.newOrganization();
    Visitor.Person ada = visitor.owner(globex.orgId());
    Person there = new Person("Ada").with("email", ada.email());

    link(ada, there);
    RequestSpecification browser = SsoVisit.browser(provider(), there);

    assertThat(browser.get(globex.path("teams/new")).statusCode()).isEqualTo(200);
    assertThat(ada.browser().get(globex.path("teams/new")).statusCode()).isEqualTo(200);
    assertThat(roles(globex, there)).containsExactly("owner");
  }

  @Test
  void anIdentityBelongsToOneAccount() {
    Person there = new Person("Ada");
    SsoVisit.signIn(provider(), there, "/");
    Visitor.Person other = visitor.owner(world.newOrganization().orgId());

    Response begun = other.browser().get("/account/sso/link");
    Response answer = SsoVisit.follow(provider(), there, begun);

    assertThat(begun.header("location")).contains("prompt=login");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.asString()).contains("is linked to another user");
  }

  @Test
  void anOrganizationThatRequiresItLetsPasswordsInNoMore() {
    World.Place globex = world.newOrganization();
    Visitor.Person ada = visitor.owner(globex.orgId());
    Visitor.Person operator = visitor.operator();
    Person there = new Person("Ada").with("email", ada.email());
    String requirement = globex.path("settings/sso/requirement");

    assertThat(ada.browser().formParam("required", "on").post(requirement).statusCode())
        .as("who would lock themselves out")
        .isEqualTo(422);
    link(ada, there);
    RequestSpecification browser = SsoVisit.browser(provider(), there);
    browser.formParam("required", "on").post(requirement);

    Response password = ada.browser().get(globex.path("teams"));
    assertThat(password.statusCode()).isEqualTo(303);
    assertThat(password.header("location")).contains("/sign-in/sso/required?next=");
    assertThat(ada.browser().get(globex.path("auth?state=1")).header("location"))
        .as("apps are let in nowhere else")
        .endsWith("/sign-in/sso/required?next=%2Fo%2F" + globex.slug() + "%2Fauth%3Fstate%3D1");
    Response page = ada.browser().get("/sign-in/sso/required?next=" + globex.path("teams"));
    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.asString()).contains("Sign in with Keycard");
    assertThat(SsoVisit.browser(provider(), there).get(globex.path("teams")).statusCode())
        .isEqualTo(200);
    assertThat(operator.browser().get(globex.path("teams")).statusCode()).isEqualTo(200);
  }

  @Test
  void whoBelongsToAnOrganizationThroughTheProviderCannotEnterItWithAPassword() {
    World.Place globex = world.newOrganization();
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    link(ada, member(globex).with("email", ada.email()));

    assertThat(ada.browser().get(globex.path("models")).header("location"))
        .contains("/sign-in/sso/required");
  }

  @Test
  void theOperatorsGroupMakesOperatorsAndUnmakesThem() {
    Person ada = new Person("Ada").with("groups", List.of("/operators"));
    RequestSpecification browser = SsoVisit.browser(provider(), ada);
    assertThat(browser.get("/operator/domains").statusCode()).isEqualTo(200);

    ada.without("groups");
    assertThat(browser.get("/operator/domains").statusCode())
        .as("the provider does not say that they left the group")
        .isEqualTo(200);

    ada.with("groups", List.of());

    assertThat(browser.get("/operator/domains").header("location")).contains("/sign-in");
    assertThat(SsoVisit.browser(provider(), ada).get("/operator/domains").statusCode())
        .isEqualTo(404);
  }

  @Test
  void aNewAddressIsTakenOverUnlessSomebodyHasIt() {
    Visitor.Person other = visitor.owner(world.newOrganization().orgId());
    Person ada = new Person("Ada");
    RequestSpecification browser = SsoVisit.browser(provider(), ada);
    String before = ada.email();

    ada.with("email", other.email());
    browser.get("/account/sso");
    assertThat(users(before)).isOne();

    ada.with("email", "new-" + before);
    browser.get("/account/sso");
    assertThat(users(before)).isZero();
    assertThat(users("new-" + before)).isOne();
  }

  @Test
  void theKeysOfWhomTheProviderNoLongerLetsInEndOrGoOnAsTheOrganizationDecided() {
    World.Place globex = world.newOrganization();
    World.Place initech = world.newOrganization();
    decisions.change(globex.owner(), "member", "revoke");
    decisions.change(initech.owner(), "member", "make_service");
    for (World.Place place : List.of(globex, initech)) {
      rules.add(
          place.owner(),
          new SsoRuleForm("group", "/developers", place.teamId().toString(), "", "developer"));
    }
    Person ada =
        new Person("Ada")
            .with("organization", List.of(globex.slug(), initech.slug()))
            .with("groups", List.of("/developers"));
    RequestSpecification browser = SsoVisit.browser(provider(), ada);
    UUID there = keyOf(globex, ada);
    UUID here = keyOf(initech, ada);

    ada.without("organization").without("groups");
    browser.get("/account/sso");

    Key revoked = keys.find(globex.owner(), there).key();
    assertThat(revoked.revokedAt()).isNotNull();
    KeyOverview kept = keys.find(initech.owner(), here);
    assertThat(kept.key().revokedAt()).isNull();
    assertThat(kept.owner()).isNull();
  }

  @Test
  void whoHasADomainInvitesOnlyPeopleWithAnAddressThereWhoeverHasAnAccount() {
    World.Place globex = world.newOrganization();
    String domain = globex.slug() + ".example.com";
    Person known = new Person("Ada");
    SsoVisit.signIn(provider(), known, "/");
    domains.request(globex.owner(), new DomainForm(domain));
    invite(globex, "before-it-was-approved@elsewhere.example");

    domains.approve(new Operator(Ids.next(), "Op", Origin.INSIDE), globex.orgId(), domain);

    invite(globex, "somebody@" + domain.toUpperCase(Locale.ROOT));
    for (String stranger :
        List.of(
            known.email(),
            "mallory@elsewhere.example",
            "mallory@sub." + domain,
            "mallory@evil" + domain)) {
      assertThatThrownBy(() -> invite(globex, stranger))
          .as(stranger)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("Only people with an address at " + domain);
    }
  }

  private void invite(World.Place place, String email) {
    invitations.invite(place.owner(), new Invitations.Wanted(email, "member", Map.of()));
  }

  /// A key in the organization's team that belongs to them.
  private UUID keyOf(World.Place place, Person person) {
    UUID userId =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .createQuery("select user_id from identities where subject = :subject")
                    .bind("subject", person.subject())
                    .mapTo(UUID.class)
                    .one());
    return keys.mint(place.owner(), new NewKey(place.teamId(), "Ada's", null, null, userId))
        .key()
        .id();
  }

  private void link(Visitor.Person person, Person there) {
    Response begun = person.browser().get("/account/sso/link");
    Response linked = SsoVisit.follow(provider(), there, begun);
    assertThat(linked.header("location")).endsWith("/account/sso");
  }

  private static Person member(World.Place place) {
    return new Person("Ada").with("organization", List.of(place.slug()));
  }

  /// In the organization, then in teams.
  private List<String> roles(World.Place place, Person person) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    """
                    select m.role from members m join identities i on i.user_id = m.user_id
                      where m.org_id = :orgId and i.subject = :subject
                    union all
                    select t.role from team_members t join identities i on i.user_id = t.user_id
                      where t.org_id = :orgId and i.subject = :subject
                    """)
                .bind("orgId", place.orgId())
                .bind("subject", person.subject())
                .mapTo(String.class)
                .list());
  }

  private int users(String email) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery("select count(*) from users where email = :email")
                .bind("email", email)
                .mapTo(Integer.class)
                .one());
  }

  private ScriptedIdentityProvider provider() {
    return Objects.requireNonNull(provider);
  }
}
