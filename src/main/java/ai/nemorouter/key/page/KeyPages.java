package ai.nemorouter.key.page;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyOverview;
import ai.nemorouter.key.KeySettings;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.owner.KeyRights;
import ai.nemorouter.limit.NamedScope;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.FormErrors;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.Problems;
import ai.nemorouter.platform.http.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;

/// One key: what it may spend and has spent, changing it, and ending it.
@Needs(Permission.VIEW_KEYS)
@Path("/o/{slug}/keys")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class KeyPages {
  private final Keys keys;
  private final Constraints constraints;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  KeyPages(
      Keys keys, Constraints constraints, CurrentActor current, CurrentOrganization organization) {
    this.keys = keys;
    this.constraints = constraints;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "key")
  static class Templates {
    private Templates() {}

    static native TemplateInstance key(
        KeyOverview overview,
        NamedScope scope,
        Key.Status status,
        boolean mayChange,
        boolean seesLimits,
        boolean inGrace);

    static native TemplateInstance changeKey(KeyOverview overview, KeyForm.Rejected rejected);

    static native TemplateInstance revokeKey(KeyOverview overview);
  }

  @GET
  @Path("{id}")
  public TemplateInstance key(@PathParam("id") UUID id) {
    Actor actor = current.personOrThrow();
    KeyOverview overview = keys.find(actor, id);
    Key key = overview.key();
    Instant now = Instant.now();
    Key.Status status = overview.status(now);
    return Templates.key(
        overview,
        new NamedScope(Scope.key(id), key.name(), status != Key.Status.REVOKED, key.teamId()),
        status,
        status != Key.Status.REVOKED && KeyRights.mayChange(actor, key.teamId(), key.ownerId()),
        actor.may(Permission.VIEW_LIMITS, key.teamId()),
        key.isInGrace(now));
  }

  @Needs({Permission.CHANGE_KEYS, Permission.CHANGE_OWN_KEYS})
  @GET
  @Path("{id}/settings")
  public TemplateInstance changing(@PathParam("id") UUID id) {
    KeyOverview overview = findForChange(id);
    return Templates.changeKey(overview, KeyForm.Rejected.none(KeyForm.of(overview, zone())));
  }

  @Needs({Permission.CHANGE_KEYS, Permission.CHANGE_OWN_KEYS})
  @POST
  @Path("{id}/settings")
  public Response change(
      @PathParam("id") UUID id, @BeanParam KeyForm form, @Context HttpHeaders headers) {
    try {
      keys.change(
          current.personOrThrow(),
          id,
          before -> {
            Problems unreadable = new Problems();
            unreadable.add(constraints.violations(form));
            unreadable.throwIfAny();
            return changed(before, form);
          });
      return Redirect.to(headers, path(id), "The key was changed.");
    } catch (InvalidInputException e) {
      KeyForm.Rejected rejected = new KeyForm.Rejected(form, FormErrors.of(e));
      return Response.status(FormError.STATUS)
          .entity(Templates.changeKey(findForChange(id), rejected))
          .build();
    }
  }

  private KeySettings changed(KeySettings before, KeyForm form) {
    return before
        .withName(form.name())
        .withDescription(form.description())
        .withPolicy(form.policy())
        .withExpiresAt(form.expiry(before.expiresAt(), LocalDate.now(zone()), zone()));
  }

  @Needs({Permission.CHANGE_KEYS, Permission.CHANGE_OWN_KEYS})
  @POST
  @Path("{id}/disabled")
  public Response disable(
      @PathParam("id") UUID id,
      @FormParam("disabled") @DefaultValue("true") boolean disabled,
      @Context HttpHeaders headers) {
    keys.change(current.personOrThrow(), id, before -> before.withDisabled(disabled));
    String notice =
        disabled
            ? "The key is disabled: its next call is refused."
            : "The key is enabled: it works again.";
    return Redirect.to(headers, path(id), notice);
  }

  @Needs({Permission.CHANGE_KEYS, Permission.CHANGE_OWN_KEYS})
  @GET
  @Path("{id}/revocation")
  public TemplateInstance revoking(@PathParam("id") UUID id) {
    return Templates.revokeKey(findForChange(id));
  }

  @Needs({Permission.CHANGE_KEYS, Permission.CHANGE_OWN_KEYS})
  @POST
  @Path("{id}/revocation")
  public Response revoke(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    keys.revoke(current.personOrThrow(), id);
    return Redirect.to(headers, path(id), "The key was revoked. No call can start with it.");
  }

  private KeyOverview findForChange(UUID id) {
    return keys.findForChange(current.personOrThrow(), id);
  }

  private ZoneId zone() {
    return organization.getOrThrow().zone();
  }

  private String path(UUID id) {
    return organization.getOrThrow().path("keys/" + id);
  }
}
