package ai.nemorouter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.catalog.allowlist.ModelAllowlist;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.Statements;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What applies to a key, a member and a team, and who reads how much of it.
@QuarkusTest
class PolicyPagesTest {
  private static final int FEW = 3;
  private static final int MANY = 30;

  @Inject World world;
  @Inject People people;
  @Inject Cast cast;
  @Inject TestDatabase database;
  @Inject Keys keys;
  @Inject Teams teams;
  @Inject Limits limits;
  @Inject Credits credits;
  @Inject Guardrails guardrails;
  @Inject Policies policies;
  @Inject @PersistenceUnitExtension Statements statements;

  private World.Place globex;
  private Actor.Person owner;
  private Actor.Person nia;
  private UUID crawler;

  @BeforeEach
  void nineDollarsOfNiasKeyAndThreeOfOthers() {
    globex = world.newOrganization();
    credits.grant(new Actor.Setup(globex.orgId()), Money.ofUsd("50"), "to begin with");
    owner = people.join(globex.orgId(), Role.OWNER);
    nia = people.joinTeam(globex.orgId(), globex.teamId(), Role.DEVELOPER);
    crawler = mint(globex.teamId(), "crawler", nia);
    world.recordCall(globex, crawler, Money.ofUsd("9"));
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update calls set member_id = ? where org_id = ?", nia.userId(), globex.orgId()));
    world.recordCall(globex, mint(globex.teamId(), "chat", null), Money.ofUsd("3"));
    limit(Scope.organization(globex.orgId()), "75");
    limit(Scope.team(globex.teamId()), "45");
    limit(Scope.member(nia.userId()), "25");
    limit(Scope.key(crawler), "10");
  }

  @Test
  void theOwnerOfTheOrganizationReadsEveryLimitOfAKeyAndWhereItComesFrom() {
    String page = page(owner, "keys/" + crawler);

    assertThat(table(page))
        .contains("$75.00 per month", "$12.00 of $75.00", "/limits\">Organization</a>")
        .contains("$45.00 per month", "$12.00 of $45.00", "Team Research</a>")
        .contains("$25.00 per month", "$9.00 of $25.00", "Owner of the key</a>")
        .contains("$10.00 per month", "$9.00 of $10.00", "This key")
        .contains("First to be reached</span> <strong>$10.00 per month</strong> (This key)")
        .contains("$1.00 left, resets")
        .contains("Not restricted: models, endpoints and addresses.");
  }

  @Test
  void aDeveloperReadsTheirOwnLimitsWholeAndOfTheOrganizationsOnlyWhatIsLeft() {
    String page = page(nia, "my-usage");

    assertThat(table(page))
        .contains("$25.00 per month", "$9.00 of $25.00", "You")
        .contains("$45.00 per month", "$12.00 of $45.00", "Team Research</a>")
        .contains("$10.00 per month", "Key crawler</a>")
        .contains("US dollars per month", "$63.00 left", "Shared")
        .doesNotContain("$75.00", "$12.00 of $75.00");
    assertThat(page)
        .contains("<span class=\"figure-value\">$9.00</span>")
        .contains("crawler", "demo/haiku-small")
        .doesNotContain(">chat<");
  }

  @Test
  void aMemberWithoutAnyPermissionReadsOfATeamsLimitToOnlyWhatIsLeft() {
    Actor.Person plain = people.join(globex.orgId(), Role.MEMBER);
    own(crawler, plain);

    String page = page(plain, "my-usage");

    assertThat(table(page))
        .contains("$33.00 left", "$63.00 left", "Team Research", "$9.00 of $10.00", "Key crawler")
        .doesNotContain("$45.00", "$75.00", "/teams/", "/keys/");
    assertThat(page).contains("crawler").doesNotContain(globex.path("keys/" + crawler));
    assertThat(status(plain, "keys/" + crawler)).isEqualTo(403);
  }

