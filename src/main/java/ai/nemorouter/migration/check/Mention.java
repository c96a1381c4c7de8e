package ai.nemorouter.migration.check;

/// A model's name as a program has it.
///
/// @param line where it stands first, counted from 1; 0 where it came in a list
/// @param count how often
public record Mention(String name, int line, int count) {
  Mention again() {
    return new Mention(name, line, count + 1);
  }
}
