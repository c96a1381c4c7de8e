package ai.nemorouter.audit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.webhook.AuditWebhook;
import ai.nemorouter.audit.webhook.AuditWebhooks;
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

/// How long an organization's audit log is kept and where it is sent: what stands, and the
/// retention's form.
@Needs(Permission.VIEW_AUDIT_LOG)
@Path("/o/{slug}/audit")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class AuditSettingsPages {
  private final AuditRetention retention;
  private final AuditWebhooks webhooks;
  private final CurrentActor current;

  AuditSettingsPages(AuditRetention retention, AuditWebhooks webhooks, CurrentActor current) {
    this.retention = retention;
    this.webhooks = webhooks;
    this.current = current;
  }

  @CheckedTemplate(basePath = "audit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance auditSettings(
        @Nullable Integer days, @Nullable AuditWebhook webhook);

    static native TemplateInstance auditRetention(String days, FormError error);

    static native TemplateInstance shortenRetention(AuditRetention.Loss loss);
  }

  @GET
  @Path("settings")
  public TemplateInstance settings() {
    Actor actor = current.personOrThrow();
    return Templates.auditSettings(retention.days(actor), webhooks.find(actor).orElse(null));
  }

  @Needs(Permission.CHANGE_AUDIT_LOG)
  @GET
  @Path("retention")
  public TemplateInstance changing() {
    Integer days = retention.daysForChange(current.personOrThrow());
    return Templates.auditRetention(days == null ? "" : days.toString(), FormError.NONE);
  }

  /// Less than before is asked for twice.
  @Needs(Permission.CHANGE_AUDIT_LOG)
  @POST
  @Path("retention")
  public Response change(
      @PathParam("slug") String slug,
      @FormParam("days") @DefaultValue("") String typed,
      @FormParam("confirmed") @DefaultValue("") String confirmed,
      @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    try {
      Integer days = days(typed);
      AuditRetention.Loss loss = retention.loss(actor, days);
      if (loss != null && confirmed.isEmpty()) {
        return Response.ok(Templates.shortenRetention(loss)).build();
      }
      retention.change(actor, days);
      return Redirect.to(
          headers,
          "/o/" + slug + "/audit/settings",
          "The audit log is kept " + (days == null ? "for ever." : "for " + days + " days."));
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.auditRetention(typed, FormError.of(e)))
          .build();
    }
  }

  private static @Nullable Integer days(String typed) {
    try {
      return typed.isBlank() ? null : Integer.valueOf(typed.strip());
    } catch (NumberFormatException e) {
      throw new InvalidInputException(
          "days", "Enter a whole number of days, or nothing to keep it for ever.");
    }
  }
}
