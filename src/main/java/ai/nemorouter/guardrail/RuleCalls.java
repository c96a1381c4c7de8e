package ai.nemorouter.guardrail;

import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleJson;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.guardrail.rule.exchange.GuardrailRequests;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
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
  String list(
      RuleKeeper keeper,
      @Nullable String scope,
      @Nullable String scopeId,
      String search,
      String show,
      String sort,
      String page) {
    if (scope != null) {
      return ApiAnswer.list(
          guardrails.applying(keeper, guardrails.scopeOrThrow(keeper, scope, scopeId)),
          RuleJson::item);
    }
    PageOf<StoredRule> found =
        guardrails.list(
            keeper, new ListQuery(search, show, sort, ApiInput.numberOrThrow("page", page, 1)));
    return ApiAnswer.list(found.items(), found.found(), RuleJson::item);
  }

  Response create(RuleKeeper keeper, byte[] body) {
    GuardrailRequests.Where where = ApiInput.readOrThrow(body, GuardrailRequests.Where.class);
    RuleTerms terms = RuleJson.read(ApiInput.bodyOrThrow(body), null);
    StoredRule made =
        guardrails.create(
            keeper,
            guardrails.scopeOrThrow(keeper, where.scope(), where.scopeId()),
            terms,
            where.why());
    return Response.status(ApiAnswer.CREATED).entity(answer(made)).build();
  }

  String find(RuleKeeper keeper, String id) {
    return answer(guardrails.find(keeper, ruleId(id)));
  }

  /// Makes a new version; what is absent stays.
  String change(RuleKeeper keeper, String id, byte[] body) {
    GuardrailRequests.Change change = ApiInput.readOrThrow(body, GuardrailRequests.Change.class);
    RuleTerms before = guardrails.findForChange(keeper, ruleId(id)).terms();
    RuleTerms terms = RuleJson.read(ApiInput.bodyOrThrow(body), before);
    return answer(guardrails.change(keeper, ruleId(id), terms, change.version(), change.why()));
  }

  String delete(RuleKeeper keeper, String id, String reason) {
    guardrails.delete(keeper, ruleId(id), reason);
    return ApiAnswer.deleted();
  }

  private static String answer(StoredRule rule) {
    return ApiAnswer.data(RuleJson.item(rule));
  }

  private static UUID ruleId(String id) {
    return ApiInput.idOrThrow(id, "guardrail");
  }
}
