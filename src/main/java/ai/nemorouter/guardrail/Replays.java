package ai.nemorouter.guardrail;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Guard;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.guardrail.sample.SampleText;
import ai.nemorouter.guardrail.sample.Samples;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/// Replays kept samples through a rule, as if it were on, to see what it would have hit. A rule is
/// shown the samples that it would have looked at: those of its team or key, and the texts that
/// people saved. One of the whole organization is shown all.
@ApplicationScoped
public class Replays {
  /// Within which a replay ends; what was not looked at by then is said.
  public static final Duration TIME_MAX = Duration.ofSeconds(5);

  private static final int BATCH = 50;
  private static final int AT_ONCE = 2;

  private final Guardrails guardrails;
  private final Samples samples;
  private final Semaphore room = new Semaphore(AT_ONCE);

  Replays(Guardrails guardrails, Samples samples) {
    this.guardrails = guardrails;
    this.samples = samples;
  }

  /// A stored rule as it says now, for all who may see it.
  public Replay stored(Actor actor, UUID ruleId) {
    StoredRule rule = guardrails.find(new RuleKeeper.Own(actor), ruleId);
    return run(actor, Permission.VIEW_GUARDRAILS, rule.scope(), rule.terms());
  }

  /// Replays a rule that need not be stored. Only for actors who may have rules there: who chooses
  /// the pattern learns from the number of hits what the samples say.
  public Replay draft(Actor actor, RuleScope scope, RuleTerms terms) {
    guardrails.scopeForChange(new RuleKeeper.Own(actor), scope);
    guardrails.requireUsable(terms);
    return run(actor, Permission.MANAGE_GUARDRAILS, scope, terms);
  }

  private Replay run(Actor actor, Permission permission, RuleScope scope, RuleTerms terms) {
    RuleTrials.requireOwn(terms);
    Guard guard = Guard.of(List.of(terms.in(RuleState.ON).rule(Ids.next()).keepingText()));
    if (!room.tryAcquire()) {
      throw new InvalidInputException(
          "replay", "Other replays are under way. Try again in a few seconds.");
    }
    try {
      return look(actor, permission, scope, new ReplayTally(guard, terms));
    } finally {
      room.release();
    }
  }

  private Replay look(Actor actor, Permission permission, RuleScope scope, ReplayTally tally) {
    long begun = System.nanoTime();
    long kept = samples.countFor(actor, permission, scope);
    UUID before = Samples.newest();
    boolean more = true;
    boolean inTime = true;
    while (more && inTime) {
      List<SampleText> batch = samples.textsFor(actor, permission, scope, before, BATCH);
      for (SampleText sample : batch) {
        inTime = System.nanoTime() - begun < TIME_MAX.toNanos();
        if (!inTime) {
          break;
        }
        tally.look(sample, Samples.isReadable(actor, sample.row()));
        before = sample.row().id();
      }
      more = batch.size() == BATCH;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    return tally.result(kept, inTime, took.toMillis());
  }

  /// Which way a sample goes.
  static Direction direction(SampleText sample) {
    return sample.row().output() ? Direction.OUTPUT : Direction.INPUT;
  }
}
