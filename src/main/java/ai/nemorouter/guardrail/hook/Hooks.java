package ai.nemorouter.guardrail.hook;

import ai.nemorouter.access.Actor;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.guardrail.RulesInForce;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.webhook.SigningSecret;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/// Shows and changes the secrets with which questions to hooks are signed, to those who may change
/// the rule.
@ApplicationScoped
public class Hooks {
  private final Guardrails guardrails;
  private final RulesInForce rulesInForce;
  private final Database database;
  private final AuditLog auditLog;

  Hooks(Guardrails guardrails, RulesInForce rulesInForce, Database database, AuditLog auditLog) {
    this.guardrails = guardrails;
    this.rulesInForce = rulesInForce;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// A secret, and which it is.
  ///
  /// @param number counted from 1
  public record Numbered(SigningSecret secret, int number) {}

  /// The secret that the receiver is to know.
  ///
  /// @throws NotFoundException also for a rule that has no hook
  public Numbered secret(Actor actor, UUID ruleId) {
    return database.joining(
        actor.orgId(),
        () -> {
          Check.Hook hook = hookOf(guardrails.findForChange(new RuleKeeper.Own(actor), ruleId));
          auditLog.record(
              actor,
              "guardrail.hook_secret_shown",
              "guardrail " + ruleId,
              Changes.none().about("secret_number", hook.secretNumber()));
          return numbered(actor, ruleId, hook);
        });
  }

  /// Gives it another secret, by a new version of the rule. The one before signs besides, until the
  /// next change of secrets.
  ///
  /// @param reason why; may be empty
  public Numbered rotate(Actor actor, UUID ruleId, String reason) {
    RuleKeeper keeper = new RuleKeeper.Own(actor);
    StoredRule rule = guardrails.findForChange(keeper, ruleId);
    Check.Hook before = hookOf(rule);
    Check.Hook hook =
        new Check.Hook(
            before.address(),
            before.shape(),
            before.language(),
            before.threshold(),
            before.mostMillis(),
            before.secretNumber() + 1);
    guardrails.change(keeper, ruleId, with(rule.terms(), hook), rule.version(), reason);
    return numbered(actor, ruleId, hook);
  }

  private Numbered numbered(Actor actor, UUID ruleId, Check.Hook hook) {
    byte[] organizations = rulesInForce.secretOf(actor.orgId());
    return new Numbered(
        HookSecret.of(organizations, ruleId, hook.secretNumber()), hook.secretNumber());
  }

  private static RuleTerms with(RuleTerms terms, Check.Hook hook) {
    return new RuleTerms(
        terms.name(),
        terms.state(),
        terms.action(),
        terms.input(),
        terms.output(),
        terms.closed(),
        terms.restores(),
        terms.keepsText(),
        terms.message(),
        hook);
  }

  private static Check.Hook hookOf(StoredRule rule) {
    if (rule.terms().check() instanceof Check.Hook hook) {
      return hook;
    }
    throw new NotFoundException("hook");
  }
}
