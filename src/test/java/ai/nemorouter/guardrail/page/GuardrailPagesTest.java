package ai.nemorouter.guardrail.page;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Role;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.Cast.Part;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The pages of guardrails, as browsers get them without JavaScript.
@QuarkusTest
class GuardrailPagesTest {
  private static final String MAIL = "Write to ada@example.com <b>today</b>.";
  private static final int FOUND = 303;
  private static final int INVALID = 422;

  @Inject World world;
  @Inject Visitor visitor;
  @Inject Cast cast;
  @Inject Guardrails guardrails;

  private World.Place place;
  private Visitor.Person owner;
  private RuleKeeper keeper;

  @BeforeEach
  void enter() {
    place = world.newOrganization();
    owner = visitor.owner(place.orgId());
    keeper = new RuleKeeper.Own(place.owner());
  }

  @Test
  void aNewOrganizationIsOfferedAStartingSetAndCreatesWhatIsTicked() {
    assertThat(get("guardrails")).contains("Start with these rules", "Payment data");

    Response created =
        owner
            .browser()
            .formParam("template", "secrets", "injection")
            .post(place.path("guardrails/starting-set"));

    assertThat(created.statusCode()).isEqualTo(FOUND);
    assertThat(get("guardrails"))
        .contains("Secrets", "Prompt injection")
        .doesNotContain("Start with these rules");
    assertThat(rules()).extracting(StoredRule::state).contains(RuleState.ON, RuleState.SHADOW);
  }

  @Test
  void aRuleIsCreatedFromScratchAndShown() {
    assertThat(get("guardrails/new")).contains("From a template", "From scratch");
    assertThat(get("guardrails/new?type=keywords")).contains("One per line");

    Response created =
        form("keywords", "Falcon").formParam("words", "Falcon\r\nEagle").post(root());

    StoredRule rule = rules().getFirst();
    assertThat(created.getHeader("Location")).isEqualTo(root() + "/" + rule.id());
    assertThat(rule.terms().check())
        .isEqualTo(new Check.Keywords(List.of("Falcon", "Eagle"), false));
    assertThat(get("guardrails/" + rule.id())).contains("Falcon, Eagle", "Version");
    assertThat(get("guardrails?search=alco")).contains(">Falcon</a>");
    assertThat(get("guardrails?show=off")).contains("No rule matches");
  }

  @Test
  void aRuleAsksAServiceOutsideAndShowsItsSecretOnDemand() {
    assertThat(get("guardrails/new?type=hook")).contains("value=\"presidio\"", "Time limit (ms)");
    Response created =
        form("hook", "Ask us")
            .formParam("address", "https://hooks.example.com/ask")
            .formParam("shape", "nemorouter")
            .formParam("most_millis", "2000")
            .formParam("secret_number", "1")
            .post(root());

    assertThat(created.statusCode()).as(created.asString()).isEqualTo(FOUND);
    StoredRule rule = rules().getFirst();
    assertThat(get(rule, "")).contains("https://hooks.example.com/ask", "Show or rotate");
    assertThat(get(rule, "/hook")).doesNotContain("whsec_");
    assertThat(owner.browser().post(path(rule, "/hook/secret")).asString()).contains("whsec_");
    assertThat(owner.browser().post(path(rule, "/hook/rotation")).asString())
        .contains("Secret no. 2.", "whsec_");
  }

  @Test
  void whatWasTypedIsKeptBesideWhatIsWrong() {
    Response pattern = form("pattern", "Numbers").formParam("expression", "(?=look)").post(root());
    Response number = form("injection", "Attack").formParam("threshold", "many").post(root());
    Response unnamed = form("keywords", " ").formParam("words", "kept word").post(root());

    assertThat(pattern.statusCode()).isEqualTo(INVALID);
    assertThat(pattern.asString()).contains("value=\"(?=look)\"", "notice-bad");
    assertThat(number.asString()).contains("Enter a whole number.", "value=\"many\"");
    assertThat(unnamed.asString()).contains("Give the rule a name.", ">kept word</textarea>");
    assertThat(rules()).isEmpty();
  }

  @Test
  void aRuleIsTriedBeforeItIsSavedAndNothingIsStored() {
    Response tried =
        form("personal", "Mail")
            .formParam("kinds", "email")
            .formParam("sample", MAIL)
            .formParam("go", "try")
            .post(root());

    assertThat(tried.statusCode()).isEqualTo(200);
    assertThat(tried.asString())
        .contains(">ada@example.com<span", "e-mail address, redacted by Mail", "[EMAIL_")
        .contains("&lt;b&gt;today&lt;/b&gt;")
        .doesNotContain("<b>today");
    assertThat(rules()).isEmpty();
  }

