package ai.nemorouter.guardrail.hook;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The secrets of hooks for programs.
@Needs(Permission.MANAGE_GUARDRAILS)
@Tag(name = "Guardrails")
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

  /// What questions to a hook are signed with.
  @Schema(name = "HookSecret")
  record HookSecret(String secret, @Schema(description = "Each secret has the next.") int number) {}

  @Operation(
      operationId = "getHookSecret",
      summary = "Get the secret with which questions to a hook are signed.")
  @GET
  public Data<HookSecret> secret(@PathParam("rule") String rule) {
    return answer(hooks.secret(current.automationOrThrow(), ApiInput.idOrThrow(rule, "hook")));
  }

  /// Makes another one.
  @Operation(
      operationId = "rotateHookSecret",
      summary = "Give a hook another secret, by a new version of its guardrail.")
  @POST
  public Data<HookSecret> rotate(@PathParam("rule") String rule) {
    return answer(hooks.rotate(current.automationOrThrow(), ApiInput.idOrThrow(rule, "hook"), ""));
  }

  private static Data<HookSecret> answer(Hooks.Numbered secret) {
    return new Data<>(new HookSecret(secret.secret().text(), secret.number()));
  }
}
