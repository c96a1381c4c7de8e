package ai.nemorouter.console.overview;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.connect.FreshKeys;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.usage.RequestRow;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whether the first request of a key has come: for the page that shows its secret, which asks
/// again and again, and as a page of its own.
@Needs(Permission.VIEW_KEYS)
@Path("/o/{slug}/keys")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class FirstRequestPages {
  private final Keys keys;
  private final Setup setup;
  private final CurrentActor current;

  FirstRequestPages(Keys keys, Setup setup, CurrentActor current) {
    this.keys = keys;
    this.setup = setup;
    this.current = current;
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance firstRequest(
        Key key, @Nullable RequestRow request, long waitsUntil);

    static native TemplateInstance firstRequestState(
        Key key, @Nullable RequestRow request, long waitsUntil);
  }

  /// @param until when a page that waits stops, in seconds since 1970; 0 for the longest
  @GET
  @Path("{id}/first-request")
  public Response firstRequest(
      @PathParam("id") UUID id,
      @QueryParam("until") @DefaultValue("0") long until,
      @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    Key key = keys.find(actor, id).key();
    RequestRow request =
        actor.may(Permission.VIEW_CALLS, key.teamId()) ? setup.firstRequest(actor, id) : null;
    Instant now = Instant.now();
    long longest = now.plus(FreshKeys.PATIENCE).getEpochSecond();
    if (!Redirect.isAskedByScript(headers)) {
      long waits = request == null ? longest : 0;
      return Response.ok(Templates.firstRequest(key, request, waits)).build();
    }
    if (request == null && now.getEpochSecond() <= Math.min(until, longest)) {
      return Response.noContent().build();
    }
    return Response.status(OverviewPages.STOP_LOOKING)
        .entity(Templates.firstRequestState(key, request, 0))
        .build();
  }
}
