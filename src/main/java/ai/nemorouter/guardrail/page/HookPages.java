package ai.nemorouter.guardrail.page;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.hook.Hooks;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.platform.error.NotFoundException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The secret with which questions to a service outside are signed.
@Needs(Permission.MANAGE_GUARDRAILS)
@Path("/o/{slug}/guardrails/{id}/hook")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class HookPages {
  private final Hooks hooks;
  private final Guardrails guardrails;
  private final CurrentActor current;
  private final Desks desks;

  HookPages(Hooks hooks, Guardrails guardrails, CurrentActor current, Desks desks) {
    this.hooks = hooks;
    this.guardrails = guardrails;
    this.current = current;
    this.desks = desks;
  }

  @CheckedTemplate(basePath = "guardrail")
  static class Templates {
    private Templates() {}

    static native TemplateInstance hook(Desk desk, RuleLine line, Hooks.@Nullable Numbered secret);
  }

  @GET
  public TemplateInstance page(@PathParam("id") UUID id) {
    return page(id, null);
  }

  @POST
  @Path("secret")
  public TemplateInstance secret(@PathParam("id") UUID id) {
    return page(id, hooks.secret(current.personOrThrow(), id));
  }

  @POST
  @Path("rotation")
  public TemplateInstance rotate(@PathParam("id") UUID id) {
    return page(id, hooks.rotate(current.personOrThrow(), id, "New signing secret"));
  }

  private TemplateInstance page(UUID id, Hooks.@Nullable Numbered secret) {
    Desk desk = desks.own();
    RuleLine line = RuleLine.of(guardrails.findForChange(desk.keeper(), id));
    if (!line.isHook()) {
      throw new NotFoundException("hook");
    }
    return Templates.hook(desk, line, secret);
  }
}
