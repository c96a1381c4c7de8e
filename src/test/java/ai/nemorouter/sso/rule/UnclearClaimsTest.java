package ai.nemorouter.sso.rule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Role;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.sso.SsoVisit;
import ai.nemorouter.sso.WithIdentityProvider;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the provider does not say takes nothing away. Here every request asks it anew.
@QuarkusTest
@WithTestResource(WithIdentityProvider.class)
class UnclearClaimsTest {
  @Inject World world;
  @Inject Visitor visitor;
  @Inject SsoRules rules;
  @Inject Keys keys;
  @Inject TestDatabase database;

  @Nullable ScriptedIdentityProvider provider;

  private World.Place globex;
  private Person ada;

  /// Ways not to say which groups somebody is in.
  enum Silence {
    OMITTED,
    NULL,
    NUMBER,
    TRUTH,
    OBJECT,
    EMPTY_TEXT,
    LIST_OF_NUMBERS,
    LIST_WITH_NULL,
    ELSEWHERE,
    ELSEWHERE_BESIDE_AN_EMPTY_LIST,
    TOO_MANY;

    void of(Person person) {
      switch (this) {
        case OMITTED -> person.without("groups");
        case NULL -> person.with("groups", null);
        case NUMBER -> person.with("groups", 7);
        case TRUTH -> person.with("groups", true);
        case OBJECT -> person.with("groups", Map.of("href", "https://graph.example/groups"));
        case EMPTY_TEXT -> person.with("groups", "");
        case LIST_OF_NUMBERS -> person.with("groups", List.of(1, 2));
        case LIST_WITH_NULL -> person.with("groups", Arrays.asList("/others", null));
        case ELSEWHERE -> elsewhere(person).without("groups");
        case ELSEWHERE_BESIDE_AN_EMPTY_LIST -> elsewhere(person).with("groups", List.of());
        case TOO_MANY -> person.without("groups").with("hasgroups", true);
      }
    }

    private static Person elsewhere(Person person) {
      return person
          .with("_claim_names", Map.of("groups", "src1"))
          .with("_claim_sources", Map.of("src1", Map.of("endpoint", "https://graph.example")));
    }
  }

  @BeforeEach
  void makeRules() {
    globex = world.newOrganization();
    rules.add(globex.owner(), new SsoRuleForm("group", "/admins", "", "administrator", ""));
    rules.add(
        globex.owner(),
        new SsoRuleForm("group", "/research", globex.teamId().toString(), "", "developer"));
    rules.add(globex.owner(), new SsoRuleForm("role", "ai-auditor", "", "auditor", ""));
    ada =
        new Person("Ada")
            .with("organization", List.of(globex.slug()))
            .with("realm_access", Map.of("roles", List.of()))
            .with("groups", List.of("/admins", "/research"));
  }

  @ParameterizedTest
  @EnumSource(Silence.class)
  void nothingIsTakenAwayThatTheProviderDoesNotSay(Silence silence) {
    RequestSpecification browser = SsoVisit.browser(provider(), ada);
    UUID key = keyOf(ada);

    silence.of(ada);
    browser.get("/account/sso");
    Response signedIn = SsoVisit.signIn(provider(), ada, "/");

    assertThat(signedIn.statusCode()).isEqualTo(303);
    assertThat(signedIn.cookie("nemo-notice")).contains("does+not+say+which+groups");
    assertThat(roles(globex, ada)).containsExactly("administrator", "developer");
    assertThat(keys.find(globex.owner(), key).key().revokedAt()).isNull();
    assertThat(settings()).contains("Keycard does not list all groups, roles or organizations of");

    ada.without("_claim_names").without("hasgroups").with("groups", List.of());
    browser.get("/account/sso");
    assertThat(roles(globex, ada)).containsExactly("member");
    assertThat(keys.find(globex.owner(), key).key().revokedAt()).isNotNull();
    assertThat(settings()).doesNotContain("Keycard does not list");
  }

