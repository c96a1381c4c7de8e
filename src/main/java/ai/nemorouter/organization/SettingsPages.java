package ai.nemorouter.organization;

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
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/// An organization's name, time zone and contact e-mail.
@Needs(Permission.CHANGE_SETTINGS)
@Path("/o/{slug}/settings")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SettingsPages {
  private final OrganizationSettings settings;
  private final CurrentActor current;

  SettingsPages(OrganizationSettings settings, CurrentActor current) {
    this.settings = settings;
    this.current = current;
  }

  @CheckedTemplate(basePath = "organization")
  static class Templates {
    private Templates() {}

    static native TemplateInstance settings(
        Organization organization, SettingsForm form, List<String> zones, FormError error);
  }

  @GET
  public TemplateInstance settings() {
    Organization organization = settings.find(current.personOrThrow());
    return render(organization, SettingsForm.of(organization), FormError.NONE);
  }

  @POST
  public Response change(@BeanParam SettingsForm form, @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    Organization organization = settings.find(actor);
    try {
      settings.change(actor, form);
      return Redirect.to(headers, organization.path("settings"), "The settings were saved.");
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(render(organization, form, FormError.of(e)))
          .build();
    }
  }

  private static TemplateInstance render(
      Organization organization, SettingsForm form, FormError error) {
    return Templates.settings(organization, form, OrganizationSettings.zones(), error);
  }
}
