package ai.nemorouter.gateway.screening;

import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Rule;
import ai.nemorouter.guardrail.finding.Findings;
import ai.nemorouter.guardrail.hook.HookAnswer;
import ai.nemorouter.guardrail.hook.HookClient;
import ai.nemorouter.guardrail.hook.HookQuestion;
import ai.nemorouter.guardrail.hook.HookSecret;
import ai.nemorouter.guardrail.sample.SampleKeeper;
import ai.nemorouter.guardrail.sample.SampleParts;
import ai.nemorouter.guardrail.sample.SampledRequest;
import ai.nemorouter.key.identity.KeyIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Puts calls under the rules that hold for their keys, and has what came of it written down.
@ApplicationScoped
public class Screenings {
  private static final Logger LOG = Logger.getLogger(Screenings.class);

  private final Guards guards;
  private final Findings findings;
  private final HookClient hooks;
  private final Judges judges;
  private final SampleKeeper samples;
  private final GatewayConfig config;

  Screenings(
      Guards guards,
      Findings findings,
      HookClient hooks,
      Judges judges,
      SampleKeeper samples,
      GatewayConfig config) {
    this.guards = guards;
    this.findings = findings;
    this.hooks = hooks;
    this.judges = judges;
    this.samples = samples;
    this.config = config;
  }

  /// @param credentials the headers in which the key came, for what calls on its behalf
  /// @return empty where no rules hold
  /// @throws ai.nemorouter.platform.json.ApiException if it is not known which do
  public Optional<RequestScreen> of(
      UUID requestId, KeyIdentity key, Map<String, String> credentials) {
    return guards
        .of(key)
        .map(rules ->
            RequestScreen.of(
                rules, config.screeningTime(), outside(requestId, rules, credentials)));
  }

  /// Keeps what the request says, as it came, if its organization keeps samples and this one is
  /// chosen. It neither waits nor throws.
  ///
  /// @param reading shows all parts of the request
  /// @return what takes the answer, for `sampleAnswer`; empty if none is to be kept
  public Optional<AnswerSample> sample(
      UUID requestId, KeyIdentity key, String model, Consumer<InputScreen> reading) {
    SampleKeeper.Kept kept = samples.choose(key.orgId());
    if (kept == SampleKeeper.Kept.NOTHING) {
      return Optional.empty();
    }
    keep(requestId, key, model, reading);
    return kept == SampleKeeper.Kept.REQUEST_AND_ANSWER
        ? Optional.of(new AnswerSample())
        : Optional.empty();
  }

  private void keep(UUID requestId, KeyIdentity key, String model, Consumer<InputScreen> reading) {
    SampleParts parts = new SampleParts();
    try {
      reading.accept(new InputScreen(RequestScreen.sampling(parts)));
    } catch (RuntimeException e) {
      // Its message could quote the text.
      LOG.debugf("A request was no sample cause=%s", e.getClass().getSimpleName());
      samples.lose();
      return;
    }
    samples.keep(
        new SampledRequest(requestId, key.orgId(), key.teamId(), key.keyId(), model, false, parts));
  }

  /// Keeps what was answered, once the request is over. It neither waits nor throws.
  public void sampleAnswer(UUID requestId, KeyIdentity key, String model, AnswerSample answer) {
    SampleParts parts = answer.parts();
    if (answer.isUnreadable()) {
      samples.lose();
      return;
    }
    samples.keep(
        new SampledRequest(requestId, key.orgId(), key.teamId(), key.keyId(), model, true, parts));
  }

  private OutsideRules outside(
      UUID requestId, GuardInForce rules, Map<String, String> credentials) {
    return new OutsideRules(
        requestId,
        rules.guard().rules(),
        (rule, question) ->
            switch (rule.check()) {
              case Check.Hook hook -> ask(rules, rule, hook, question);
              case Check.Judge judge -> judges.ask(judge, credentials, question);
              default -> throw new IllegalArgumentException("Nothing outside decides on this rule");
            });
  }

  private HookAnswer ask(GuardInForce rules, Rule rule, Check.Hook hook, HookQuestion question) {
    UUID ruleId = UUID.fromString(rule.id());
    return hooks.ask(hook, HookSecret.signing(rules.secret(), ruleId, hook), question);
  }

  /// The call is over, however it ended.
  public void record(UUID id, KeyIdentity key, String model, RequestScreen screen) {
    screen.close();
    findings.record(ScreenReport.of(id, key, model, screen));
  }
}
