package ai.nemorouter.guardrail.sample;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether samples are kept, for programs.
@Needs(Permission.VIEW_GUARDRAILS)
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
  public record Keeping(
      @Nullable Integer oneIn,
      @Nullable Integer maximum,
      @Nullable Integer days,
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

  @GET
  public String find() {
    return answer(sampling.find(current.automationOrThrow()));
  }

  @Needs(value = Permission.MANAGE_GUARDRAILS, everywhere = true)
  @PATCH
  public String keep(byte[] body) {
    Actor actor = current.automationOrThrow();
    Keeping keeping = ApiInput.readOrThrow(body, Keeping.class);
    sampling.keep(actor, keeping.terms(sampling.find(actor).terms()));
    return answer(sampling.find(actor));
  }

  /// Deletes all samples too.
  @Needs(value = Permission.MANAGE_GUARDRAILS, everywhere = true)
  @DELETE
  public String stop() {
    long deleted = sampling.stop(current.automationOrThrow());
    return Json.write(Json.object().put("deleted", true).put("samples_deleted", deleted));
  }

  private static String answer(SamplingState state) {
    ObjectNode json = Json.object().put("enabled", state.isOn());
    SamplingTerms terms = state.terms();
    if (terms != null) {
      json.setAll(terms.json());
    }
    Instant setAt = state.setAt();
    return ApiAnswer.data(
        json.put("samples_of_requests", state.ofRequests())
            .put("samples_saved", state.saved())
            .put("set_by", state.isOn() ? state.setBy() : null)
            .put("set_at", setAt == null ? null : setAt.toString()));
  }
}
