package ai.nemorouter.migration.check;

/// Something other than a model's name that matters when moving: an address, a variable, a library,
/// a header, a parameter.
///
/// @param line where it stands first, counted from 1
/// @param what as people know it
/// @param advice what to do about it, or that nothing is to be done
public record Hint(Kind kind, int line, String what, String advice) {

  /// What it is.
  public enum Kind {
    ADDRESS,
    VARIABLE,
    LIBRARY,
    HEADER,
    PARAMETER
  }
}
