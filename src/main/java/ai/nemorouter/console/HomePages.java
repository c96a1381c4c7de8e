package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.signup.SignUps;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/// Leads from bare addresses to the first organization and page that somebody may see.
@Needs({})
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class HomePages {
  private static final Map<Permission, String> FIRST_PAGES = firstPages();

  private final Organizations organizations;
  private final SignUps signUps;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  HomePages(
      Organizations organizations,
      SignUps signUps,
      CurrentActor current,
      CurrentOrganization organization) {
    this.organizations = organizations;
    this.signUps = signUps;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance nowhere(boolean signUp);

    static native TemplateInstance start(String name);
  }

  @OpenTo(OpenTo.Audience.SIGNED_IN)
  @GET
  public Response home(@Context HttpHeaders headers) {
    return current.signedIn().stream()
        .flatMap(person -> organizations.of(person).stream())
        .findFirst()
        .map(organization -> Redirect.to(headers, "/o/" + organization.slug()))
        .orElseGet(() -> Response.ok(Templates.nowhere(mayFound())).build());
  }

  private boolean mayFound() {
    return current.signedIn().filter(signUps::mayFound).isPresent();
  }

  /// To the first page that the person may see.
  @GET
  @Path("o/{slug}")
  public Response organization(@Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    String page =
        FIRST_PAGES.entrySet().stream()
            .filter(first -> actor.mayAnywhere(first.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("start");
    return Redirect.to(headers, organization.getOrThrow().path(page));
  }

  /// For users who may see nothing of what the organization does: what they can do about it.
  @GET
  @Path("o/{slug}/start")
  public TemplateInstance start() {
    return Templates.start(current.personOrThrow().displayName());
  }

  @OpenTo(OpenTo.Audience.OPERATORS)
  @GET
  @Path("operator")
  public Response operator(@Context HttpHeaders headers) {
    return Redirect.to(headers, "/operator/overview");
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

  private static Map<Permission, String> firstPages() {
    Map<Permission, String> pages = new LinkedHashMap<>();
    pages.put(Permission.VIEW_OVERVIEW, "overview");
    pages.put(Permission.VIEW_CALLS, "requests");
    pages.put(Permission.VIEW_KEYS, "keys");
    pages.put(Permission.VIEW_TEAMS, "teams");
    pages.put(Permission.VIEW_LIMITS, "limits");
    pages.put(Permission.VIEW_CREDIT, "credit");
    pages.put(Permission.VIEW_ALERTS, "alerts");
    pages.put(Permission.VIEW_AUDIT_LOG, "audit");
    pages.put(Permission.VIEW_MEMBERS, "members");
    pages.put(Permission.VIEW_PROVIDERS, "providers");
    return pages;
  }
}
