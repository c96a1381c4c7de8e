package ai.nemorouter.console;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// Leads from the bare address to somebody's first organization.
@Needs({})
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class HomePages {
  private final Organizations organizations;
  private final CurrentActor current;

  HomePages(Organizations organizations, CurrentActor current) {
    this.organizations = organizations;
    this.current = current;
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance nowhere();
  }

  @OpenTo(OpenTo.Audience.SIGNED_IN)
  @GET
  public Response home(@Context HttpHeaders headers) {
    return current.signedIn().stream()
        .flatMap(person -> organizations.of(person).stream())
        .findFirst()
        .map(organization -> Redirect.to(headers, organization.path("overview")))
        .orElseGet(() -> Response.ok(Templates.nowhere()).build());
  }

  @GET
  @Path("o/{slug}")
  public Response organization(@PathParam("slug") String slug, @Context HttpHeaders headers) {
    return Redirect.to(headers, "/o/" + slug + "/overview");
  }

  @OpenTo(OpenTo.Audience.OPERATORS)
  @GET
  @Path("operator")
  public Response operator(@Context HttpHeaders headers) {
    return Redirect.to(headers, "/operator/books");
  }

  /// The filters have checked by now that the person runs the installation.
  @OpenTo(OpenTo.Audience.OPERATORS)
  @GET
  @Path("operator/{rest: .+}")
  public Response unknownToOperators() {
    throw new NotFoundException("page");
  }

  /// An address under an organization that no page answers: the filters have checked by now that
  /// the person belongs to it.
  @GET
  @Path("o/{slug}/{rest: .+}")
  public Response unknown() {
    throw new NotFoundException("page");
  }
}
