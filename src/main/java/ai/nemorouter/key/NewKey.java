package ai.nemorouter.key;

import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What somebody wants minted.
///
/// @param ownerId the member whose limits count its calls too; null for a service key
/// @param form of the form that asked for it, which makes one key however often it is sent; null
///   for no form
public record NewKey(
    UUID teamId,
    @Name(
            max = KeySettings.NAME_LENGTH_MAX,
            empty = KeySettings.UNNAMED,
            message = KeySettings.LONG)
        String name,
    @Size(max = KeySettings.DESCRIPTION_LENGTH_MAX, message = KeySettings.LONG_DESCRIPTION)
        String description,
    @Nullable Budget budget,
    @Nullable Instant expiresAt,
    @Nullable UUID ownerId,
    KeyPolicy policy,
    @Nullable UUID form) {
  public NewKey {
    name = Names.trimmed(name);
    description = description.strip();
  }

  public NewKey(
      UUID teamId,
      String name,
      @Nullable Budget budget,
      @Nullable Instant expiresAt,
      @Nullable UUID ownerId) {
    this(teamId, name, "", budget, expiresAt, ownerId, KeyPolicy.ANYTHING, null);
  }

  /// A key that no member owns.
  public NewKey(UUID teamId, String name, @Nullable Budget budget, @Nullable Instant expiresAt) {
    this(teamId, name, budget, expiresAt, null);
  }

  public NewKey withDescription(String newDescription) {
    return new NewKey(teamId, name, newDescription, budget, expiresAt, ownerId, policy, form);
  }

  public NewKey withPolicy(KeyPolicy newPolicy) {
    return new NewKey(teamId, name, description, budget, expiresAt, ownerId, newPolicy, form);
  }

  NewKey ofForm(UUID newForm) {
    return new NewKey(teamId, name, description, budget, expiresAt, ownerId, policy, newForm);
  }
}