  @Test
  void aStoredRuleIsTriedAsIfItWereOn() {
    StoredRule rule = mail(RuleState.SHADOW, Action.BLOCK);

    String page = owner.browser().formParam("sample", MAIL).post(path(rule, "/trial")).asString();
    Response empty = owner.browser().formParam("sample", "").post(path(rule, "/trial"));

    assertThat(page).contains("Blocked. Nothing goes on.", "e-mail address, blocked by Mail");
    assertThat(empty.statusCode()).isEqualTo(INVALID);
    assertThat(empty.asString()).contains("at most 20,000 characters");
  }

  @Test
  void allRulesAreTriedTogetherAsTheyWork() {
    mail(RuleState.SHADOW, Action.BLOCK);
    guardrails.create(
        keeper,
        keeper.widest(),
        RuleTerms.of(
            "Falcon", RuleState.ON, Action.REDACT, new Check.Keywords(List.of("Falcon"), true)),
        "");

    String page =
        owner
            .browser()
            .formParam("sample", "Falcon: ada@example.com")
            .post(root() + "/trial")
            .asString();

    assertThat(page)
        .contains("Redacted. The rewritten text goes on.", "counted only (shadow) by Mail")
        .contains("keyword, redacted by Falcon", "[KEYWORD_");
  }

  @Test
  void aChangeNeedsAReasonAndCanBeComparedAndTakenBack() {
    StoredRule rule = mail(RuleState.SHADOW, Action.FLAG);
    Response silent = change(rule, "").post(path(rule, "/settings"));
    Response changed = change(rule, "Auditors ask for it").post(path(rule, "/settings"));
    Response late = change(rule, "Too late").post(path(rule, "/settings"));

    assertThat(silent.asString()).contains("Say why, for those who read the history.");
    assertThat(changed.statusCode()).isEqualTo(FOUND);
    assertThat(late.asString()).contains("has changed the rule meanwhile");
    assertThat(get(rule, "/versions")).contains("Auditors ask for it", "in force");
    assertThat(get(rule, "/comparison?from=1&to=2"))
        .contains("<del>flag</del>", "<ins>block</ins>");

    assertThat(get(rule, "/versions/1/return")).contains("<ins>flag</ins>", "to version 1?");
    owner.browser().formParam("reason", "A mistake").post(path(rule, "/versions/1/return"));

    assertThat(get(rule, "/versions")).contains("A mistake", "returned to version 1");
    assertThat(guardrails.find(keeper, rule.id()).terms()).isEqualTo(rule.terms());
  }

  @Test
  void aRuleIsSwitchedAndDeletedAfterAQuestion() {
    StoredRule rule = mail(RuleState.SHADOW, Action.FLAG);

    assertThat(get(rule, "/state?to=on")).contains("Turn “Mail” on?");
    owner.browser().formParam("to", "on").post(path(rule, "/state"));
    assertThat(guardrails.find(keeper, rule.id()).state()).isEqualTo(RuleState.ON);

    assertThat(get(rule, "/removal")).contains("Delete the rule “Mail”?");
    owner.browser().formParam("reason", "Not needed").post(path(rule, "/removal"));
    assertThat(rules()).isEmpty();
    assertThat(get("guardrails?show=deleted")).contains(">Mail</a>", "Deleted");
    assertThat(get(rule, "")).doesNotContain(path(rule, "/settings"), "Try it");
  }

  @Test
  void anExceptionHasAnOwnerAReasonAndAnEnd() {
    StoredRule rule = mail(RuleState.ON, Action.BLOCK);
    String end = LocalDate.now(ZoneOffset.UTC).plusDays(7).toString();

    assertThat(get(rule, "/exceptions/new")).contains("Research");
    Response endless = exception(rule, "").post(path(rule, "/exceptions"));
    Response granted = exception(rule, end).post(path(rule, "/exceptions"));

    assertThat(endless.asString()).contains("Choose when the exception ends.", "Grace Hopper");
    assertThat(granted.statusCode()).isEqualTo(FOUND);
    String list = get(rule, "/exceptions");
    assertThat(list).contains("Research", "Grace Hopper", "In force");
    String ending = list.replaceAll("(?s).*href=\"([^\"]*/end)\".*", "$1");
    assertThat(owner.browser().get(ending).asString()).contains("End this exception now?");
    owner.browser().post(ending);
    assertThat(get(rule, "/exceptions")).contains("Over").doesNotContain("In force");
  }

