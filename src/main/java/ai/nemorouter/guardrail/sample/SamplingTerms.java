package ai.nemorouter.guardrail.sample;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/// How many samples an organization keeps, and how long.
///
/// @param oneIn of so many requests one is kept, counted on each node; zero for none, so that only
///   texts that people save are kept
/// @param maximum how many there are at most; beyond it the oldest of requests leave first
/// @param days after which a sample is deleted
/// @param answers whether the answer to a chosen request is kept too, as a sample of its own
public record SamplingTerms(
    @Min(value = 0, message = "Enter a number from 0 to 100,000.")
        @Max(value = 100_000, message = "Enter a number from 0 to 100,000.")
        int oneIn,
    @Min(value = 1, message = "Enter a number from 1 to 1,000.")
        @Max(value = 1_000, message = "Enter a number from 1 to 1,000.")
        int maximum,
    @Min(value = 1, message = "Enter a number of days from 1 to 90.")
        @Max(value = 90, message = "Enter a number of days from 1 to 90.")
        int days,
    boolean answers) {
  /// What forms begin with.
  public static final SamplingTerms USUAL = new SamplingTerms(100, 500, 7, false);

  ObjectNode json() {
    return Json.object()
        .put("one_in", oneIn)
        .put("maximum", maximum)
        .put("days", days)
        .put("answers", answers);
  }
}