  @Test
  void ofAColleaguesKeyADeveloperReadsNotWhatTheOwnerMaySpend() {
    Actor.Person colleague = people.joinTeam(globex.orgId(), globex.teamId(), Role.DEVELOPER);

    assertThat(table(page(colleague, "keys/" + crawler)))
        .contains("$9.00 of $10.00", "$12.00 of $45.00", "$63.00 left")
        .contains("1 limit", "Owner of the key", "Amounts are shown to people who may see limits")
        .doesNotContain("$25.00", "$75.00");
  }

  @Test
  void aMemberOfAnotherTeamReadsNothingOfIt() {
    UUID sales = teams.create(owner, "Sales");
    Actor.Person stranger = people.joinTeam(globex.orgId(), sales, Role.DEVELOPER);

    assertThat(page(stranger, "my-usage"))
        .contains("You own no key")
        .doesNotContain("crawler", "Research", "$45.00", "$33.00", "$9.00", "$25.00");
    assertThat(status(stranger, "keys/" + crawler)).isEqualTo(404);
    assertThat(status(stranger, "teams/" + globex.teamId())).isEqualTo(404);
    assertThat(status(stranger, "members/" + nia.userId())).isEqualTo(404);
    assertThat(policies.ofKey(stranger, crawler)).isEmpty();
    assertThat(policies.ofTeam(stranger, globex.teamId())).isEmpty();
    assertThat(policies.ofMember(stranger, nia.userId())).isEmpty();
  }

  @Test
  void aKeyOfAnotherOrganizationIsNotThere() {
    World.Place initech = world.newOrganization();
    Actor.Person other = people.join(initech.orgId(), Role.OWNER);

    assertThat(policies.ofKey(other, crawler)).isEmpty();
    assertThat(policies.ofTeam(other, globex.teamId())).isEmpty();
    assertThat(get(other, initech.path("keys/" + crawler)).statusCode()).isEqualTo(404);
    assertThat(get(other, globex.path("my-usage")).statusCode()).isEqualTo(404);
  }

  @Test
  void theTeamAndTheMemberHaveTheTableToo() {
    assertThat(table(page(owner, "teams/" + globex.teamId())))
        .contains("$12.00 of $75.00", "$12.00 of $45.00", "This team")
        .doesNotContain("$25.00");
    assertThat(table(page(owner, "members/" + nia.userId())))
        .contains("$9.00 of $25.00", "This member", "Team Research</a>", "Key crawler</a>");
  }

  @Test
  void whatIsUsedUpSaysSoAndUntilWhen() {
    limit(Scope.team(globex.teamId()), Period.DAY, "12");

    assertThat(table(page(owner, "keys/" + crawler)))
        .contains("Used up</span> <strong>$12.00 per day</strong> (Team Research): requests that")
        .contains("are refused until")
        .doesNotContain("First to be reached");
  }

  @Test
  void creditIsAnAmountForWhoMaySeeItAndElseWhetherThereIsAny() {
    assertThat(table(page(owner, "keys/" + crawler))).contains("$50.00 left");
    assertThat(table(page(nia, "keys/" + crawler))).contains("some left").doesNotContain("$50.00");
    World.Place poor = world.newOrganization();
    String page =
        get(people.join(poor.orgId(), Role.OWNER), poor.path("teams/" + poor.teamId())).asString();
    assertThat(table(page)).contains("Prepaid credit", "nothing left", "Used up</span>");
  }