  @Test
  void rulesAreExportedAndImportedAfterAPreview() {
    mail(RuleState.ON, Action.BLOCK);
    String file = get("guardrails/export");
    World.Place other = world.newOrganization();
    Visitor.Person there = visitor.owner(other.orgId());

    String preview =
        there
            .browser()
            .multiPart("rules", file)
            .post(other.path("guardrails/import/preview"))
            .asString();
    String wrong =
        there
            .browser()
            .multiPart("rules", file.replace("email", "no-such-kind"))
            .post(other.path("guardrails/import/preview"))
            .asString();
    Response imported =
        there.browser().formParam("rules", file).post(other.path("guardrails/import"));

    assertThat(preview).contains("created", "Import 1 rule");
    assertThat(wrong).contains("refused", "no-such-kind").doesNotContain("Import 1 rule");
    assertThat(imported.statusCode()).isEqualTo(FOUND);
    assertThat(there.browser().get(other.path("guardrails")).asString()).contains(">Mail</a>");
  }

  @Test
  void aLeadHasRulesForTheirTeamAndSeesThoseAbove() {
    mail(RuleState.ON, Action.BLOCK);
    String session = cast.signIn(place, new Part(Role.MEMBER, Role.LEAD));
    RequestSpecification lead =
        RestAssured.given()
            .redirects()
            .follow(false)
            .cookie("__Host-nemo-session", session)
            .header("Sec-Fetch-Site", "same-origin");
    String scope = "?scope=team&scope_id=" + place.teamId();

    String page = RestAssured.given().spec(lead).get(root() + scope).asString();
    Response everywhere =
        RestAssured.given().spec(lead).formParam("type", "injection").post(root());

    assertThat(page).contains("Team Research", ">Mail</a>", "new" + scope.replace("&", "&amp;"));
    assertThat(everywhere.statusCode()).isEqualTo(404);
    assertThat(RestAssured.given().spec(lead).get(root() + "/new").asString())
        .contains("Rules for a team or key", "Research");
  }

  @Test
  void operatorsHaveTheSamePagesAndOrganizationsSeeTheirRules() {
    Visitor.Person operator = visitor.operator();
    String name = "House rule of " + place.slug();

    Response created =
        operator
            .browser()
            .formParam("type", "keywords")
            .formParam("name", name)
            .formParam("action", "flag")
            .formParam("direction", "both")
            .formParam("state", "shadow")
            .formParam("on_failure", "closed")
            .formParam("words", place.slug())
            .post("/operator/guardrails");

    assertThat(created.statusCode()).as(created.asString()).isEqualTo(FOUND);
    String rule = created.getHeader("Location");
    assertThat(operator.browser().get(rule).asString()).contains(name);
    assertThat(get("guardrails")).contains("Rules of the installation", name);
    assertThat(owner.browser().get(rule).statusCode()).isEqualTo(404);
    operator.browser().post(rule + "/removal");
    assertThat(get("guardrails")).doesNotContain(name);
  }

  private RequestSpecification form(String type, String name) {
    return owner
        .browser()
        .formParam("type", type)
        .formParam("name", name)
        .formParam("action", type.equals("personal") ? "redact" : "flag")
        .formParam("direction", "both")
        .formParam("state", "shadow")
        .formParam("on_failure", "closed");
  }

  private RequestSpecification change(StoredRule rule, String reason) {
    return owner
        .browser()
        .formParam("type", "personal")
        .formParam("name", "Mail")
        .formParam("action", "block")
        .formParam("direction", "both")
        .formParam("state", "shadow")
        .formParam("on_failure", "closed")
        .formParam("kinds", "email")
        .formParam("version", rule.version())
        .formParam("reason", reason);
  }

  private RequestSpecification exception(StoredRule rule, String end) {
    assertThat(rule.scope()).isEqualTo(RuleScope.organization(place.orgId()));
    return owner
        .browser()
        .formParam("scope", "team")
        .formParam("scope_id", place.teamId())
        .formParam("owner", "Grace Hopper")
        .formParam("reason", "Payroll needs it")
        .formParam("ends_on", end);
  }

  private StoredRule mail(RuleState state, Action action) {
    Check check = new Check.Personal(Set.of(Kind.EMAIL), List.of());
    return guardrails.create(
        keeper, keeper.widest(), RuleTerms.of("Mail", state, action, check), "");
  }

  private List<StoredRule> rules() {
    return guardrails.list(keeper, new ListQuery("", "", "", 1)).items();
  }

  private String root() {
    return place.path("guardrails");
  }

  private String path(StoredRule rule, String page) {
    return root() + "/" + rule.id() + page;
  }

  private String get(StoredRule rule, String page) {
    return owner.browser().get(path(rule, page)).asString();
  }

  private String get(String page) {
    return owner.browser().get(place.path(page)).asString();
  }
}
