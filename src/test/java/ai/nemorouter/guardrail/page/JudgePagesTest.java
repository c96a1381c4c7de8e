package ai.nemorouter.guardrail.page;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.allowlist.ModelAllowlist;
import ai.nemorouter.catalog.allowlist.ModelAllowlists;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The form of a rule by which a model judges, beside the same rule in the management API.
@QuarkusTest
class JudgePagesTest {
  private static final Judge NO_ADVICE =
      new Judge("author/judge", "No medical advice.\nNo diagnosis.", "75", "9000");
  private static final String NO_ADVICE_JSON = Json.write(NO_ADVICE.json());
  private static final int FOUND = 303;
  private static final int INVALID = 422;

  @Inject World world;
  @Inject Visitor visitor;
  @Inject Guardrails guardrails;
  @Inject GatewayWorld gateway;
  @Inject ModelAllowlists allowlists;
  @Inject ManagementKeys managementKeys;

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
  void aJudgeIsOfferedTheModelsThatTheOrganizationAllows() {
    String allowed = gateway.serve("judge-allowed", wire -> wire.json(500, "{}"));
    String other = gateway.serve("judge-other", wire -> wire.json(500, "{}"));
    allowlists.change(place.owner(), null, new ModelAllowlist(List.of(allowed, other)));
    assertThat(get("guardrails/new?type=judge")).contains(option(allowed), option(other));

    allowlists.change(place.owner(), null, new ModelAllowlist(List.of(allowed)));

    assertThat(get("guardrails/new?type=judge"))
        .contains(option(allowed), "No model is asked, and no key is charged, for a trial.")
        .doesNotContain(option(other), "Try it before saving");
  }

  @Test
  void aJudgeIsCreatedAndEditedAndTheApiSaysTheSame() {
    Response created = judge(NO_ADVICE).post(root());

    assertThat(created.statusCode()).as(created.asString()).isEqualTo(FOUND);
    StoredRule rule = rules().getFirst();
    assertThat(checkOf(rule)).isEqualTo(parsed(NO_ADVICE_JSON));
    assertThat(get(rule, ""))
        .contains("Model as judge", "Policy", "No medical advice.", "shadow mode and look at its");

    Response changed =
        judge(new Judge("author/other", "No legal advice.", "", "60000"))
            .formParam("version", 1)
            .formParam("reason", "Lawyers ask for it")
            .post(path(rule, "/settings"));

    assertThat(changed.statusCode()).as(changed.asString()).isEqualTo(FOUND);
    assertThat(guardrails.find(keeper, rule.id()).terms().check())
        .isEqualTo(new Check.Judge("author/other", "No legal advice.", 0, 60_000));
  }

  @Test
  void aJudgeMadeOverTheApiComesBackFromItsFormAsItWas() {
    String id = api(NO_ADVICE_JSON).at("/data/id").textValue();
    StoredRule rule = rules().getFirst();
    assertThat(rule.id()).hasToString(id);

    String form = get(rule, "/settings");
    assertThat(form).contains("value=\"author/judge\"", "value=\"75\"", "value=\"9000\"");
    String question =
        form.replaceAll("(?s).*<textarea[^>]*id=\"question\"[^>]*>(.*?)</text.*", "$1");
    assertThat(question).isEqualTo("No medical advice.\nNo diagnosis.");
    Response saved =
        judge(NO_ADVICE)
            .formParam("version", 1)
            .formParam("reason", "As it was")
            .post(path(rule, "/settings"));

    assertThat(saved.statusCode()).as(saved.asString()).isEqualTo(FOUND);
    assertThat(guardrails.find(keeper, rule.id()).version()).isEqualTo(1);
  }

  @Test
  void aJudgeThatCannotBeIsRefusedInTheWordsOfTheApi() {
    for (Judge wrong :
        List.of(
            new Judge(" ", "No advice", "60", "9000"),
            new Judge("author/judge", "", "60", "9000"),
            new Judge("author/judge", "x".repeat(4_001), "60", "9000"),
            new Judge("author/judge", "No advice", "101", "9000"),
            new Judge("author/judge", "No advice", "60", "99"),
            new Judge("author/judge", "No advice", "60", "60001"))) {
      String message = api(Json.write(wrong.json())).at("/error/message").asText();
      Response refused = judge(wrong).post(root());

      assertThat(refused.statusCode()).as(message).isEqualTo(INVALID);
      assertThat(message).isNotBlank();
      assertThat(refused.asString()).contains(message, wrong.question());
    }
    Response redacting =
        judge(NO_ADVICE, "redact").formParam("sample", "ada").formParam("go", "save").post(root());
    Response tried = judge(NO_ADVICE, "block").formParam("go", "try").post(root());
    assertThat(redacting.asString()).contains("can flag or block, not redact");
    assertThat(tried.asString()).contains("A hook or a judge cannot be tried here.");
    assertThat(rules()).isEmpty();
  }

  private record Judge(String model, String question, String threshold, String mostMillis) {
    ObjectNode json() {
      return Json.object()
          .put("type", "judge")
          .put("model", model)
          .put("question", question)
          .put("threshold", Integer.parseInt(threshold))
          .put("most_millis", Integer.parseInt(mostMillis));
    }
  }

  private static String option(String model) {
    return "<option value=\"" + model + "\">";
  }

  private RequestSpecification judge(Judge judge) {
    return judge(judge, "block");
  }

  private RequestSpecification judge(Judge judge, String action) {
    return owner
        .browser()
        .formParam("type", "judge")
        .formParam("name", "No advice")
        .formParam("action", action)
        .formParam("direction", "input")
        .formParam("state", "shadow")
        .formParam("on_failure", "open")
        .formParam("model", judge.model())
        .formParam("question", judge.question().replace("\n", "\r\n"))
        .formParam("threshold", judge.threshold())
        .formParam("most_millis", judge.mostMillis());
  }

  /// Creates such a rule as a program does.
  private JsonNode api(String check) {
    ObjectNode body =
        Json.object()
            .put("name", "No advice")
            .put("state", "shadow")
            .put("action", "block")
            .put("direction", "input")
            .put("on_failure", "open");
    body.set("check", parsed(check));
    return parsed(program().body(Json.write(body)).post("/v1/guardrails").asString());
  }

  private JsonNode checkOf(StoredRule rule) {
    return parsed(program().get("/v1/guardrails/" + rule.id()).asString()).at("/data/check");
  }

  private static JsonNode parsed(String json) {
    return Json.readable(json).orElseThrow();
  }

  private RequestSpecification program() {
    String secret = "a management key of " + place.orgId();
    managementKeys.replace(place.orgId(), "Terraform", secret);
    return RestAssured.given()
        .header("authorization", "Bearer " + secret)
        .contentType("application/json");
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
