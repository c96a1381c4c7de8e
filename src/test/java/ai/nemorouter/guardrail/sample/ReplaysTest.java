package ai.nemorouter.guardrail.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Role;
import ai.nemorouter.guardrail.Replay;
import ai.nemorouter.guardrail.Replays;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a rule would have done with kept samples.
@QuarkusTest
class ReplaysTest {
  private static final Check MAIL = new Check.Personal(Set.of(Kind.EMAIL), List.of());

  @Inject World world;
  @Inject People people;
  @Inject Guardrails guardrails;
  @Inject Replays replays;
  @Inject Sampling sampling;
  @Inject Samples samples;
  @Inject SampleWriter writer;

  private World.Place place;
  private Actor owner;
  private RuleScope everything;

  @BeforeEach
  void keepSamples() {
    place = world.newOrganization();
    owner = place.owner();
    everything = RuleScope.organization(place.orgId());
    sampling.keep(owner, new SamplingTerms(100_000, 100, 5, false));
  }

  @Test
  void aDraftTellsHowManySamplesItWouldHaveHitAndWhere() {
    samples.save(owner, Direction.INPUT, "Write to ada@example.com and bob@example.com.");
    samples.save(owner, Direction.INPUT, "Write to nobody.");
    samples.save(owner, Direction.OUTPUT, "It is eve@example.com.");

    Replay both = replays.draft(owner, everything, mail(Action.REDACT));
    Replay input = replays.draft(owner, everything, mail(Action.BLOCK).only(Direction.INPUT));

    assertThat(both.lookedAt()).isEqualTo(3);
    assertThat(both.redacted()).isEqualTo(2);
    assertThat(both.hit()).isEqualTo(2);
    assertThat(both.finished()).isTrue();
    assertThat(input.lookedAt()).isEqualTo(2);
    assertThat(input.otherWay()).isEqualTo(1);
    assertThat(input.blocked()).isEqualTo(1);
    Replay.Hit hit = input.hits().getFirst();
    assertThat(hit.verdict()).isEqualTo(Verdict.BLOCKED);
    assertThat(hit.found()).isEqualTo(2);
    assertThat(matched(hit)).containsExactly("ada@example.com", "bob@example.com");
    assertThat(replays.draft(owner, everything, mail(Action.FLAG)).flagged()).isEqualTo(2);
  }

  @Test
  void aTextThatIsJsonIsReadAsOfARequest() {
    samples.save(owner, Direction.INPUT, "{\"to\":\"ada\\u0040example.com\",\"n\":1}");
    samples.save(owner, Direction.INPUT, "{\"n\":4242424242424242}");
    samples.save(owner, Direction.INPUT, "[\"x\",\"ada@example.com\"]");
    Check both = new Check.Personal(Set.of(Kind.EMAIL, Kind.CARD), List.of());

    Replay replay =
        replays.draft(owner, everything, RuleTerms.of("Data", RuleState.OFF, Action.REDACT, both));

    assertThat(replay.redacted()).isEqualTo(3);
    assertThat(replay.blocked()).isZero();
    assertThat(matched(replay.hits().get(0))).containsExactly("ada@example.com");
    assertThat(matched(replay.hits().get(1))).containsExactly("4242424242424242");
  }

  @Test
  void aRuleOfATeamIsShownTheSamplesOfItsTeam() {
    kept(place.teamId(), "ours@example.com");
    kept(Ids.next(), "theirs@example.com");
    StoredRule rule =
        guardrails.create(
            new RuleKeeper.Own(owner), RuleScope.team(place.teamId()), mail(Action.FLAG), "");

    assertThat(replays.stored(owner, rule.id()).kept()).isEqualTo(1);
    assertThat(replays.draft(owner, everything, mail(Action.FLAG)).hit()).isEqualTo(2);
  }

  @Test
  void whoMayNotReadTextsLearnsHowManyAndNotWhat() {
    kept(place.teamId(), "ours@example.com");
    kept(Ids.next(), "theirs@example.com");
    StoredRule rule =
        guardrails.create(new RuleKeeper.Own(owner), everything, mail(Action.BLOCK), "");
    Actor developer = people.joinTeam(place.orgId(), place.teamId(), Role.DEVELOPER);
    Actor auditor = people.join(place.orgId(), Role.AUDITOR);

    Replay inTeam = replays.stored(developer, rule.id());
    Replay everywhere = replays.stored(auditor, rule.id());

    assertThat(inTeam.blocked()).isEqualTo(1);
    assertThat(everywhere.blocked()).isEqualTo(2);
    assertThat(everywhere.hits())
        .hasSize(2)
        .allMatch(hit -> !hit.readable() && hit.parts().isEmpty());
    assertThatThrownBy(() -> replays.draft(auditor, everything, mail(Action.FLAG)))
        .isInstanceOf(ForbiddenException.class);
  }

  @Test
  void aLeadTriesDraftsOnTheSamplesOfTheirTeamAlone() {
    kept(place.teamId(), "ours@example.com");
    kept(Ids.next(), "theirs@example.com");
    samples.save(owner, Direction.INPUT, "saved@example.com");
    Actor lead = people.joinTeam(place.orgId(), place.teamId(), Role.LEAD);
    RuleScope team = RuleScope.team(place.teamId());

    Replay replay = replays.draft(lead, team, mail(Action.FLAG));

    assertThat(replay.hits()).hasSize(1);
    assertThat(matched(replay.hits().getFirst())).containsExactly("ours@example.com");
    assertThatThrownBy(() -> replays.draft(lead, everything, mail(Action.FLAG)))
        .isInstanceOf(ForbiddenException.class);
  }

  @Test
  void anotherOrganizationIsShownNothing() {
    samples.save(owner, Direction.INPUT, "ada@example.com");
    StoredRule rule =
        guardrails.create(new RuleKeeper.Own(owner), everything, mail(Action.BLOCK), "");
    World.Place other = world.newOrganization();

    Replay replay =
        replays.draft(other.owner(), RuleScope.organization(other.orgId()), mail(Action.BLOCK));

    assertThat(replay.kept()).isZero();
    assertThat(replay.hits()).isEmpty();
    assertThatThrownBy(() -> replays.stored(other.owner(), rule.id()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void noServiceOutsideIsAskedForAReplay() {
    RuleTerms judge =
        RuleTerms.of(
            "Judge",
            RuleState.SHADOW,
            Action.BLOCK,
            new Check.Judge("demo/haiku-small", "No medical advice.", 50, 5_000));
    StoredRule rule = guardrails.create(new RuleKeeper.Own(owner), everything, judge, "");

    assertThatThrownBy(() -> replays.stored(owner, rule.id()))
        .isInstanceOf(InvalidInputException.class);
  }

  private void kept(UUID teamId, String text) {
    writer.write(place.orgId(), List.of(SamplesTest.request(place, teamId, text)));
  }

  private static RuleTerms mail(Action action) {
    return RuleTerms.of("Mail", RuleState.SHADOW, action, MAIL);
  }

  private static List<String> matched(Replay.Hit hit) {
    return hit.parts().stream()
        .flatMap(part ->
            part.matches().stream()
                .map(match -> part.text().substring(match.start(), match.start() + match.length())))
        .toList();
  }
}
