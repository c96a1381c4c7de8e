package ai.nemorouter.key;

import ai.nemorouter.limit.Budget;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.PlainText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What can be changed about a key after it was minted.
public record KeySettings(
    String name,
    String description,
    @Nullable Instant expiresAt,
    boolean disabled,
    @Nullable Budget budget,
    KeyPolicy policy) {
  private static final int NAME_LENGTH_MAX = 120;
  private static final int DESCRIPTION_LENGTH_MAX = 500;

  public KeySettings {
    name = validName(name);
    description = validDescription(description);
  }

  public KeySettings withName(String newName) {
    return new KeySettings(newName, description, expiresAt, disabled, budget, policy);
  }

  public KeySettings withDescription(String newDescription) {
    return new KeySettings(name, newDescription, expiresAt, disabled, budget, policy);
  }

  public KeySettings withExpiresAt(@Nullable Instant newExpiresAt) {
    return new KeySettings(name, description, newExpiresAt, disabled, budget, policy);
  }

  public KeySettings withDisabled(boolean newDisabled) {
    return new KeySettings(name, description, expiresAt, newDisabled, budget, policy);
  }

  public KeySettings withBudget(@Nullable Budget newBudget) {
    return new KeySettings(name, description, expiresAt, disabled, newBudget, policy);
  }

  public KeySettings withPolicy(KeyPolicy newPolicy) {
    return new KeySettings(name, description, expiresAt, disabled, budget, newPolicy);
  }

  /// The name of a key that is there.
  static String validName(String name) {
    String trimmed = PlainText.trimmed(name);
    if (trimmed.isEmpty()) {
      throw new InvalidInputException("name", "Give the key a name.");
    }
    if (trimmed.length() > NAME_LENGTH_MAX) {
      throw new InvalidInputException(
          "name", "Use a name of at most " + NAME_LENGTH_MAX + " characters.");
    }
    return trimmed;
  }

  /// The name that a person has just given a key.
  static String validNewName(String name) {
    String valid = validName(name);
    Names.requireVisible("name", valid);
    return valid;
  }

  static String validDescription(String description) {
    String stripped = description.strip();
    if (stripped.length() > DESCRIPTION_LENGTH_MAX) {
      throw new InvalidInputException(
          "description", "Use at most " + DESCRIPTION_LENGTH_MAX + " characters.");
    }
    return stripped;
  }
}
