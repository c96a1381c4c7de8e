package ai.nemorouter.organization.member;

import ai.nemorouter.platform.error.InvalidInputException;
import java.util.UUID;

/// What becomes of keys, as it was chosen in a form or named by a program.
///
/// @param word `revoke`, `hand_over` or `service`; empty where nothing was chosen
/// @param to the id of the member who takes them over
public record KeysChoice(String word, String to) {

  /// @param keys how many there are to choose for; nothing needs choosing for none
  public OwnedKeys parse(int keys) {
    return switch (word) {
      case "revoke" -> new OwnedKeys.Revoke();
      case "service" -> new OwnedKeys.MakeOwnerless();
      case "hand_over" -> new OwnedKeys.HandOver(heir());
      default -> {
        if (keys > 0) {
          throw new InvalidInputException("keys", "Choose what becomes of the keys.");
        }
        yield new OwnedKeys.Revoke();
      }
    };
  }

  private UUID heir() {
    try {
      return UUID.fromString(to);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("to", "Choose who takes the keys over.");
    }
  }
}