  @Test
  void listsOfAllLevelsAreNamedWithTheirSource() {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update organizations set allowed_models = array['demo/*'] where id = ?",
                globex.orgId()));
    keys.change(
        owner,
        crawler,
        before ->
            before.withPolicy(
                new KeyPolicy(
                    ModelAllowlist.EVERYTHING, List.of("chat"), List.of("203.0.113.0/24"))));

    String page = table(page(nia, "keys/" + crawler));

    assertThat(page)
        .contains("Only these models", "<code>demo/*</code>", "/allowed-models\">Organization</a>")
        .contains("Only these endpoints", "<code>chat</code>")
        .contains("Only from these addresses", "<code>203.0.113.0/24</code>")
        .doesNotContain("Not restricted");
    assertThat(table(page(nia, "my-usage"))).contains("<code>demo/*</code>", "203.0.113.0/24");
  }

  @Test
  void rulesAreNamedOnlyForWhoMaySeeGuardrails() {
    rule(RuleScope.organization(globex.orgId()), "No falcons", Action.BLOCK);
    rule(RuleScope.organization(globex.orgId()), "No hawks", Action.REDACT);
    rule(RuleScope.key(crawler), "No owls", Action.FLAG);
    Actor.Person plain = people.join(globex.orgId(), Role.MEMBER);
    own(crawler, plain);

    assertThat(table(page(nia, "keys/" + crawler)))
        .contains("No falcons</a>", "Keywords: block, input and output", "No hawks", "No owls")
        .contains("/guardrails\">Organization</a>");
    assertThat(table(page(plain, "my-usage")))
        .contains("2 guardrail rules", "<code>block</code> <code>redact</code>")
        .contains("1 guardrail rule <", "<code>flag</code>")
        .doesNotContain("falcons", "hawks", "owls");
  }

  @Test
  void thePageTakesAsManyStatementsForManyLimitsAsForFew() {
    narrowed(FEW);
    long few = statements.of(() -> linesOfKey(), FEW);
    long fewOfMember = statements.of(() -> linesOfMember(), FEW);
    narrowed(MANY);
    for (int i = 0; i < FEW; i++) {
      mint(teams.create(owner, "Team " + i), "more " + i, nia);
    }
    long many = statements.of(() -> linesOfKey(), MANY);
    long manyOfMember = statements.of(() -> linesOfMember(), MANY);

    assertThat(many).isEqualTo(few).isPositive();
    assertThat(manyOfMember).isEqualTo(fewOfMember).isPositive();
  }

  @Test
  void whoRunsTheInstallationAndIsNoMemberIsToldSo() {
    String page =
        RestAssured.given()
            .cookie("__Host-nemo-session", cast.operator())
            .get(globex.path("my-usage"))
            .asString();

    assertThat(page).contains("not a member of this").doesNotContain("id=\"applies\"");
  }

  private long linesOfKey() {
    return policies.ofKey(owner, crawler).orElseThrow().lines().size();
  }

  private long linesOfMember() {
    return policies.ofMember(owner, nia.userId()).orElseThrow().lines().size();
  }

  private void narrowed(int number) {
    for (int i = 0; i < number; i++) {
      limits.add(
          owner,
          Scope.team(globex.teamId()),
          LimitTerms.of(Unit.TOKENS, Period.DAY, 1_000)
              .narrowedTo("acme/model-" + number + "-" + i, null),
          CountFrom.NOW);
    }
  }

  private UUID mint(UUID teamId, String name, Actor.@Nullable Person person) {
    UUID id = keys.mint(owner, new NewKey(teamId, name, null, null)).key().id();
    if (person != null) {
      own(id, person);
    }
    return id;
  }

  private void own(UUID keyId, Actor.Person person) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute("update keys set owner_id = ? where id = ?", person.userId(), keyId));
  }

  private void rule(RuleScope scope, String name, Action action) {
    guardrails.create(
        new RuleKeeper.Own(owner),
        scope,
        RuleTerms.of(name, RuleState.ON, action, new Check.Keywords(List.of("bird"), true)),
        "");
  }

  private void limit(Scope scope, String usd) {
    limit(scope, Period.MONTH, usd);
  }

  private void limit(Scope scope, Period period, String usd) {
    limits.add(owner, scope, LimitTerms.of(new Budget(period, Money.ofUsd(usd))), CountFrom.PERIOD);
  }

  private String page(Actor.Person person, String page) {
    Response answer = get(person, globex.path(page));
    assertThat(answer.statusCode()).as(page).isEqualTo(200);
    return answer.asString().replaceAll("\\s+", " ");
  }

  private int status(Actor.Person person, String page) {
    return get(person, globex.path(page)).statusCode();
  }

  private Response get(Actor.Person person, String path) {
    return RestAssured.given()
        .redirects()
        .follow(false)
        .cookie("__Host-nemo-session", cast.signIn(person))
        .get(path);
  }

  private static String table(String page) {
    int begin = page.indexOf("id=\"applies\"");
    assertThat(begin).as("the table").isPositive();
    return page.substring(begin, page.indexOf("</section>", begin));
  }
}
