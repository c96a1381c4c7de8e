package ai.nemorouter.limit.oracle;

/// A deliberate fault of the engine: one place of its source, and what stands there instead.
///
/// @param fault what is wrong then, as a phrase
/// @param find text that the source has exactly once
record Mutation(String fault, String find, String replace) {
  String applyTo(String engine) {
    int place = engine.indexOf(find);
    if (place < 0 || engine.indexOf(find, place + 1) >= 0) {
      throw new IllegalArgumentException(
          "The engine must have this exactly once; adapt the mutation '" + fault + "': " + find);
    }
    return engine.substring(0, place) + replace + engine.substring(place + find.length());
  }

  @Override
  public String toString() {
    return fault;
  }
}
