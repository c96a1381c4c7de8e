package ai.nemorouter.limit.oracle;

import java.util.List;

/// A deliberate fault of the engine: places of its source, and what stands there instead.
///
/// @param fault what is wrong then, as a phrase
/// @param proof what must turn red: `Sequences`, or an interleaving by its name
record Mutation(String fault, String proof, List<Edit> edits) {

  /// @param find text that the source has exactly once
  record Edit(String find, String replace) {
    private String applyTo(String source, String fault) {
      int place = source.indexOf(find);
      if (place < 0 || source.indexOf(find, place + 1) >= 0) {
        throw new IllegalArgumentException(
            "The engine must have this exactly once; adapt the mutation '%s': %s"
                .formatted(fault, find));
      }
      return source.substring(0, place) + replace + source.substring(place + find.length());
    }
  }

  String applyTo(String engine) {
    String mutated = engine;
    for (Edit edit : edits) {
      mutated = edit.applyTo(mutated, fault);
    }
    return mutated;
  }

  @Override
  public String toString() {
    return fault;
  }
}
