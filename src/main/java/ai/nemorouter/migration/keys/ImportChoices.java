package ai.nemorouter.migration.keys;

import ai.nemorouter.platform.error.InvalidInputException;
import java.util.UUID;

/// How keys are taken over.
///
/// @param teamId the team that gets them
/// @param remaining whether a limit is what was left there, instead of the whole
/// @param rename whether a key whose name is taken gets another name, instead of being left out
public record ImportChoices(UUID teamId, boolean remaining, boolean rename) {

  /// @param amount `limit` or `remaining`
  /// @param duplicates `skip` or `rename`
  static ImportChoices of(UUID teamId, String amount, String duplicates) {
    return new ImportChoices(
        teamId,
        chosen("amount", amount, "limit", "remaining"),
        chosen("duplicates", duplicates, "skip", "rename"));
  }

  private static boolean chosen(String field, String word, String usual, String other) {
    if (word.isEmpty() || word.equals(usual)) {
      return false;
    }
    if (word.equals(other)) {
      return true;
    }
    throw new InvalidInputException(
        field, "`%s` must be \"%s\" or \"%s\".".formatted(field, usual, other));
  }
}
