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
import ai.nemorouter.guardrail.rule.StoredRuleJson;
import ai.nemorouter.guardrail.rule.exchange.GuardrailRequests;
import ai.nemorouter.guardrail.rule.exchange.RuleTemplate;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Deleted;
import ai.nemorouter.platform.json.Listed;
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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/// The management of rules by programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_GUARDRAILS)
@Tag(name = "Guardrails")
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
  @Operation(
      operationId = "listGuardrails",
      summary = "List guardrails, 25 on a page; with a scope those that apply to it.")
  @GET
  public Listed<StoredRuleJson> list(
      @Parameter(
              description = "Only those that apply there, in one page, the widest first.",
              schema = @Schema(enumeration = {"organization", "team", "key"}))
          @QueryParam("scope")
          @Nullable String scope,
      @Parameter(description = "The id of the team or key, or the name of the team.")
          @QueryParam("scope_id")
          @Nullable String scopeId,
      @QueryParam("search") @DefaultValue("") String search,
      @Parameter(
              description = "Only those in this state.",
              schema = @Schema(enumeration = {"on", "shadow", "off", "deleted"}))
          @QueryParam("show")
          @DefaultValue("")
          String show,
      @Parameter(
              description = "The order; with a minus in front the other way round.",
              schema = @Schema(enumeration = {"level", "name", "newest"}))
          @QueryParam("sort")
          @DefaultValue("")
          String sort,
      @QueryParam("page") @DefaultValue("1") String page) {
    return calls.list(keeper(), scope, scopeId, search, show, sort, page);
  }

  @Operation(operationId = "createGuardrail", summary = "Create a guardrail.")
  @ResponseStatus(StatusCode.CREATED)
  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  public Data<StoredRuleJson> create(@RequestBodySchema(GuardrailRequests.Rule.class) byte[] body) {
    return calls.create(keeper(), body);
  }

  @Operation(operationId = "getGuardrail", summary = "Get a guardrail.")
  @GET
  @Path("/{id}")
  public Data<StoredRuleJson> find(@PathParam("id") String id) {
    return calls.find(keeper(), id);
  }

  /// Makes a new version; what is absent stays.
  @Operation(
      operationId = "updateGuardrail",
      summary = "Make a new version of a guardrail; what is left out stays.")
  @Needs(Permission.MANAGE_GUARDRAILS)
  @PATCH
  @Path("/{id}")
  public Data<StoredRuleJson> change(
      @PathParam("id") String id, @RequestBodySchema(GuardrailRequests.Rule.class) byte[] body) {
    return calls.change(keeper(), id, body);
  }

  @Operation(operationId = "deleteGuardrail", summary = "Delete a guardrail; its versions stay.")
  @Needs(Permission.MANAGE_GUARDRAILS)
  @DELETE
  @Path("/{id}")
  public Deleted delete(
      @PathParam("id") String id,
      @Parameter(description = "Why; it goes into the last version.")
          @QueryParam("reason")
          @DefaultValue("")
          String reason) {
    return calls.delete(keeper(), id, reason);
  }

  /// The rules of the installation, which apply here too and are changed by its operators.
  @Operation(
      operationId = "listInstallationGuardrails",
      summary = "List the guardrails of the installation, which apply too.")
  @GET
  @Path("/installation")
  public Listed<OfferedRuleJson.Above> above() {
    keeper().reachOrThrow(Permission.VIEW_GUARDRAILS);
    return Listed.of(inForce.ofInstallation(), OfferedRuleJson.Above::of);
  }

  @Operation(operationId = "listGuardrailTemplates", summary = "List guardrails to begin with.")
  @GET
  @Path("/templates")
  public Listed<OfferedRuleJson> templates() {
    keeper().reachOrThrow(Permission.VIEW_GUARDRAILS);
    return Listed.of(RuleTemplate.all(), OfferedRuleJson::of);
  }

  /// Tries a stored rule, or one that the body brings, on a text. Nothing is stored.
  @Operation(
      operationId = "tryGuardrail",
      summary = "Try a guardrail on a text; nothing is stored.")
  @POST
  @Path("/trial")
  public Data<TrialJson> tryOut(@RequestBodySchema(GuardrailRequests.Trial.class) byte[] body) {
    RuleKeeper keeper = keeper();
    GuardrailRequests.Trial trial = ApiInput.readOrThrow(body, GuardrailRequests.Trial.class);
    String id = trial.id();
    return new Data<>(
        TrialJson.of(
            id == null
                ? trials.draft(keeper, draft(body), trial.way(), trial.text())
                : trials.stored(keeper, ruleId(id), trial.way(), trial.text())));
  }

  /// Replays kept samples through a stored rule, or through one that the body brings.
  @Operation(
      operationId = "replayGuardrail",
      summary = "Say what a guardrail would do with the samples.")
  @POST
  @Path("/replay")
  public Data<ReplayJson> replay(@RequestBodySchema(GuardrailRequests.Replay.class) byte[] body) {
    GuardrailRequests.Replay replay = ApiInput.readOrThrow(body, GuardrailRequests.Replay.class);
    Actor actor = current.automationOrThrow();
    String id = replay.id();
    if (id != null) {
      return new Data<>(ReplayJson.of(replays.stored(actor, ruleId(id))));
    }
    RuleTerms terms = draft(body);
    RuleScope scope = guardrails.scopeOrThrow(keeper(), replay.scope(), replay.scopeId());
    return new Data<>(ReplayJson.of(replays.draft(actor, scope, terms)));
  }

  private static RuleTerms draft(byte[] body) {
    if (ApiInput.bodyOrThrow(body).path("rule") instanceof ObjectNode rule) {
      return RuleJson.read(rule, null);
    }
    throw new InvalidInputException(
        "rule", "Send the `id` of a guardrail, or a rule to try in `rule`.");
  }

  private RuleKeeper keeper() {
    return new RuleKeeper.Own(current.automationOrThrow());
  }

  private static UUID ruleId(String id) {
    return ApiInput.idOrThrow(id, "guardrail");
  }
}
