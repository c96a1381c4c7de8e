package ai.nemorouter.limit.inflight;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;

/// The holds in flight of all organizations, and releasing one.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/operator/holds")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class HoldsPages {
  private final HeldAttempts holds;
  private final CurrentActor current;

  HoldsPages(HeldAttempts holds, CurrentActor current) {
    this.holds = holds;
    this.current = current;
  }

  /// What the list is narrowed to, as in its address.
  public record Query(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("sort") @DefaultValue("") String sort,
      @QueryParam("page") @DefaultValue("1") int page) {
    Address address() {
      return new Address(Map.of("search", search, "sort", sort));
    }
  }

  @CheckedTemplate(basePath = "limit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance holds(PageOf<HeldAttempt> holds, Query query, Address address);

    static native TemplateInstance releaseHold(HeldAttempt hold);
  }

  @GET
  public TemplateInstance list(@BeanParam Query query) {
    HeldAttempts.Search search =
        new HeldAttempts.Search(query.search(), query.sort(), query.page());
    return Templates.holds(holds.list(current.operatorOrThrow(), search), query, query.address());
  }

  @GET
  @Path("{orgId}/{id}/release")
  public TemplateInstance confirmRelease(@PathParam("orgId") UUID orgId, @PathParam("id") UUID id) {
    return Templates.releaseHold(holds.find(current.operatorOrThrow(), orgId, id));
  }

  @POST
  @Path("{orgId}/{id}/release")
  public Response release(
      @PathParam("orgId") UUID orgId, @PathParam("id") UUID id, @Context HttpHeaders headers) {
    boolean released = holds.release(current.operatorOrThrow(), orgId, id);
    return Redirect.to(
        headers,
        "/operator/holds",
        released
            ? "The hold was released and its limits have the amount back."
            : "Nothing was released: the call has ended by itself.");
  }
}
