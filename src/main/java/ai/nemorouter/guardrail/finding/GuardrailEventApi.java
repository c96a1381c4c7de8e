package ai.nemorouter.guardrail.finding;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.finding.EventPage.Cursor;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/// What guardrails found, for programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_GUARDRAILS)
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

  @GET
  public String list(
      @BeanParam EventInAddress typed,
      @QueryParam("cursor") @DefaultValue("") String cursor,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    EventPage page =
        events.page(
            current.automationOrThrow(),
            typed.filter(),
            new Cursor(EventInAddress.idOrThrow("cursor", cursor), null),
            Math.min(ApiInput.numberOrThrow("limit", limit, 1), LIMIT_MAX));
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("data");
    page.events().forEach(event -> items.add(EventJson.event(event)));
    answer.put("next_cursor", page.older() == null ? null : page.older().toString());
    return Json.write(answer);
  }

  @GET
  @Path("{id}")
  public String find(@PathParam("id") String id) {
    return ApiAnswer.data(
        EventJson.detail(
            events.find(current.automationOrThrow(), ApiInput.idOrThrow(id, "event"))));
  }

  /// @param request its id, as answers have it in `x-nemo-request-id`, or as a UUID
  @GET
  @Path("of-request/{request}")
  public String ofRequest(@PathParam("request") String request) {
    return ApiAnswer.data(
        events
            .ofRequest(current.automationOrThrow(), requestIdOrThrow(request))
            .map(EventJson::request)
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
