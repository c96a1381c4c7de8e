package ai.nemorouter.limit.page;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.NamedLimit;
import ai.nemorouter.limit.NamedScope;
import ai.nemorouter.limit.page.LimitEditor.Place;
import ai.nemorouter.limit.preview.LimitEffects;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
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
import java.util.UUID;

/// Adding and changing a limit of any scope. The first sending of a form shows what it would do;
/// the second, unchanged, does it.
@Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
@Path("/o/{slug}/limits")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class LimitPages {
  private final Limits limits;
  private final LimitEffects effects;
  private final Constraints constraints;
  private final Catalog catalog;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  LimitPages(
      Limits limits,
      LimitEffects effects,
      Constraints constraints,
      Catalog catalog,
      CurrentActor current,
      CurrentOrganization organization) {
    this.limits = limits;
    this.effects = effects;
    this.constraints = constraints;
    this.catalog = catalog;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "limit")
  public static class Templates {
    private Templates() {}

    public static native TemplateInstance limitForm(
        LimitEditor editor, LimitEditor.Choices choices);
  }

  @GET
  @Path("new")
  public TemplateInstance adding(
      @QueryParam("scope") @DefaultValue("") String scope,
      @QueryParam("scope_id") @DefaultValue("") String scopeId) {
    LimitForm form = LimitForm.empty(scope, scopeId);
    NamedScope named = limits.scopeForChange(current.personOrThrow(), form.target());
    return render(LimitEditor.of(newPlace(named), form, true));
  }

  @POST
  public Response add(@BeanParam LimitForm form, @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    NamedScope scope = limits.scopeForChange(actor, form.target());
    LimitEditor editor = LimitEditor.of(newPlace(scope), form, true);
    try {
      LimitTerms terms = constraints.requireMet(form).terms();
      if (!form.isPreviewed()) {
        return preview(editor.with(effects.ofAdding(actor, form.target(), terms)));
      }
      limits.add(actor, form.target(), terms, form.beginning());
      return Redirect.to(
          headers, path(scope.home(actor).path()), "The limit was added: " + said(terms));
    } catch (InvalidInputException e) {
      return invalid(editor.with(FormError.of(e)));
    }
  }

  @GET
  @Path("{id}")
  public TemplateInstance changing(@PathParam("id") UUID id) {
    NamedLimit named = limits.findForChange(current.personOrThrow(), id);
    LimitForm form = LimitForm.of("", "", named.limit().terms());
    return render(LimitEditor.of(place(named), form, false));
  }

  @POST
  @Path("{id}")
  public Response change(
      @PathParam("id") UUID id, @BeanParam LimitForm sent, @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    NamedLimit named = limits.findForChange(actor, id);
    LimitForm form = sent.withFixed(named.limit().terms());
    LimitEditor editor = LimitEditor.of(place(named), form, false);
    try {
      LimitTerms terms = constraints.requireMet(form).changed(named.limit().terms());
      if (!form.isPreviewed()) {
        return preview(
            editor.with(
                effects.ofChange(actor, id, terms.period(), terms.amount(), terms.alertAt())));
      }
      limits.change(actor, id, terms.period(), terms.amount(), terms.alertAt(), form.beginning());
      return Redirect.to(
          headers, path(named.scope().home(actor).path()), "The limit was changed: " + said(terms));
    } catch (InvalidInputException e) {
      return invalid(editor.with(FormError.of(e)));
    }
  }

  private Place newPlace(NamedScope scope) {
    NamedScope.Home home = scope.home(current.personOrThrow());
    return new Place(
        "New limit",
        "For %s. A call leaves for a provider only if the most it can take fits into every limit."
            .formatted(scope.display()),
        "limits",
        home.path(),
        home.name());
  }

  private Place place(NamedLimit named) {
    NamedScope.Home home = named.scope().home(current.personOrThrow());
    LimitTerms terms = named.limit().terms();
    return new Place(
        "Change limit",
        "%s%s, of %s.".formatted(terms.display(), terms.narrowing(), named.scope().display()),
        "limits/" + named.limit().id(),
        home.path(),
        home.name());
  }

  private TemplateInstance render(LimitEditor editor) {
    return Templates.limitForm(editor, choices(catalog));
  }

  public static LimitEditor.Choices choices(Catalog catalog) {
    return new LimitEditor.Choices(
        catalog.offerings().stream().map(Offering::slug).toList(),
        catalog.offerings().stream()
            .map(offering -> offering.provider().name())
            .distinct()
            .sorted()
            .toList());
  }

  private Response preview(LimitEditor editor) {
    return Response.ok(render(editor)).build();
  }

  private Response invalid(LimitEditor editor) {
    return Response.status(FormError.STATUS).entity(render(editor)).build();
  }

  private static String said(LimitTerms terms) {
    return terms.title() + ".";
  }

  private String path(String page) {
    return organization.getOrThrow().path(page);
  }
}
