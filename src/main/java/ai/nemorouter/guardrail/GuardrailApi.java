package ai.nemorouter.guardrail;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleJson;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.exchange.GuardrailRequests;
import ai.nemorouter.guardrail.rule.exchange.RuleTemplate;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The management of rules by programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_GUARDRAILS)
@Path("/v1/guardrails")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class GuardrailApi {
  private final RuleCalls calls;
  private final Guardrails guardrails;
  private final RuleTrials trials;
  private final Replays replays;
  private final RulesInForce inForce;
  private final CurrentActor current;

  GuardrailApi(
      RuleCalls calls,
      Guardrails guardrails,
      RuleTrials trials,
      Replays replays,
      RulesInForce inForce,
      CurrentActor current) {
    this.calls = calls;
    this.guardrails = guardrails;
    this.trials = trials;
    this.replays = replays;
    this.inForce = inForce;
    this.current = current;
  }

  /// All that the key may see, page by page; with a scope those that apply to it, in one page.
  @GET
  public String list(
      @QueryParam("scope") @Nullable String scope,
      @QueryParam("scope_id") @Nullable String scopeId,
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("show") @DefaultValue("") String show,
      @QueryParam("sort") @DefaultValue("") String sort,
      @QueryParam("page") @DefaultValue("1") String page) {
    return calls.list(keeper(), scope, scopeId, search, show, sort, page);
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  public Response create(byte[] body) {
    return calls.create(keeper(), body);
  }

  @GET
  @Path("/{id}")
  public String find(@PathParam("id") String id) {
    return calls.find(keeper(), id);
  }

  /// Makes a new version; what is absent stays.
  @Needs(Permission.MANAGE_GUARDRAILS)
  @PATCH
  @Path("/{id}")
  public String change(@PathParam("id") String id, byte[] body) {
    return calls.change(keeper(), id, body);
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @DELETE
  @Path("/{id}")
  public String delete(
      @PathParam("id") String id, @QueryParam("reason") @DefaultValue("") String reason) {
    return calls.delete(keeper(), id, reason);
  }

  /// The rules of the installation, which apply here too and are changed by its operators.
  @GET
  @Path("/installation")
  public String above() {
    keeper().reachOrThrow(Permission.VIEW_GUARDRAILS);
    return ApiAnswer.list(inForce.ofInstallation(), GuardrailApi::above);
  }

  @GET
  @Path("/templates")
  public String templates() {
    keeper().reachOrThrow(Permission.VIEW_GUARDRAILS);
    return ApiAnswer.list(RuleTemplate.all(), GuardrailApi::template);
  }

  /// Tries a stored rule, or one that the body brings, on a text. Nothing is stored.
  @POST
  @Path("/trial")
  public String tryOut(byte[] body) {
    RuleKeeper keeper = keeper();
    GuardrailRequests.Trial trial = ApiInput.readOrThrow(body, GuardrailRequests.Trial.class);
    String id = trial.id();
    return ApiAnswer.data(
        trial(
            id == null
                ? trials.draft(keeper, draft(body), trial.way(), trial.text())
                : trials.stored(keeper, ruleId(id), trial.way(), trial.text())));
  }

  /// Replays kept samples through a stored rule, or through one that the body brings.
  @POST
  @Path("/replay")
  public String replay(byte[] body) {
    GuardrailRequests.Replay replay = ApiInput.readOrThrow(body, GuardrailRequests.Replay.class);
    Actor actor = current.automationOrThrow();
    String id = replay.id();
    if (id != null) {
      return ApiAnswer.data(ReplayJson.of(replays.stored(actor, ruleId(id))));
    }
    RuleTerms terms = draft(body);
    RuleScope scope = guardrails.scopeOrThrow(keeper(), replay.scope(), replay.scopeId());
    return ApiAnswer.data(ReplayJson.of(replays.draft(actor, scope, terms)));
  }

  private static RuleTerms draft(byte[] body) {
    if (ApiInput.bodyOrThrow(body).path("rule") instanceof ObjectNode rule) {
      return RuleJson.read(rule, null);
    }
    throw new InvalidInputException(
        "rule", "Send the `id` of a guardrail, or a rule to try in `rule`.");
  }

  private static ObjectNode trial(RuleTrials.Trial trial) {
    ObjectNode json = Json.object();
    json.put("verdict", word(trial.verdict()));
    json.put("text", trial.text());
    ArrayNode matches = json.putArray("matches");
    for (RuleTrials.Match match : trial.matches()) {
      matches
          .addObject()
          .put("rule", match.rule())
          .put("action", word(match.action()))
          .put("shadow", match.shadow())
          .put("kind", word(match.kind()))
          .put("start", match.start())
          .put("length", match.length())
          .put("score", match.score());
    }
    return json;
  }

  private static ObjectNode above(RulesInForce.Above rule) {
    return Json.object()
        .put("name", rule.name())
        .put("type", rule.detector())
        .put("action", word(rule.action()))
        .put("state", rule.state().word())
        .put("input", rule.input())
        .put("output", rule.output());
  }

  private static ObjectNode template(RuleTemplate template) {
    ObjectNode json = Json.object();
    json.put("template", template.word());
    json.put("description", template.description());
    json.put("starting", template.starting());
    json.set("rule", RuleJson.terms(template.terms()));
    return json;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private RuleKeeper keeper() {
    return new RuleKeeper.Own(current.automationOrThrow());
  }

  private static UUID ruleId(String id) {
    return ApiInput.idOrThrow(id, "guardrail");
  }
}
