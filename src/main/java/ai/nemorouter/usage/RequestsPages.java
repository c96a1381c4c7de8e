package ai.nemorouter.usage;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.finding.GuardrailEvents;
import ai.nemorouter.guardrail.finding.RequestVerdicts;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.usage.export.ExportedRequest;
import ai.nemorouter.usage.export.RequestExports;
import ai.nemorouter.usage.story.RequestDetail;
import ai.nemorouter.usage.story.RequestStory;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The list of requests, and one request explained.
@Needs(Permission.VIEW_CALLS)
@Path("/o/{slug}/requests")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class RequestsPages {
  private final Requests requests;
  private final RequestLists lists;
  private final RequestExports exports;
  private final GuardrailEvents guardrails;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  RequestsPages(
      Requests requests,
      RequestLists lists,
      RequestExports exports,
      GuardrailEvents guardrails,
      CurrentActor current,
      CurrentOrganization organization) {
    this.requests = requests;
    this.lists = lists;
    this.exports = exports;
    this.guardrails = guardrails;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "usage")
  static class Templates {
    private Templates() {}

    static native TemplateInstance requests(RequestList list);

    static native TemplateInstance request(
        RequestStory story, Neighbours neighbours, @Nullable RequestVerdicts guardrails);
  }

  /// Which part of the list, and how it is looked at.
  public record Part(
      @QueryParam("before") @DefaultValue("") String before,
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam(RequestFilterBar.LIVE) @DefaultValue("") String live,
      @QueryParam("selected") @DefaultValue("") String selected,
      @QueryParam(RequestFilterBar.SEEN) @DefaultValue("") String seen) {
    Requests.Cursor cursor() {
      return new Requests.Cursor(RequestFilter.id(before), RequestFilter.id(after));
    }

    RequestLists.Look look() {
      return new RequestLists.Look(
          live.equals(RequestFilterBar.ON), RequestFilter.id(selected), RequestFilter.id(seen));
    }
  }

  /// Without content where nothing came meanwhile.
  @GET
  public Response list(@BeanParam RequestFilter.InAddress typed, @BeanParam Part part) {
    return lists
        .of(current.personOrThrow(), filter(typed), part.cursor(), part.look())
        .map(list -> Response.ok(Templates.requests(list)))
        .orElseGet(Response::noContent)
        .build();
  }

  /// All that matches as a file, written while it is sent. A form, because an export is an entry of
  /// the audit log; its address says what matches.
  @POST
  @Path("exports")
  @Produces(MediaType.WILDCARD)
  public Response export(@BeanParam RequestFilter.InAddress typed) {
    RequestExports.Portions portions = exports.begin(current.personOrThrow(), filter(typed));
    StreamingOutput file = out -> write(portions, out);
    return Response.ok(file, "text/csv; charset=utf-8")
        .header("content-disposition", "attachment; filename=\"requests.csv\"")
        .build();
  }

  @GET
  @Path("{id}")
  public TemplateInstance request(
      @PathParam("id") UUID id, @BeanParam RequestFilter.InAddress listed) {
    Actor.Person person = current.personOrThrow();
    RequestStory story = requests.story(person, id);
    RequestDetail request = story.request();
    return Templates.request(
        story,
        requests.neighbours(person, request, filter(listed)),
        guardrails(person, request.id()));
  }

  /// Null where no guardrail looked at it, or the person may not see guardrails.
  private @Nullable RequestVerdicts guardrails(Actor.Person person, UUID id) {
    return person.mayAnywhere(Permission.VIEW_GUARDRAILS)
        ? guardrails.ofRequest(person, id).orElse(null)
        : null;
  }

  private RequestFilter filter(RequestFilter.InAddress typed) {
    return typed.filter(organization.getOrThrow().zone());
  }

  private static void write(RequestExports.Portions portions, OutputStream out) throws IOException {
    out.write(ExportedRequest.HEADER.getBytes(StandardCharsets.UTF_8));
    for (List<ExportedRequest> portion = portions.next();
        !portion.isEmpty();
        portion = portions.next()) {
      String lines = portion.stream().map(ExportedRequest::line).collect(Collectors.joining());
      out.write(lines.getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
  }
}
