package ai.nemorouter.guardrail.finding;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.finding.EventPage.Cursor;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Slice;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What guardrails found, for programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_GUARDRAILS)
@Tag(name = "Guardrails")
@Path("/v1/guardrails/events")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class GuardrailEventApi {
  private static final int LIMIT_MAX = 500;
  private static final String REQUEST = "req_";
  private static final int HEX_LENGTH = 32;

  private final GuardrailEvents events;
  private final CurrentActor current;

  GuardrailEventApi(GuardrailEvents events, CurrentActor current) {
    this.events = events;
    this.current = current;
  }

  @Operation(
      operationId = "listGuardrailEvents",
      summary = "List what guardrails found in requests, the newest first.")
  @GET
  public Slice<EventJson> list(
      @BeanParam EventInAddress typed,
      @QueryParam("cursor") @DefaultValue("") String cursor,
      @Parameter(description = "How many to answer; more than 500 count as 500.")
          @QueryParam("limit")
          @DefaultValue("50")
          String limit) {
    EventPage page =
        events.page(
            current.automationOrThrow(),
            typed.filter(),
            new Cursor(EventInAddress.idOrThrow("cursor", cursor), null),
            Math.min(ApiInput.numberOrThrow("limit", limit, 1), LIMIT_MAX));
    return new Slice<>(
        page.events().stream().map(EventJson::of).toList(),
        page.older() == null ? null : page.older().toString());
  }

  @Operation(operationId = "getGuardrailEvent", summary = "Get an event with its findings.")
  @GET
  @Path("{id}")
  public Data<EventJson.Detail> find(@PathParam("id") String id) {
    return new Data<>(
        EventJson.Detail.of(
            events.find(current.automationOrThrow(), ApiInput.idOrThrow(id, "event"))));
  }

  /// @param request its id, as answers have it in `x-nemo-request-id`, or as a UUID
  @Operation(
      operationId = "getScreenedRequest",
      summary = "Get what all guardrails said of a request.")
  @GET
  @Path("of-request/{request}")
  public Data<EventJson.Screened> ofRequest(@PathParam("request") String request) {
    return new Data<>(
        events
            .ofRequest(current.automationOrThrow(), requestIdOrThrow(request))
            .map(EventJson.Screened::of)
            .orElseThrow(() -> new NotFoundException("screened request")));
  }

  private static UUID requestIdOrThrow(String text) {
    String hex = text.startsWith(REQUEST) ? text.substring(REQUEST.length()) : "";
    return ApiInput.idOrThrow(
        hex.length() == HEX_LENGTH
            ? hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5")
            : text,
        "screened request");
  }
}
