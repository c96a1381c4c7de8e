package ai.nemorouter.key.management;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.RotatedAlreadyException;
import ai.nemorouter.key.page.Grace;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// One management key: what it may do, rotating it, ending it.
@Needs(Permission.VIEW_MANAGEMENT_KEYS)
@Path("/o/{slug}/management-keys")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class ManagementKeyPages {
  private final ManagementKeys managementKeys;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  ManagementKeyPages(
      ManagementKeys managementKeys, CurrentActor current, CurrentOrganization organization) {
    this.managementKeys = managementKeys;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "key")
  static class Templates {
    private Templates() {}

    static native TemplateInstance managementKey(
        ManagementKey key, List<Permission> permissions, Key.Status status, boolean inGrace);

    static native TemplateInstance rotateManagementKey(
        ManagementKey key, boolean inGrace, String grace, FormError error);

    static native TemplateInstance endManagementSecret(ManagementKey key, boolean inGrace);

    static native TemplateInstance revokeManagementKey(ManagementKey key);
  }

  @GET
  @Path("{id}")
  public TemplateInstance key(@PathParam("id") UUID id) {
    ManagementKey key = managementKeys.find(current.personOrThrow(), id);
    Instant now = Instant.now();
    return Templates.managementKey(
        key, key.granted().stream().sorted().toList(), key.status(now), key.isInGrace(now));
  }

  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @GET
  @Path("{id}/rotation")
  public TemplateInstance rotating(@PathParam("id") UUID id) {
    return form(id, Grace.USUAL, FormError.NONE);
  }

  private TemplateInstance form(UUID id, String grace, FormError error) {
    ManagementKey key = managementKeys.findForChange(current.personOrThrow(), id);
    return Templates.rotateManagementKey(key, key.isInGrace(Instant.now()), grace, error);
  }

  /// Answers with the secret itself: it is kept nowhere. Loading that page again makes no other.
  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @POST
  @Path("{id}/rotation")
  public Response rotate(
      @PathParam("id") UUID id,
      @FormParam("grace") @DefaultValue(Grace.USUAL) String grace,
      @FormParam("number") @DefaultValue("0") int number,
      @Context HttpHeaders headers) {
    try {
      ManagementKey.Minted minted =
          managementKeys.rotate(current.personOrThrow(), id, Grace.of(grace), number);
      return Response.ok(
              ManagementKeysPages.Templates.managementSecret(
                  minted.key(), minted.secret().reveal(), minted.key().isInGrace(Instant.now())))
          .build();
    } catch (RotatedAlreadyException e) {
      return Redirect.to(headers, path(id), String.valueOf(e.getMessage()));
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS).entity(form(id, grace, FormError.of(e))).build();
    }
  }

  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @GET
  @Path("{id}/previous-secret")
  public TemplateInstance ending(@PathParam("id") UUID id) {
    ManagementKey key = managementKeys.findForChange(current.personOrThrow(), id);
    return Templates.endManagementSecret(key, key.isInGrace(Instant.now()));
  }

  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @POST
  @Path("{id}/previous-secret")
  public Response end(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    managementKeys.endPrevious(current.personOrThrow(), id);
    return Redirect.to(headers, path(id), "The old secret has ended.");
  }

  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @GET
  @Path("{id}/revocation")
  public TemplateInstance revoking(@PathParam("id") UUID id) {
    return Templates.revokeManagementKey(managementKeys.findForChange(current.personOrThrow(), id));
  }

  @Needs(Permission.CHANGE_MANAGEMENT_KEYS)
  @POST
  @Path("{id}/revocation")
  public Response revoke(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    managementKeys.revoke(current.personOrThrow(), id);
    return Redirect.to(headers, path(id), "The management key was revoked.");
  }

  private String path(UUID id) {
    return organization.getOrThrow().path("management-keys/" + id);
  }
}
