package ai.nemorouter.sso.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.sso.SsoDecisions;
import ai.nemorouter.sso.provider.Claims;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What an organization makes of the values that the provider names.
@QuarkusTest
class SsoRulesTest {
  @Inject World world;
  @Inject SsoRules rules;
  @Inject SsoDecisions decisions;

  @Test
  void ofSeveralRulesTheStrongestRoleWins() {
    SsoRule auditor = rule(null, "auditor", 3);
    SsoRule owner = rule(null, "owner", 0);
    UUID team = Ids.next();

    SsoRule.Wanted wanted =
        SsoRule.wanted(
            List.of(auditor, owner, rule(team, "developer", 1), rule(team, "lead", 0)),
            Optional.of("member"),
            "member");

    assertThat(wanted).isEqualTo(new SsoRule.Wanted(Optional.of("owner"), Map.of(team, "lead")));
    assertThat(SsoRule.wanted(List.of(), Optional.empty(), "member").role()).isEmpty();
    assertThat(SsoRule.wanted(List.of(rule(team, "lead", 0)), Optional.empty(), "member").role())
        .contains("member");
  }

  @Test
  void nobodyMakesARuleThatGivesMoreThanTheyMay() {
    World.Place globex = world.newOrganization();

    assertThatThrownBy(() ->
            rules.add(administrator(globex), new SsoRuleForm("group", "/admins", "", "owner", "")))
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining("more than you may");
  }

  @Test
  void aRuleIsChangedInPlaceAndOnlyByWhoMayGiveWhatItGives() {
    World.Place globex = world.newOrganization();
    rules.add(globex.owner(), new SsoRuleForm("group", "/staff", "", "auditor", ""));
    rules.add(globex.owner(), new SsoRuleForm("group", "/chiefs", "", "owner", ""));
    rules.change(administrator(globex), ruleFor(globex, "/staff").id(), "billing");
    assertThat(ruleFor(globex, "/staff").role()).isEqualTo("billing");

    UUID chiefs = ruleFor(globex, "/chiefs").id();
    assertThatThrownBy(() -> rules.change(administrator(globex), chiefs, "member"))
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining("more than you may");
    assertThatThrownBy(() -> rules.remove(administrator(globex), chiefs))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(
            () -> rules.change(administrator(globex), ruleFor(globex, "/staff").id(), "owner"))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(
            () -> rules.change(administrator(globex), ruleFor(globex, "/staff").id(), "developer"))
        .isInstanceOf(InvalidInputException.class);

    decisions.change(globex.owner(), "owner", "revoke");
    assertThatThrownBy(() -> decisions.change(administrator(globex), "member", "revoke"))
        .isInstanceOf(ForbiddenException.class);
    decisions.change(administrator(globex), "owner", "make_service");
  }

  private SsoRule ruleFor(World.Place place, String value) {
    return rules
        .list(place.owner(), new ListQuery(value, "", "value", 1))
        .items()
        .getFirst()
        .rule();
  }

  private static Actor administrator(World.Place place) {
    return new Actor.Person(
        place.orgId(), Ids.next(), "Ada", Rights.of(Role.ADMINISTRATOR), false, Origin.INSIDE);
  }

  private static SsoRule rule(@Nullable UUID team, String role, int rank) {
    return new SsoRule(
        Ids.next(), Claims.Kind.GROUP, "/g", team, null, role, role, rank, Instant.EPOCH);
  }
}
