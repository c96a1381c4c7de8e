package ai.nemorouter.guardrail.page;

import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/// Replaying kept samples through a stored rule.
@Needs(Permission.VIEW_GUARDRAILS)
@Path("/o/{slug}/guardrails")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class ReplayPages {
  private final Guardrails guardrails;
  private final ReplayDesk replays;
  private final Desks desks;

  ReplayPages(Guardrails guardrails, ReplayDesk replays, Desks desks) {
    this.guardrails = guardrails;
    this.replays = replays;
    this.desks = desks;
  }

  @CheckedTemplate(basePath = "guardrail")
  static class Templates {
    private Templates() {}

    static native TemplateInstance ruleReplay(Desk desk, RuleLine line, Replayed replayed);
  }

  @GET
  @Path("{id}/replay")
  public TemplateInstance before(@PathParam("id") UUID id) {
    Desk desk = desks.own();
    return Templates.ruleReplay(desk, line(desk, id), replays.none(desk).orElseThrow());
  }

  /// It changes nothing, and is no `GET` because it takes time.
  @POST
  @Path("{id}/replay")
  public Response replay(@PathParam("id") UUID id) {
    Desk desk = desks.own();
    RuleLine line = line(desk, id);
    try {
      return Response.ok(Templates.ruleReplay(desk, line, replays.stored(desk, id))).build();
    } catch (InvalidInputException e) {
      String why = FormError.of(e).message();
      Replayed failed = replays.none(desk).orElseThrow().failing(why);
      return Response.status(FormError.STATUS)
          .entity(Templates.ruleReplay(desk, line, failed))
          .build();
    }
  }

  private RuleLine line(Desk desk, UUID id) {
    return RuleLine.of(guardrails.find(desk.keeper(), id));
  }
}
