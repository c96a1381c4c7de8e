package ai.nemorouter.guardrail.hook;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// The secrets of hooks for programs.
@Needs(Permission.MANAGE_GUARDRAILS)
@Path("/v1/guardrails/hooks/{rule}/secret")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class HookApi {
  private final Hooks hooks;
  private final CurrentActor current;

  HookApi(Hooks hooks, CurrentActor current) {
    this.hooks = hooks;
    this.current = current;
  }

  @GET
  public String secret(@PathParam("rule") String rule) {
    return answer(hooks.secret(current.automationOrThrow(), ApiInput.idOrThrow(rule, "hook")));
  }

  /// Makes another one.
  @POST
  public String rotate(@PathParam("rule") String rule) {
    return answer(hooks.rotate(current.automationOrThrow(), ApiInput.idOrThrow(rule, "hook"), ""));
  }

  private static String answer(Hooks.Numbered secret) {
    return ApiAnswer.data(
        Json.object().put("secret", secret.secret().text()).put("number", secret.number()));
  }
}
