package ai.nemorouter.key.page;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.KeyOverview;
import ai.nemorouter.key.KeyRotations;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.RotatedAlreadyException;
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
import java.util.UUID;

/// Giving a key another secret, and ending the one before.
@Needs({Permission.CHANGE_KEYS, Permission.CHANGE_OWN_KEYS})
@Path("/o/{slug}/keys")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class RotationPages {
  private final Keys keys;
  private final KeyRotations rotations;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  RotationPages(
      Keys keys, KeyRotations rotations, CurrentActor current, CurrentOrganization organization) {
    this.keys = keys;
    this.rotations = rotations;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "key")
  static class Templates {
    private Templates() {}

    static native TemplateInstance rotateKey(
        KeyOverview overview, boolean inGrace, String grace, FormError error);

    static native TemplateInstance rotatedKey(MintedKey minted, String secret, boolean inGrace);

    static native TemplateInstance endSecret(KeyOverview overview, boolean inGrace);
  }

  @GET
  @Path("{id}/rotation")
  public TemplateInstance rotating(@PathParam("id") UUID id) {
    return form(id, Grace.USUAL, FormError.NONE);
  }

  private TemplateInstance form(UUID id, String grace, FormError error) {
    KeyOverview overview = keys.findForChange(current.personOrThrow(), id);
    return Templates.rotateKey(overview, overview.key().isInGrace(Instant.now()), grace, error);
  }

  /// Answers with the secret itself: it is kept nowhere. Loading that page again makes no other.
  @POST
  @Path("{id}/rotation")
  public Response rotate(
      @PathParam("id") UUID id,
      @FormParam("grace") @DefaultValue(Grace.USUAL) String grace,
      @FormParam("number") @DefaultValue("0") int number,
      @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    try {
      MintedKey minted = rotations.rotate(actor, id, Grace.of(grace), number);
      return Response.ok(
              Templates.rotatedKey(
                  minted, minted.secret().reveal(), minted.key().isInGrace(Instant.now())))
          .build();
    } catch (RotatedAlreadyException e) {
      return Redirect.to(headers, path(id), String.valueOf(e.getMessage()));
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS).entity(form(id, grace, FormError.of(e))).build();
    }
  }

  @GET
  @Path("{id}/previous-secret")
  public TemplateInstance ending(@PathParam("id") UUID id) {
    KeyOverview overview = keys.findForChange(current.personOrThrow(), id);
    return Templates.endSecret(overview, overview.key().isInGrace(Instant.now()));
  }

  @POST
  @Path("{id}/previous-secret")
  public Response end(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    rotations.endPrevious(current.personOrThrow(), id);
    return Redirect.to(headers, path(id), "The old secret has ended. No call can start with it.");
  }

  private String path(UUID id) {
    return organization.getOrThrow().path("keys/" + id);
  }
}
