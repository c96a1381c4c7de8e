package ai.nemorouter.guardrail.sample;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Deleted;
import ai.nemorouter.platform.json.Listed;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/// Kept samples for programs; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_GUARDRAILS)
@Tag(name = "Guardrails")
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
  @Schema(name = "SampleRequest")
  public record NewSample(
      @Schema(description = "At most 20,000 characters.") String text,
      @Schema(
              description = "`input` where nothing is said.",
              enumeration = {"input", "output"})
          @Nullable String direction) {
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

  @Operation(
      operationId = "listSamples",
      summary = "List samples without their texts, the newest first, 25 on a page.")
  @GET
  public Listed<SampleJson> list(@QueryParam("page") @DefaultValue("1") String page) {
    PageOf<SampleRow> found =
        samples.list(current.automationOrThrow(), ApiInput.numberOrThrow("page", page, 1));
    return Listed.of(found, SampleJson::of);
  }

  @Operation(operationId = "saveSample", summary = "Save a text as a sample.")
  @ResponseStatus(StatusCode.CREATED)
  @Needs(value = Permission.MANAGE_GUARDRAILS, everywhere = true)
  @POST
  public Data<SampleJson> save(@RequestBodySchema(NewSample.class) byte[] body) {
    NewSample sample = ApiInput.readOrThrow(body, NewSample.class);
    SampleRow saved = samples.save(current.automationOrThrow(), sample.way(), sample.text());
    return new Data<>(SampleJson.of(saved));
  }

  /// With its text.
  @Operation(operationId = "getSample", summary = "Get a sample with its text.")
  @Needs(Permission.MANAGE_GUARDRAILS)
  @GET
  @Path("/{sample}")
  public Data<SampleJson.WithText> find(@PathParam("sample") String sample) {
    return new Data<>(
        SampleJson.WithText.of(
            samples.find(current.automationOrThrow(), ApiInput.idOrThrow(sample, "sample"))));
  }

  @Operation(operationId = "deleteSample", summary = "Delete a sample.")
  @Needs(Permission.MANAGE_GUARDRAILS)
  @DELETE
  @Path("/{sample}")
  public Deleted delete(@PathParam("sample") String sample) {
    samples.delete(current.automationOrThrow(), ApiInput.idOrThrow(sample, "sample"));
    return Deleted.DONE;
  }
}
