package ai.nemorouter.key.app;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.owner.KeyTeams;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.http.SecurityHeaders;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;

/// The page on which a person lets an app have a key, or not.
@Needs({Permission.CHANGE_KEYS, Permission.CHANGE_OWN_KEYS})
@Path("/o/{slug}/auth")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class AppConsentPages {
  private final AppCodes codes;
  private final KeyTeams teams;
  private final CurrentActor current;
  private final RoutingContext context;

  AppConsentPages(AppCodes codes, KeyTeams teams, CurrentActor current, RoutingContext context) {
    this.codes = codes;
    this.teams = teams;
    this.current = current;
    this.context = context;
  }

  @CheckedTemplate(basePath = "key")
  static class Templates {
    private Templates() {}

    static native TemplateInstance appConsent(
        AppRequest request,
        AppForm.Rejected rejected,
        List<KeyTeams.Choice> teams,
        boolean limited);
  }

  @GET
  public Response ask(@BeanParam AppLink link) {
    try {
      AppRequest request = AppRequest.parse(link);
      AppForm form = AppForm.of(request, KeyTeams.mayLimit(current.personOrThrow()));
      return page(request, AppForm.Rejected.none(form), StatusCode.OK);
    } catch (InvalidInputException e) {
      return AppPages.refused(e);
    }
  }

  @POST
  public Response allow(@BeanParam AppForm form, @Context HttpHeaders headers) {
    AppRequest request;
    try {
      request = AppRequest.parse(form.link());
    } catch (InvalidInputException e) {
      return AppPages.refused(e);
    }
    Actor.Person person = current.personOrThrow();
    try {
      String code = codes.allow(person, request, form.wanted(person.userId(), Instant.now()));
      return Redirect.to(headers, request.allowed(code));
    } catch (InvalidInputException e) {
      return page(request, new AppForm.Rejected(form, FormError.of(e)), FormError.STATUS);
    }
  }

  private Response page(AppRequest request, AppForm.Rejected rejected, int status) {
    Actor actor = current.personOrThrow();
    SecurityHeaders.letFormsLeadTo(context, request.source());
    return Response.status(status)
        .entity(
            Templates.appConsent(
                request, rejected, teams.mintable(actor), KeyTeams.mayLimit(actor)))
        .build();
  }
}
