package ai.nemorouter.books;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Operator;
import ai.nemorouter.limit.engine.UnbookedSettlement;
import ai.nemorouter.limit.engine.UnbookedSettlements;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whether the books balance, for operators: the checks, what each found, and checking now.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/operator/books")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class BooksPages {
  private static final String ROOT = "/operator/books";

  private final Books books;
  private final UnbookedSettlements unbooked;
  private final CurrentActor current;

  BooksPages(Books books, UnbookedSettlements unbooked, CurrentActor current) {
    this.books = books;
    this.unbooked = unbooked;
    this.current = current;
  }

  @CheckedTemplate(basePath = "books")
  static class Templates {
    private Templates() {}

    static native TemplateInstance books(
        @Nullable VerifyRun latest,
        PageOf<VerifyRun> runs,
        PageOf<UnbookedSettlement> unbooked,
        ListQuery query,
        Address address);

    static native TemplateInstance verifyRun(
        VerifyRun run, PageOf<Deviation> deviations, ListQuery query, Address address);

    static native TemplateInstance resolveSettlement(UnbookedSettlement settlement);
  }

  @GET
  public TemplateInstance overview(@BeanParam ListQuery query) {
    Operator operator = current.operatorOrThrow();
    return Templates.books(
        books.latest(operator).orElse(null),
        books.list(operator, query),
        unbooked.list(operator, 1),
        query,
        query.address());
  }

  @POST
  @Path("runs")
  public Response verify(@Context HttpHeaders headers) {
    UUID runId = books.verify(current.operatorOrThrow());
    return Redirect.to(headers, ROOT + "/runs/" + runId);
  }

  @GET
  @Path("runs/{id}")
  public TemplateInstance run(@PathParam("id") UUID id, @BeanParam ListQuery query) {
    Operator operator = current.operatorOrThrow();
    return Templates.verifyRun(
        books.find(operator, id), books.deviations(operator, id, query), query, query.address());
  }

  @GET
  @Path("unbooked/{orgId}/{id}/resolution")
  public TemplateInstance confirmResolution(
      @PathParam("orgId") UUID orgId, @PathParam("id") UUID id) {
    return Templates.resolveSettlement(unbooked.find(current.operatorOrThrow(), orgId, id));
  }

  @POST
  @Path("unbooked/{orgId}/{id}/resolution")
  public Response resolve(
      @PathParam("orgId") UUID orgId, @PathParam("id") UUID id, @Context HttpHeaders headers) {
    unbooked.resolve(current.operatorOrThrow(), orgId, id);
    return Redirect.to(headers, ROOT, "The settlement counts as resolved.");
  }
}