  @ParameterizedTest
  @EnumSource(Silence.class)
  void theUserinfoEndpointTakesNoMoreAway(Silence silence) {
    RequestSpecification browser = SsoVisit.browser(provider(), ada.withoutIdTokenAtRefresh());

    silence.of(ada);
    assertThat(browser.get(globex.path("models")).statusCode()).isEqualTo(200);
    assertThat(roles(globex, ada)).containsExactly("administrator", "developer");

    ada.without("_claim_names").without("hasgroups").with("groups", List.of("/research"));
    browser.get(globex.path("models"));
    assertThat(roles(globex, ada)).containsExactly("member", "developer");
  }

  @Test
  void oneTextIsAListOfOne() {
    RequestSpecification browser = SsoVisit.browser(provider(), ada.with("groups", "/research"));

    browser.get(globex.path("models"));

    assertThat(roles(globex, ada)).containsExactly("member", "developer");
  }

  @Test
  void whatTheOtherClaimsSayIsGivenAllTheSame() {
    Silence.ELSEWHERE.of(ada);
    ada.with("realm_access", Map.of("roles", List.of("ai-auditor")));

    SsoVisit.signIn(provider(), ada, "/");

    assertThat(roles(globex, ada)).containsExactly("auditor");
  }

  @Test
  void rolesBelowAPathAreNoBetterKnownThanThePath() {
    ada.with("groups", List.of()).with("realm_access", Map.of("roles", List.of("ai-auditor")));
    RequestSpecification browser = SsoVisit.browser(provider(), ada);
    assertThat(roles(globex, ada)).containsExactly("auditor");

    for (Object unreadable :
        Arrays.asList(
            null,
            "roles",
            List.of("roles"),
            Map.of(),
            Map.of("roles", 3),
            Map.of("roles", Map.of("admin", true)),
            Map.of("roles", Arrays.asList(1, null)))) {
      ada.with("realm_access", unreadable);
      browser.get("/account/sso");
      assertThat(roles(globex, ada)).as("realm_access %s", unreadable).containsExactly("auditor");
    }

    ada.with("realm_access", Map.of("roles", List.of("ai-auditor", 5)));
    browser.get("/account/sso");
    assertThat(roles(globex, ada)).containsExactly("auditor");
    ada.with("realm_access", Map.of("roles", List.of()));
    browser.get("/account/sso");
    assertThat(roles(globex, ada)).containsExactly("member");
  }

  @Test
  void oneClaimThatSaysNothingKeepsNothingThatAnotherOneGave() {
    RequestSpecification browser = SsoVisit.browser(provider(), ada.without("realm_access"));
    assertThat(roles(globex, ada)).containsExactly("administrator", "developer");

    ada.with("groups", List.of("/research"));
    browser.get("/account/sso");

    assertThat(roles(globex, ada)).containsExactly("member", "developer");
  }

  @Test
  void anOrganizationThatIsLeftOutIsLeftAndOneThatCannotBeReadIsNot() {
    RequestSpecification browser = SsoVisit.browser(provider(), ada);

    ada.with("organization", 5);
    browser.get("/account/sso");
    assertThat(roles(globex, ada)).containsExactly("administrator", "developer");

    ada.without("organization").without("groups");
    browser.get("/account/sso");
    assertThat(roles(globex, ada)).as("the installation admits by organization").isEmpty();
  }

  @Test
  void whatNothingHereDependsOnIsNotMissed() {
    World.Place initech = world.newOrganization();
    Person grace = new Person("Grace").with("organization", List.of(initech.slug()));
    SsoVisit.browser(provider(), grace.with("groups", List.of())).get("/account/sso");
    Visitor.Person owner = visitor.member(initech.orgId(), Role.OWNER);

    assertThat(owner.browser().get(initech.path("settings/sso")).asString())
        .doesNotContain("Keycard does not list");
  }

  private String settings() {
    Visitor.Person owner = visitor.owner(globex.orgId());
    return owner.browser().get(globex.path("settings/sso")).asString();
  }

  private UUID keyOf(Person person) {
    UUID userId =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .createQuery("select user_id from identities where subject = :subject")
                    .bind("subject", person.subject())
                    .mapTo(UUID.class)
                    .one());
    return keys.mint(globex.owner(), new NewKey(globex.teamId(), "Ada's", null, null, userId))
        .key()
        .id();
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

  private ScriptedIdentityProvider provider() {
    return Objects.requireNonNull(provider);
  }
}
