package ai.nemorouter.guardrail.page;

import ai.nemorouter.access.Actor;
import ai.nemorouter.guardrail.Replays;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.sample.Sampling;
import ai.nemorouter.platform.error.NotFoundException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/// Replays for pages. Operators have none, because they do not see what requests of organizations
/// had in them.
@ApplicationScoped
class ReplayDesk {
  private final Replays replays;
  private final Sampling sampling;

  ReplayDesk(Replays replays, Sampling sampling) {
    this.replays = replays;
    this.sampling = sampling;
  }

  /// Before any replay; empty for an operator.
  Optional<Replayed> none(Desk desk) {
    return desk.actor()
        .map(actor ->
            new Replayed(desk.root(), sampling.find(actor), desk.isManagingEverywhere(), null, ""));
  }

  Replayed stored(Desk desk, UUID ruleId) {
    return before(desk).with(replays.stored(actor(desk), ruleId));
  }

  Replayed draft(Desk desk, RuleScope scope, RuleTerms terms) {
    return before(desk).with(replays.draft(actor(desk), scope, terms));
  }

  /// With a way to save the text, if the organization keeps samples and this person may save some.
  Tried savable(Desk desk, Tried tried, String text, Direction direction) {
    return none(desk).filter(known -> known.mayKeep() && known.sampling().isOn()).isPresent()
        ? tried.savedBy(desk, text, direction)
        : tried;
  }

  private Replayed before(Desk desk) {
    return none(desk).orElseThrow(() -> new NotFoundException("page"));
  }

  private static Actor actor(Desk desk) {
    return desk.actor().orElseThrow(() -> new NotFoundException("page"));
  }
}
