package ai.nemorouter.guardrail.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.guardrail.RulesInForce;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Check.Hook.Shape;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Rules with hooks as they are stored, and their secrets.
@QuarkusTest
class HooksTest {
  @Inject World world;
  @Inject People people;
  @Inject Cast cast;
  @Inject Guardrails guardrails;
  @Inject RulesInForce rulesInForce;
  @Inject Hooks hooks;

  private World.Place place;
  private UUID ruleId;

  @BeforeEach
  void makeARule() {
    place = world.newOrganization();
    ruleId = create(hook("https://hooks.example.com/check", 2_000));
  }

  @Test
  void aStoredHookIsInForceAsItWasSaid() {
    assertThat(rulesInForce.of(place.orgId(), place.teamId(), Ids.next()).rules())
        .singleElement()
        .satisfies(rule ->
            assertThat(rule.terms().check())
                .isEqualTo(hook("https://hooks.example.com/check", 2_000)));
  }

  @Test
  void aHookThatCannotBeMeantIsRefused() {
    assertThatThrownBy(() -> create(hook("ftp://hooks.example.com", 2_000)))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> create(hook("https://user:secret@hooks.example.com", 2_000)))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> create(hook("https://hooks.example.com", 60_000)))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() ->
            guardrails.create(
                keeper(),
                RuleScope.organization(place.orgId()),
                RuleTerms.of(
                    "Redacting", RuleState.ON, Action.REDACT, hook("https://a.example.com", 500)),
                ""))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aSecretIsForThoseWhoMayChangeTheRuleAndAnotherOneIsAnotherVersion() {
    Actor auditor = people.join(place.orgId(), Role.AUDITOR);
    Hooks.Numbered first = hooks.secret(place.owner(), ruleId);

    Hooks.Numbered second = hooks.rotate(place.owner(), ruleId, "it leaked");

    assertThat(first.number()).isEqualTo(1);
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.secret()).isNotEqualTo(first.secret());
    assertThat(hooks.secret(place.owner(), ruleId)).isEqualTo(second);
    assertThat(guardrails.find(keeper(), ruleId).version()).isEqualTo(2);
    assertThat(people.audited(place.orgId(), "guardrail.hook_secret_shown")).hasSize(2);
    assertThat(people.audited(place.orgId(), "guardrail.changed"))
        .singleElement()
        .asString()
        .doesNotContain(second.secret().text());
    assertThatThrownBy(() -> hooks.secret(auditor, ruleId)).isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> hooks.secret(world.newOrganization().owner(), ruleId))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void programsCreateRulesWithHooksAndJudges() {
    String manager = cast.managementKey(place, Set.of(Permission.MANAGE_GUARDRAILS));
    for (String check :
        List.of(
            "{\"type\":\"hook\",\"address\":\"https://hooks.example.com\",\"shape\":\"presidio\",\"language\":\"de\"}",
            "{\"type\":\"judge\",\"model\":\"acme/judge\",\"question\":\"No medical advice.\"}")) {
      String id =
          as(manager)
              .body(
                  "{\"scope\":\"organization\",\"name\":\"%s\",\"action\":\"block\",\"check\":%s}"
                      .formatted(Ids.next(), check))
              .post("/v1/guardrails")
              .then()
              .statusCode(201)
              .extract()
              .path("data.id");
      assertThat(
              as(manager)
                  .get("/v1/guardrails/" + id)
                  .then()
                  .statusCode(200)
                  .extract()
                  .path("data.cost")
                  .toString())
          .isEqualTo("outside");
      as(manager)
          .body("{\"id\":\"%s\",\"text\":\"Hello\",\"direction\":\"input\"}".formatted(id))
          .post("/v1/guardrails/trial")
          .then()
          .statusCode(400);
    }
  }

  @Test
  void programsReadAndRotateIt() {
    String manager = cast.managementKey(place, Set.of(Permission.MANAGE_GUARDRAILS));
    String viewer = cast.managementKey(place, Set.of(Permission.VIEW_GUARDRAILS));
    String path = "/v1/guardrails/hooks/" + ruleId + "/secret";

    assertThat(
            as(manager).get(path).then().statusCode(200).extract().path("data.secret").toString())
        .startsWith("whsec_");
    assertThat(
            as(manager).post(path).then().statusCode(200).extract().path("data.number").toString())
        .isEqualTo("2");
    as(viewer).get(path).then().statusCode(403);
    as(manager).get("/v1/guardrails/hooks/" + Ids.next() + "/secret").then().statusCode(404);
  }

  private static RequestSpecification as(String key) {
    return RestAssured.given().header("Authorization", "Bearer " + key);
  }

  private UUID create(Check.Hook hook) {
    return guardrails
        .create(
            keeper(),
            RuleScope.organization(place.orgId()),
            RuleTerms.of("Ours " + Ids.next(), RuleState.ON, Action.BLOCK, hook),
            "")
        .id();
  }

  private RuleKeeper keeper() {
    return new RuleKeeper.Own(place.owner());
  }

  private static Check.Hook hook(String address, int millis) {
    return new Check.Hook(address, Shape.NEMOROUTER, "", 0, millis, 1);
  }
}
