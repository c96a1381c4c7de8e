package ai.nemorouter.guardrail;

import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleJson;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.guardrail.rule.StoredRuleJson;
import ai.nemorouter.guardrail.rule.exchange.GuardrailRequests;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Deleted;
import ai.nemorouter.platform.json.Listed;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What programs do with rules, those of an organization and those of the installation alike:
/// bodies in, answers out.
@ApplicationScoped
class RuleCalls {
  private final Guardrails guardrails;

  RuleCalls(Guardrails guardrails) {
    this.guardrails = guardrails;
  }

  /// All that the keeper may see, page by page; with a scope those that apply to it, in one page.
  Listed<StoredRuleJson> list(
      RuleKeeper keeper,
      @Nullable String scope,
      @Nullable String scopeId,
      String search,
      String show,
      String sort,
      String page) {
    if (scope != null) {
      return Listed.of(
          guardrails.applying(keeper, guardrails.scopeOrThrow(keeper, scope, scopeId)),
          StoredRuleJson::of);
    }
    PageOf<StoredRule> found =
        guardrails.list(
            keeper, new ListQuery(search, show, sort, ApiInput.numberOrThrow("page", page, 1)));
    return Listed.of(found, StoredRuleJson::of);
  }

  Data<StoredRuleJson> create(RuleKeeper keeper, byte[] body) {
    GuardrailRequests.Rule where = ApiInput.readOrThrow(body, GuardrailRequests.Rule.class);
    RuleTerms terms = RuleJson.read(ApiInput.bodyOrThrow(body), null);
    StoredRule made =
        guardrails.create(
            keeper,
            guardrails.scopeOrThrow(keeper, where.scope(), where.scopeId()),
            terms,
            where.why());
    return answer(made);
  }

  Data<StoredRuleJson> find(RuleKeeper keeper, String id) {
    return answer(guardrails.find(keeper, ruleId(id)));
  }

  /// Makes a new version; what is absent stays.
  Data<StoredRuleJson> change(RuleKeeper keeper, String id, byte[] body) {
    GuardrailRequests.Rule change = ApiInput.readOrThrow(body, GuardrailRequests.Rule.class);
    RuleTerms before = guardrails.findForChange(keeper, ruleId(id)).terms();
    RuleTerms terms = RuleJson.read(ApiInput.bodyOrThrow(body), before);
    return answer(guardrails.change(keeper, ruleId(id), terms, change.version(), change.why()));
  }

  Deleted delete(RuleKeeper keeper, String id, String reason) {
    guardrails.delete(keeper, ruleId(id), reason);
    return Deleted.DONE;
  }

  private static Data<StoredRuleJson> answer(StoredRule rule) {
    return new Data<>(StoredRuleJson.of(rule));
  }

  private static UUID ruleId(String id) {
    return ApiInput.idOrThrow(id, "guardrail");
  }
}
