package ai.nemorouter.migration.staging;

import ai.nemorouter.money.Money;
import java.util.List;

/// Sample calls, before any is made.
///
/// @param samples in the order in which they run
/// @param upperBound what all of them can cost together at the most
/// @param unknown names that do not resolve: a sample of theirs would only fail
public record StagingPlan(List<Sample> samples, Money upperBound, List<String> unknown) {
  public StagingPlan {
    samples = List.copyOf(samples);
    unknown = List.copyOf(unknown);
  }

  /// What a sample tries.
  public enum Kind {
    WHOLE("Whole answer", "/v1/chat/completions"),
    STREAMED("Streamed answer", "/v1/chat/completions"),
    TOOLS("Tool call", "/v1/chat/completions"),
    EMBEDDINGS("Embedding", "/v1/embeddings");

    private final String label;
    private final String path;

    Kind(String label, String path) {
      this.label = label;
      this.path = path;
    }

    public String label() {
      return label;
    }

    public String path() {
      return path;
    }
  }

  /// One call to make.
  public record Sample(Kind kind, String model) {}

  /// The names again, as they stand in an address.
  public String models() {
    return String.join(",", samples.stream().map(Sample::model).distinct().toList());
  }
}
