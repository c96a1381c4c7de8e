package ai.nemorouter.console;

import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.exception.Grant;
import ai.nemorouter.guardrail.rule.exception.RuleExceptions;
import ai.nemorouter.guardrail.sample.Samples;
import ai.nemorouter.guardrail.sample.Sampling;
import ai.nemorouter.guardrail.sample.SamplingTerms;
import ai.nemorouter.testsupport.World;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Gives an organization rules with versions and an exception, under names as long as can be.
@ApplicationScoped
public class FurnishedGuardrails {
  private static final int NAME_LENGTH_MAX = 80;

  private final Guardrails guardrails;
  private final RuleExceptions exceptions;
  private final Sampling sampling;
  private final Samples samples;

  FurnishedGuardrails(
      Guardrails guardrails, RuleExceptions exceptions, Sampling sampling, Samples samples) {
    this.guardrails = guardrails;
    this.exceptions = exceptions;
    this.sampling = sampling;
    this.samples = samples;
  }

  /// @return the pages of guardrails
  List<String> make(World.Place place, UUID teamId, String longName) {
    RuleKeeper keeper = new RuleKeeper.Own(place.owner());
    String name = longName.substring(0, NAME_LENGTH_MAX);
    Check words = new Check.Keywords(List.of("a-word-that-no-request-has", longName), true);
    UUID rule =
        guardrails
            .create(
                keeper,
                keeper.widest(),
                RuleTerms.of(name, RuleState.SHADOW, Action.FLAG, words),
                longName)
            .id();
    guardrails.switchTo(keeper, rule, RuleState.ON, longName);
    guardrails.create(
        keeper,
        RuleScope.team(teamId),
        RuleTerms.of("Secrets", RuleState.SHADOW, Action.BLOCK, Check.Secrets.all()),
        "");
    Instant end = Instant.now().plus(Duration.ofDays(7));
    UUID exception =
        exceptions.grant(keeper, rule, RuleScope.team(teamId), new Grant(longName, longName, end));
    return pages(
        teamId,
        "guardrails/" + rule,
        "guardrails/samples/" + sample(place, longName),
        "exceptions/" + exception);
  }

  private static List<String> pages(UUID teamId, String path, String sample, String exception) {
    return List.of(
        "guardrails",
        "guardrails?search=no-such-rule",
        "guardrails?scope=team&scope_id=" + teamId,
        "guardrails/new",
        "guardrails/new?type=personal",
        "guardrails/new?type=hook",
        "guardrails/new?type=judge",
        "guardrails/new?template=employee-numbers",
        "guardrails/scopes",
        "guardrails/trial",
        "guardrails/import",
        "guardrails/events",
        "guardrails/samples",
        "guardrails/samples/settings",
        "guardrails/samples/stop",
        sample,
        sample + "/removal",
        path,
        path + "/settings",
        path + "/figures",
        path + "/replay",
        path + "/state?to=off",
        path + "/removal",
        path + "/versions",
        path + "/comparison",
        path + "/versions/1/return",
        path + "/exceptions",
        path + "/exceptions/new?scope=key",
        path + "/" + exception + "/end");
  }

  /// Keeps samples, and one text as such.
  private UUID sample(World.Place place, String text) {
    sampling.keep(place.owner(), new SamplingTerms(0, 10, 1, false));
    return samples.save(place.owner(), Direction.INPUT, text).id();
  }
}
