package ai.nemorouter.playground;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.finding.GuardrailEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/// What became of requests from the playground, from their records.
@ApplicationScoped
class Outcomes {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration STEP = Duration.ofMillis(50);

  private final Playground playground;
  private final GuardrailEvents guardrails;

  Outcomes(Playground playground, GuardrailEvents guardrails) {
    this.playground = playground;
    this.guardrails = guardrails;
  }

  Outcome of(Actor.Person person, UUID requestId) {
    SentRequest request = playground.sent(person, requestId).orElse(null);
    boolean shown = request != null && person.mayAnywhere(Permission.VIEW_GUARDRAILS);
    return new Outcome(
        requestId, request, shown ? guardrails.ofRequest(person, requestId).orElse(null) : null);
  }

  /// The same of a request whose answer has come, so that its record is but a moment away.
  Outcome await(Actor.Person person, UUID requestId) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Outcome outcome = of(person, requestId);
    while (outcome.request() == null && System.nanoTime() < deadline) {
      try {
        Thread.sleep(STEP);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return outcome;
      }
      outcome = of(person, requestId);
    }
    return outcome;
  }
}
