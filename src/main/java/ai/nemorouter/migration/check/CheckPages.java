package ai.nemorouter.migration.check;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.http.BaseUrl;
import ai.nemorouter.platform.http.ClientAddress;
import ai.nemorouter.platform.json.ApiException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The check of model names, for everybody at `/migration` and, where the organization's own models
/// count too, in the console.
@Needs(value = Permission.VIEW_KEYS, everywhere = true)
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class CheckPages {
  private static final String OPEN = "/migration";

  private final ModelChecks checks;
  private final CheckThrottle throttle;
  private final ClientAddress clientAddress;
  private final BaseUrl baseUrl;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  CheckPages(
      ModelChecks checks,
      CheckThrottle throttle,
      ClientAddress clientAddress,
      BaseUrl baseUrl,
      CurrentActor current,
      CurrentOrganization organization) {
    this.checks = checks;
    this.throttle = throttle;
    this.clientAddress = clientAddress;
    this.baseUrl = baseUrl;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "migration")
  static class Templates {
    private Templates() {}

    static native TemplateInstance check(CheckPage page);
  }

  @OpenTo(OpenTo.Audience.EVERYBODY)
  @GET
  @Path("migration")
  public TemplateInstance open(@Context UriInfo uri) {
    return Templates.check(CheckPage.empty(OPEN, baseUrl.of(uri)));
  }

  @OpenTo(OpenTo.Audience.EVERYBODY)
  @POST
  @Path("migration")
  public Response openCheck(
      @FormParam("text") @DefaultValue("") String text,
      @Context UriInfo uri,
      @Context HttpServerRequest request) {
    return answer(null, OPEN, text, uri, request);
  }

  @GET
  @Path("o/{slug}/migration")
  public TemplateInstance page(@Context UriInfo uri) {
    current.personOrThrow().authorizeOrThrow(Permission.VIEW_KEYS);
    return Templates.check(CheckPage.empty(action(), baseUrl.of(uri)));
  }

  @POST
  @Path("o/{slug}/migration")
  public Response check(
      @FormParam("text") @DefaultValue("") String text,
      @Context UriInfo uri,
      @Context HttpServerRequest request) {
    Actor actor = current.personOrThrow();
    actor.authorizeOrThrow(Permission.VIEW_KEYS);
    return answer(actor.orgId(), action(), text, uri, request);
  }

  /// What was pasted is not shown again: it may contain a secret that was not recognized.
  private Response answer(
      @Nullable UUID orgId, String action, String text, UriInfo uri, HttpServerRequest request) {
    CheckPage page = CheckPage.empty(action, baseUrl.of(uri));
    try {
      throttle.countOrThrow(clientAddress.of(request), text.length(), Instant.now());
    } catch (ApiException e) {
      return Response.status(e.error().status())
          .entity(Templates.check(page.rejected(e.error().message())))
          .build();
    }
    if (text.isBlank()) {
      return wrong(page, "Paste something that names models.");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > MigrationApi.TEXT_BYTES_MAX) {
      return wrong(page, "This is more than 256 KB. Paste the parts that name models.");
    }
    return Response.ok(Templates.check(page.with(checks.ofText(orgId, text, page.baseUrl()))))
        .build();
  }

  private static Response wrong(CheckPage page, String message) {
    return Response.status(FormError.STATUS)
        .entity(Templates.check(page.rejected(message)))
        .build();
  }

  private String action() {
    return organization.getOrThrow().path("migration");
  }
}
