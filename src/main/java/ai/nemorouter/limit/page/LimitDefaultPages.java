package ai.nemorouter.limit.page;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.defaults.LimitDefault;
import ai.nemorouter.limit.defaults.LimitDefaults;
import ai.nemorouter.limit.page.LimitEditor.Place;
import ai.nemorouter.limit.preview.LimitEffect;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
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
import java.util.List;
import java.util.UUID;

/// The limits that new keys and members get: adding, changing and removing one, each after its
/// effect was told.
@Needs(Permission.CHANGE_LIMITS)
@Path("/o/{slug}/limits/defaults")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class LimitDefaultPages {
  private final LimitDefaults defaults;
  private final Constraints constraints;
  private final Catalog catalog;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  LimitDefaultPages(
      LimitDefaults defaults,
      Constraints constraints,
      Catalog catalog,
      CurrentActor current,
      CurrentOrganization organization) {
    this.defaults = defaults;
    this.constraints = constraints;
    this.catalog = catalog;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "limit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance removeDefault(LimitDefault changed);
  }

  @GET
  @Path("new")
  public TemplateInstance adding(@QueryParam("scope") @DefaultValue("key") String scope) {
    current.personOrThrow().authorizeOrThrow(Permission.CHANGE_LIMITS);
    LimitForm form = LimitForm.empty(scope, "");
    return render(LimitEditor.of(newPlace(kind(form)), form, true));
  }

  @POST
  public Response add(@BeanParam LimitForm form, @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    actor.authorizeOrThrow(Permission.CHANGE_LIMITS);
    Scope.Kind scope = kind(form);
    LimitEditor editor = LimitEditor.of(newPlace(scope), form, true);
    try {
      LimitTerms terms = constraints.requireMet(form).terms();
      if (!form.isPreviewed()) {
        return Response.ok(render(editor.with(effect(scope, terms, 0)))).build();
      }
      defaults.add(actor, scope, terms);
      return back(headers, "The default was added. Every new " + scope.column() + " gets it.");
    } catch (InvalidInputException e) {
      return invalid(editor.with(FormError.of(e)));
    }
  }

  @GET
  @Path("{id}")
  public TemplateInstance changing(@PathParam("id") UUID id) {
    LimitDefault changed = findForChange(id);
    LimitForm form = LimitForm.of(changed.scope().column(), "", changed.terms());
    return render(LimitEditor.of(place(changed), form, false));
  }

  @POST
  @Path("{id}")
  public Response change(
      @PathParam("id") UUID id, @BeanParam LimitForm sent, @Context HttpHeaders headers) {
    LimitDefault before = findForChange(id);
    LimitForm form = sent.withFixed(before.terms());
    LimitEditor editor = LimitEditor.of(place(before), form, false);
    try {
      LimitTerms terms = constraints.requireMet(form).changed(before.terms());
      requireSamePeriod(before.terms(), terms);
      if (!form.isPreviewed()) {
        LimitEffect effect = effect(before.scope(), terms, before.inForce());
        return Response.ok(render(editor.with(effect))).build();
      }
      defaults.change(current.personOrThrow(), id, terms.amount(), terms.alertAt());
      return back(headers, "The default was changed. It counts for new " + before.plural() + ".");
    } catch (InvalidInputException e) {
      return invalid(editor.with(FormError.of(e)));
    }
  }

  @GET
  @Path("{id}/removal")
  public TemplateInstance removing(@PathParam("id") UUID id) {
    return Templates.removeDefault(findForChange(id));
  }

  @POST
  @Path("{id}/removal")
  public Response remove(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    defaults.remove(current.personOrThrow(), id);
    return back(headers, "The default was removed.");
  }

  private LimitDefault findForChange(UUID id) {
    current.personOrThrow().authorizeOrThrow(Permission.CHANGE_LIMITS);
    return defaults.find(current.personOrThrow(), id);
  }

  private static LimitEffect effect(Scope.Kind scope, LimitTerms terms, long inForce) {
    String word = scope.column();
    return new LimitEffect(
        "Every new %s gets a limit of %s%s.".formatted(word, terms.display(), terms.narrowing()),
        false,
        List.of(
            inForce == 0
                ? "The %ss that are there already stay as they are.".formatted(word)
                : "The %d %s that got it before keep what they have."
                    .formatted(inForce, inForce == 1 ? word : word + "s"),
            scope == Scope.Kind.KEY
                ? "A key that is created with a limit of its own in this unit and period gets that one instead."
                : "It can be changed for each member."));
  }

  private static void requireSamePeriod(LimitTerms before, LimitTerms after) {
    if (before.period() != after.period()) {
      throw new InvalidInputException(
          "period", "A default keeps its period: remove it and add another.");
    }
  }

  private static Scope.Kind kind(LimitForm form) {
    return switch (form.scope()) {
      case "key" -> Scope.Kind.KEY;
      case "member" -> Scope.Kind.MEMBER;
      default -> throw new NotFoundException("default");
    };
  }

  private static Place newPlace(Scope.Kind scope) {
    return new Place(
        "New default for " + scope.column() + "s",
        "Every new %s gets it as a limit of its own.".formatted(scope.column()),
        "limits/defaults",
        "limits",
        "Limits");
  }

  private static Place place(LimitDefault changed) {
    return new Place(
        "Change default for " + changed.plural(),
        changed.terms().display()
            + changed.terms().narrowing()
            + " for every new "
            + changed.scope().column()
            + ".",
        "limits/defaults/" + changed.id(),
        "limits",
        "Limits");
  }

  private TemplateInstance render(LimitEditor editor) {
    return LimitPages.Templates.limitForm(editor, LimitPages.choices(catalog));
  }

  private Response invalid(LimitEditor editor) {
    return Response.status(FormError.STATUS).entity(render(editor)).build();
  }

  private Response back(HttpHeaders headers, String notice) {
    return Redirect.to(headers, organization.getOrThrow().path("limits"), notice);
  }
}
