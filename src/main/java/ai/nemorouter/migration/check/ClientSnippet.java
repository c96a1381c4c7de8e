package ai.nemorouter.migration.check;

/// The change that one kind of client needs.
///
/// @param id for links within a page
/// @param diff what goes and what comes, line by line
/// @param code what stands there afterwards
/// @param rollback how to go back, in a line
public record ClientSnippet(String id, String title, String diff, String code, String rollback) {

  /// From lines that begin with `-`, `+` or a blank.
  static ClientSnippet of(String id, String title, String diff, String rollback) {
    StringBuilder code = new StringBuilder();
    for (String line : diff.stripTrailing().split("\n", -1)) {
      if (!line.startsWith("-")) {
        code.append(line.isEmpty() ? "" : line.substring(1)).append('\n');
      }
    }
    return new ClientSnippet(
        id, title, diff.stripTrailing(), code.toString().stripTrailing(), rollback);
  }
}
