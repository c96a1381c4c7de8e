package ai.nemorouter.key.app;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;

/// Where apps send people. The page on which they decide is one of the organization that the key
/// will be of, so that all its rules about who may enter count there.
@OpenTo(OpenTo.Audience.SIGNED_IN)
@Path("/auth")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class AppPages {
  private final AppCodes codes;
  private final CurrentActor current;

  AppPages(AppCodes codes, CurrentActor current) {
    this.codes = codes;
    this.current = current;
  }

  @CheckedTemplate(basePath = "key")
  static class Templates {
    private Templates() {}

    static native TemplateInstance appOrganizations(
        AppRequest request, List<Organization> organizations);

    static native TemplateInstance refusedApp(String reason);
  }

  @GET
  public Response choose(@BeanParam AppLink link, @Context HttpHeaders headers) {
    AppRequest request;
    try {
      request = AppRequest.parse(link);
    } catch (InvalidInputException e) {
      return refused(e);
    }
    SignedIn person = current.signedIn().orElseThrow();
    List<Organization> found = codes.organizations(person, current.origin());
    return found.size() == 1
        ? Redirect.to(headers, found.getFirst().path("auth") + request.query())
        : Response.ok(Templates.appOrganizations(request, found)).build();
  }

  /// The page says what is wrong. It does not redirect to an address that cannot be trusted.
  static Response refused(InvalidInputException cause) {
    return Response.status(StatusCode.BAD_REQUEST)
        .entity(Templates.refusedApp(String.valueOf(cause.getMessage())))
        .build();
  }
}
