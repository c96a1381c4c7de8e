package ai.nemorouter.key;

import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.platform.Names;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What can be changed about a key after it was minted. A name that is there stays as it is,
/// however it was written; `Keys.change` asks more of a new one.
public record KeySettings(
    @NotEmpty(message = KeySettings.UNNAMED)
        @Size(max = KeySettings.NAME_LENGTH_MAX, message = KeySettings.LONG)
        String name,
    @Size(max = KeySettings.DESCRIPTION_LENGTH_MAX, message = KeySettings.LONG_DESCRIPTION)
        String description,
    @Nullable Instant expiresAt,
    boolean disabled,
    @Nullable Budget budget,
    KeyPolicy policy) {
  public static final int NAME_LENGTH_MAX = 120;
  static final int DESCRIPTION_LENGTH_MAX = 500;
  public static final String UNNAMED = "Give the key a name.";
  public static final String LONG = "Use a name of at most {max} characters.";
  static final String LONG_DESCRIPTION = "Use at most {max} characters.";

  public KeySettings {
    name = Names.trimmed(name);
    description = description.strip();
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
}
