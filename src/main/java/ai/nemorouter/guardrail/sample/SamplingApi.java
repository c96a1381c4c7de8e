package ai.nemorouter.guardrail.sample;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Whether samples are kept, for programs.
@Needs(Permission.VIEW_GUARDRAILS)
@Tag(name = "Guardrails")
@Path("/v1/guardrails/sampling")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class SamplingApi {
  private final Sampling sampling;
  private final CurrentActor current;

  SamplingApi(Sampling sampling, CurrentActor current) {
    this.sampling = sampling;
    this.current = current;
  }

  /// What a request leaves out stays.
  @Schema(name = "SamplingRequest")
  public record Keeping(
      @Schema(
              description =
                  "Of so many requests one is kept, 0 to 100000; 0 for none. Required to turn it on.")
          @Nullable Integer oneIn,
      @Schema(description = "How many samples there are at most, 1 to 1000; 500 at first.")
          @Nullable Integer maximum,
      @Schema(description = "After so many days a sample is deleted, 1 to 90; 7 at first.")
          @Nullable Integer days,
      @Schema(description = "Whether answers are kept too; not at first.")
          @Nullable Boolean answers) {
    /// @param before what there is; null where nothing is kept
    SamplingTerms terms(@Nullable SamplingTerms before) {
      if (before == null && oneIn == null) {
        throw new InvalidInputException(
            "one_in",
            "`one_in` is required to keep samples: the text of one request in so many is stored.");
      }
      SamplingTerms usual = before == null ? SamplingTerms.USUAL : before;
      return new SamplingTerms(
          oneIn == null ? usual.oneIn() : oneIn,
          maximum == null ? usual.maximum() : maximum,
          days == null ? usual.days() : days,
          answers == null ? usual.answers() : answers);
    }
  }

  @Operation(operationId = "getSampling", summary = "Get whether samples of requests are kept.")
  @GET
  public Data<SamplingJson> find() {
    return answer(sampling.find(current.automationOrThrow()));
  }

  @Operation(
      operationId = "updateSampling",
      summary = "Keep samples of requests from now on, or keep others.")
  @Needs(value = Permission.MANAGE_GUARDRAILS, everywhere = true)
  @PATCH
  public Data<SamplingJson> keep(@RequestBodySchema(Keeping.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    Keeping keeping = ApiInput.readOrThrow(body, Keeping.class);
    sampling.keep(actor, keeping.terms(sampling.find(actor).terms()));
    return answer(sampling.find(actor));
  }

  /// Deletes all samples too.
  @Operation(
      operationId = "stopSampling",
      summary = "Stop keeping samples, and delete all of them.")
  @Needs(value = Permission.MANAGE_GUARDRAILS, everywhere = true)
  @DELETE
  public SamplingJson.Stopped stop() {
    long deleted = sampling.stop(current.automationOrThrow());
    return new SamplingJson.Stopped(true, deleted);
  }

  private static Data<SamplingJson> answer(SamplingState state) {
    return new Data<>(SamplingJson.of(state));
  }
}
