package ai.nemorouter.guardrail.sample;

import ai.nemorouter.guardrail.engine.Part;
import java.util.List;

/// A sample with its text.
///
/// @param parts as rules read them; empty where the installation has another key for secrets than
///   when it was kept
public record SampleText(SampleRow row, List<Part> parts) {
  public SampleText {
    parts = List.copyOf(parts);
  }
}
