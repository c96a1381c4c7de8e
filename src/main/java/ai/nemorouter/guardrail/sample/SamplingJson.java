package ai.nemorouter.guardrail.sample;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Whether samples are kept, as programs read it.
@Schema(name = "Sampling")
record SamplingJson(
    boolean enabled,
    @Schema(
            description =
                "Of so many requests one is kept; 0 for none. Absent where samples are not kept, as the next three.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer oneIn,
    @Schema(description = "How many samples there are at most.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer maximum,
    @Schema(description = "After so many days a sample is deleted.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer days,
    @Schema(description = "Whether answers are kept too.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Boolean answers,
    @Schema(description = "Kept samples of requests, with those of answers.")
        long samplesOfRequests,
    long samplesSaved,
    @Nullable String setBy,
    @Nullable Instant setAt) {

  static SamplingJson of(SamplingState state) {
    SamplingTerms terms = state.terms();
    return new SamplingJson(
        terms != null,
        terms == null ? null : terms.oneIn(),
        terms == null ? null : terms.maximum(),
        terms == null ? null : terms.days(),
        terms == null ? null : terms.answers(),
        state.ofRequests(),
        state.saved(),
        terms == null ? null : state.setBy(),
        state.setAt());
  }

  /// When it was stopped.
  @Schema(name = "StoppedSampling")
  record Stopped(boolean deleted, long samplesDeleted) {}
}
