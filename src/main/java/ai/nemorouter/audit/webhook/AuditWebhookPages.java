package ai.nemorouter.audit.webhook;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
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
import org.jspecify.annotations.Nullable;

/// Where an organization's audit log is sent, and everything that can be done to that.
@Needs(Permission.CHANGE_AUDIT_LOG)
@Path("/o/{slug}/audit/webhook")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class AuditWebhookPages {
  private final AuditWebhooks webhooks;
  private final CurrentActor current;

  AuditWebhookPages(AuditWebhooks webhooks, CurrentActor current) {
    this.webhooks = webhooks;
    this.current = current;
  }

  /// What the form is about.
  ///
  /// @param added whether there is one already
  /// @param obstacle why none can be added; null where one can
  public record Form(
      String address,
      boolean added,
      boolean fromBeginning,
      FormError error,
      @Nullable String obstacle) {}

  @CheckedTemplate(basePath = "audit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance auditWebhook(Form form);

    static native TemplateInstance auditWebhookSecret(String secret, boolean rotated);

    static native TemplateInstance rotateAuditWebhookSecret();

    static native TemplateInstance removeAuditWebhook(AuditWebhook webhook);
  }

  @GET
  public TemplateInstance form() {
    Actor actor = current.personOrThrow();
    String obstacle = webhooks.obstacle(actor);
    AuditWebhook webhook = webhooks.find(actor).orElse(null);
    String address = webhook == null ? "" : webhook.address();
    return Templates.auditWebhook(
        new Form(address, webhook != null, false, FormError.NONE, obstacle));
  }

  @POST
  public Response save(
      @PathParam("slug") String slug,
      @FormParam("address") @DefaultValue("") String address,
      @FormParam("from_beginning") @DefaultValue("") String fromBeginning,
      @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    boolean added = webhooks.find(actor).isPresent();
    boolean all = !fromBeginning.isEmpty();
    try {
      if (!added) {
        return Response.ok(
                Templates.auditWebhookSecret(webhooks.add(actor, address, all).text(), false))
            .build();
      }
      webhooks.change(actor, address);
      return Redirect.to(headers, settings(slug), "The audit log is sent there from now on.");
    } catch (InvalidInputException e) {
      Form form = new Form(address, added, all, FormError.of(e), null);
      return Response.status(FormError.STATUS).entity(Templates.auditWebhook(form)).build();
    }
  }

  @GET
  @Path("secret")
  public TemplateInstance rotating() {
    webhooks.findForChange(current.personOrThrow());
    return Templates.rotateAuditWebhookSecret();
  }

  @POST
  @Path("secret")
  public TemplateInstance rotate() {
    return Templates.auditWebhookSecret(
        webhooks.rotateSecret(current.personOrThrow()).text(), true);
  }

  @POST
  @Path("paused")
  public Response pause(
      @PathParam("slug") String slug,
      @FormParam("paused") @DefaultValue("true") boolean paused,
      @Context HttpHeaders headers) {
    if (paused) {
      webhooks.pause(current.personOrThrow());
      return Redirect.to(
          headers, settings(slug), "Nothing is sent until it is resumed. Nothing is lost either.");
    }
    webhooks.resume(current.personOrThrow());
    return Redirect.to(
        headers, settings(slug), "The audit log is sent again, from where it stopped.");
  }

  @POST
  @Path("test")
  public Response test(@PathParam("slug") String slug, @Context HttpHeaders headers) {
    return Redirect.to(headers, settings(slug), webhooks.test(current.personOrThrow()).ofTest());
  }

  @POST
  @Path("retry")
  public Response retry(@PathParam("slug") String slug, @Context HttpHeaders headers) {
    try {
      webhooks.retry(current.personOrThrow());
      return Redirect.to(headers, settings(slug), "What waits is sent in a moment.");
    } catch (InvalidInputException e) {
      return Redirect.to(headers, settings(slug), String.valueOf(e.getMessage()));
    }
  }

  @GET
  @Path("removal")
  public TemplateInstance removing() {
    return Templates.removeAuditWebhook(webhooks.findForChange(current.personOrThrow()));
  }

  @POST
  @Path("removal")
  public Response remove(@PathParam("slug") String slug, @Context HttpHeaders headers) {
    webhooks.remove(current.personOrThrow());
    return Redirect.to(headers, settings(slug), "The audit log is not sent anywhere any more.");
  }

  private static String settings(String slug) {
    return "/o/" + slug + "/audit/settings";
  }
}
