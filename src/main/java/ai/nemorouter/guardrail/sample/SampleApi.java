package ai.nemorouter.guardrail.sample;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.list.PageOf;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/// Kept samples for programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_GUARDRAILS)
@Path("/v1/guardrails/samples")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class SampleApi {
  private final Samples samples;
  private final CurrentActor current;

  SampleApi(Samples samples, CurrentActor current) {
    this.samples = samples;
    this.current = current;
  }

  /// @param direction `input` or `output`; null for input
  public record NewSample(String text, @Nullable String direction) {
    Direction way() {
      if (direction == null || direction.equals("input")) {
        return Direction.INPUT;
      }
      if (direction.equals("output")) {
        return Direction.OUTPUT;
      }
      throw new InvalidInputException("direction", "`direction` must be \"input\" or \"output\".");
    }
  }

  @GET
  public String list(@QueryParam("page") @DefaultValue("1") String page) {
    PageOf<SampleRow> found =
        samples.list(current.automationOrThrow(), ApiInput.numberOrThrow("page", page, 1));
    return ApiAnswer.list(found.items(), found.found(), SampleJson::of);
  }

  @Needs(value = Permission.MANAGE_GUARDRAILS, everywhere = true)
  @POST
  public Response save(byte[] body) {
    NewSample sample = ApiInput.readOrThrow(body, NewSample.class);
    SampleRow saved = samples.save(current.automationOrThrow(), sample.way(), sample.text());
    return Response.status(ApiAnswer.CREATED).entity(ApiAnswer.data(SampleJson.of(saved))).build();
  }

  /// With its text.
  @Needs(Permission.MANAGE_GUARDRAILS)
  @GET
  @Path("/{sample}")
  public String find(@PathParam("sample") String sample) {
    return ApiAnswer.data(
        SampleJson.of(
            samples.find(current.automationOrThrow(), ApiInput.idOrThrow(sample, "sample"))));
  }

  @Needs(Permission.MANAGE_GUARDRAILS)
  @DELETE
  @Path("/{sample}")
  public String delete(@PathParam("sample") String sample) {
    samples.delete(current.automationOrThrow(), ApiInput.idOrThrow(sample, "sample"));
    return ApiAnswer.deleted();
  }
}
