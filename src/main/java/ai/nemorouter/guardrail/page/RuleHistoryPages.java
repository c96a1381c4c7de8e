package ai.nemorouter.guardrail.page;

import ai.nemorouter.access.Needs;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.guardrail.rule.history.RuleHistory;
import ai.nemorouter.guardrail.rule.history.RuleHistory.ChangedField;
import ai.nemorouter.guardrail.rule.history.RuleVersion;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/// The versions of a rule, the comparison of two, and the way back to an earlier one.
public abstract class RuleHistoryPages extends DeskPages {
  private final Guardrails guardrails;
  private final RuleHistory history;

  RuleHistoryPages(Supplier<Desk> desk, Guardrails guardrails, RuleHistory history) {
    super(desk);
    this.guardrails = guardrails;
    this.history = history;
  }

  /// Two versions and what differs.
  public record Comparison(RuleVersion from, RuleVersion to, List<Difference> differences) {}

  /// A field in which two versions differ.
  public record Difference(String label, String before, String after) {
    static Difference of(ChangedField changed) {
      return new Difference(RuleLine.label(changed.field()), changed.before(), changed.after());
    }
  }

  @CheckedTemplate(basePath = "guardrail")
  static class Templates {
    private Templates() {}

    static native TemplateInstance versions(
        Desk desk, RuleLine line, PageOf<RuleVersion> versions, Address address);

    static native TemplateInstance comparison(Desk desk, RuleLine line, Comparison comparison);

    static native TemplateInstance returnToVersion(
        Desk desk, RuleLine line, Comparison comparison, FormError error);
  }

  @GET
  @Path("{id}/versions")
  public TemplateInstance versions(
      @PathParam("id") UUID id, @QueryParam("page") @DefaultValue("1") int page) {
    Desk desk = desk();
    return Templates.versions(
        desk,
        RuleLine.of(guardrails.find(desk.keeper(), id)),
        history.list(desk.keeper(), id, page),
        new Address(Map.of()));
  }

  /// @param from a version; the one before `to` where it is left out
  /// @param to a version; the one in force where it is left out
  @GET
  @Path("{id}/comparison")
  public TemplateInstance comparison(
      @PathParam("id") UUID id,
      @QueryParam("from") @DefaultValue("0") int from,
      @QueryParam("to") @DefaultValue("0") int to) {
    Desk desk = desk();
    StoredRule rule = guardrails.find(desk.keeper(), id);
    int last = to == 0 ? rule.version() : to;
    int first = from == 0 ? Math.max(1, last - 1) : from;
    return Templates.comparison(desk, RuleLine.of(rule), compared(desk, id, first, last));
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @GET
  @Path("{id}/versions/{number}/return")
  public TemplateInstance returning(@PathParam("id") UUID id, @PathParam("number") int number) {
    return returning(id, number, FormError.NONE);
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @POST
  @Path("{id}/versions/{number}/return")
  public Response returnTo(
      @PathParam("id") UUID id,
      @PathParam("number") int number,
      @FormParam("reason") @DefaultValue("") String reason,
      @Context HttpHeaders headers) {
    Desk desk = desk();
    try {
      StoredRule rule = history.returnTo(desk.keeper(), id, number, reason);
      return Redirect.to(
          headers,
          desk.path(id, "/versions"),
          "Version %d says what version %d said.".formatted(rule.version(), number));
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(returning(id, number, FormError.of(e)))
          .build();
    }
  }

  private TemplateInstance returning(UUID id, int number, FormError error) {
    Desk desk = desk();
    StoredRule rule = guardrails.findForChange(desk.keeper(), id);
    return Templates.returnToVersion(
        desk, RuleLine.of(rule), compared(desk, id, rule.version(), number), error);
  }

  private Comparison compared(Desk desk, UUID id, int from, int to) {
    return new Comparison(
        history.find(desk.keeper(), id, from),
        history.find(desk.keeper(), id, to),
        history.compare(desk.keeper(), id, from, to).stream().map(Difference::of).toList());
  }

  /// Of an organization.
  @Needs(Permission.VIEW_GUARDRAILS)
  @Path("/o/{slug}/guardrails")
  @Produces(MediaType.TEXT_HTML)
  @RunOnVirtualThread
  public static class Own extends RuleHistoryPages {
    Own(Guardrails guardrails, RuleHistory history, Desks desks) {
      super(desks::own, guardrails, history);
    }
  }

  /// Of the installation, for operators.
  @OpenTo(OpenTo.Audience.OPERATORS)
  @Path("/operator/guardrails")
  @Produces(MediaType.TEXT_HTML)
  @RunOnVirtualThread
  public static class OfInstallation extends RuleHistoryPages {
    OfInstallation(Guardrails guardrails, RuleHistory history, Desks desks) {
      super(desks::ofInstallation, guardrails, history);
    }
  }
}
