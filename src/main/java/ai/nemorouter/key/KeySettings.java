package ai.nemorouter.key;

import ai.nemorouter.limit.Budget;
import ai.nemorouter.platform.InvalidInputException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What can be changed about a key after it was minted.
public record KeySettings(
    String name, @Nullable Instant expiresAt, boolean disabled, @Nullable Budget budget) {
  private static final int NAME_LENGTH_MAX = 120;

  public KeySettings {
    name = validName(name);
  }

  public KeySettings withName(String newName) {
    return new KeySettings(newName, expiresAt, disabled, budget);
  }

  public KeySettings withExpiresAt(@Nullable Instant newExpiresAt) {
    return new KeySettings(name, newExpiresAt, disabled, budget);
  }

  public KeySettings withDisabled(boolean newDisabled) {
    return new KeySettings(name, expiresAt, newDisabled, budget);
  }

  public KeySettings withBudget(@Nullable Budget newBudget) {
    return new KeySettings(name, expiresAt, disabled, newBudget);
  }

  static String validName(String name) {
    String stripped = name.strip();
    if (stripped.isEmpty()) {
      throw new InvalidInputException("name", "Give the key a name.");
    }
    if (stripped.length() > NAME_LENGTH_MAX) {
      throw new InvalidInputException(
          "name", "Use a name of at most " + NAME_LENGTH_MAX + " characters.");
    }
    return stripped;
  }
}
