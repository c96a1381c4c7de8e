package ai.nemorouter.limit.page;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.limit.Limit;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.NamedLimit;
import ai.nemorouter.limit.NamedScope;
import ai.nemorouter.limit.preview.LimitEffect;
import ai.nemorouter.limit.preview.LimitEffects;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Raising a limit for a while, restarting it and removing it, each after its effect was told.
@Needs({Permission.CHANGE_LIMITS, Permission.CHANGE_KEY_LIMITS})
@Path("/o/{slug}/limits")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class LimitActionPages {
  private final Limits limits;
  private final LimitEffects effects;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  LimitActionPages(
      Limits limits, LimitEffects effects, CurrentActor current, CurrentOrganization organization) {
    this.limits = limits;
    this.effects = effects;
    this.current = current;
    this.organization = organization;
  }

  /// A question before something is done.
  ///
  /// @param action where its answer is sent, within the organization's pages
  record Confirmation(String question, String action, String button, boolean danger) {}

  @CheckedTemplate(basePath = "limit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance raiseLimit(
        NamedLimit named, RaiseForm form, FormError error, @Nullable LimitEffect effect);

    static native TemplateInstance confirmLimit(
        NamedScope scope, Confirmation confirmation, LimitEffect effect);
  }

  @GET
  @Path("{id}/raise")
  public TemplateInstance raising(@PathParam("id") UUID id) {
    NamedLimit named = find(id);
    RaiseForm form =
        RaiseForm.of(named.limit().unit(), named.limit().raise(), organization.getOrThrow().zone());
    return Templates.raiseLimit(named, form, FormError.NONE, null);
  }

  @POST
  @Path("{id}/raise")
  public Response raise(
      @PathParam("id") UUID id, @BeanParam RaiseForm form, @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    NamedLimit named = find(id);
    try {
      Limit.Raise raise = form.raise(named.limit().unit(), organization.getOrThrow().zone());
      if (!form.isPreviewed()) {
        LimitEffect effect = effects.ofRaise(actor, id, raise);
        return Response.ok(Templates.raiseLimit(named, form, FormError.NONE, effect)).build();
      }
      limits.raise(actor, id, raise);
      return back(headers, named, "The limit is raised. The raise ends by itself.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.raiseLimit(named, form, FormError.of(e), null))
          .build();
    }
  }

  @GET
  @Path("{id}/raise/end")
  public TemplateInstance endingRaise(@PathParam("id") UUID id) {
    NamedLimit named = find(id);
    LimitEffect effect =
        new LimitEffect(
            "%s applies from the next call on; %s is used."
                .formatted(
                    named.limit().terms().display(), named.status().brief(named.status().used())),
            false,
            List.of());
    return confirm(named, "End the temporary raise?", "raise/end", "End raise", effect);
  }

  @POST
  @Path("{id}/raise/end")
  public Response endRaise(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    NamedLimit named = find(id);
    limits.endRaise(current.personOrThrow(), id);
    return back(headers, named, "The raise has ended.");
  }

  @GET
  @Path("{id}/restart")
  public TemplateInstance restarting(@PathParam("id") UUID id) {
    NamedLimit named = find(id);
    String question = "Restart the limit of %s?".formatted(terms(named));
    LimitEffect effect = effects.ofRestart(current.personOrThrow(), id);
    return confirm(named, question, "restart", "Restart", effect);
  }

  @POST
  @Path("{id}/restart")
  public Response restart(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    NamedLimit named = find(id);
    limits.restart(current.personOrThrow(), id);
    return back(headers, named, "The limit counts anew from now on.");
  }

  @GET
  @Path("{id}/removal")
  public TemplateInstance removing(@PathParam("id") UUID id) {
    NamedLimit named = find(id);
    String question =
        "Remove the limit of %s from %s?".formatted(terms(named), named.scope().display());
    LimitEffect effect = effects.ofRemoval(current.personOrThrow(), id);
    return confirm(named, question, "removal", "Remove limit", effect);
  }

  @POST
  @Path("{id}/removal")
  public Response remove(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    NamedLimit named = find(id);
    limits.remove(current.personOrThrow(), id);
    return back(headers, named, "The limit was removed.");
  }

  private NamedLimit find(UUID id) {
    return limits.findForChange(current.personOrThrow(), id);
  }

  private static TemplateInstance confirm(
      NamedLimit named, String question, String path, String button, LimitEffect effect) {
    Confirmation confirmation =
        new Confirmation(
            question, "limits/" + named.limit().id() + "/" + path, button, path.equals("removal"));
    return Templates.confirmLimit(named.scope(), confirmation, effect);
  }

  private static String terms(NamedLimit named) {
    return named.limit().terms().title();
  }

  private Response back(HttpHeaders headers, NamedLimit named, String notice) {
    String home = named.scope().home(current.personOrThrow()).path();
    return Redirect.to(headers, organization.getOrThrow().path(home), notice);
  }
}
