package ai.nemorouter.migration.staging;

import ai.nemorouter.money.Money;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Sample calls as programs read them: what they can cost, and what came of them where they were
/// made.
@Schema(name = "StagingRun")
record StagingJson(
    @Schema(description = "How many requests.") int calls,
    @Schema(description = "What all of them can cost together at the most.") Money upperBoundUsd,
    @Schema(description = "Names that do not resolve.") List<String> unknownModels,
    @Schema(description = "Whether they were made.") boolean confirmed,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean passed,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Result> results) {

  static StagingJson of(StagingPlan plan) {
    return of(plan, null);
  }

  /// @param run null where they were not made
  static StagingJson of(StagingPlan plan, @Nullable StagingRun run) {
    return new StagingJson(
        plan.samples().size(),
        plan.upperBound(),
        plan.unknown(),
        run != null,
        run == null ? null : run.isPassed(),
        run == null ? null : run.results().stream().map(Result::of).toList());
  }

  /// What came of one of them.
  @Schema(name = "StagingResult")
  record Result(
      @Schema(enumeration = {"whole", "streamed", "tools", "embeddings"}) String check,
      String model,
      String path,
      boolean passed,
      @Schema(description = "Of HTTP; 0 where there was no answer.") int status,
      @Schema(description = "The beginning of the answer; empty for none.") String answer,
      @Schema(description = "What was observed, by name, in words.") Map<String, String> observed,
      @Schema(description = "Why it did not pass.") @Nullable String problem,
      @Schema(description = "What to do about that.") @Nullable String remedy) {
    static Result of(SampleResult result) {
      boolean passed = result.isPassed();
      StagingPlan.Sample sample = result.sample();
      return new Result(
          sample.kind().name().toLowerCase(Locale.ROOT),
          sample.model(),
          sample.kind().path(),
          passed,
          result.status(),
          result.answer(),
          result.facts(),
          passed ? null : result.problem(),
          passed ? null : result.remedy());
    }
  }
}
