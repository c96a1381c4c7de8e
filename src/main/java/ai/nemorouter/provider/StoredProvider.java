package ai.nemorouter.provider;

import ai.nemorouter.money.Money;
import ai.nemorouter.provider.health.ProviderHealth;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An upstream account that people added, without its key.
///
/// @param orgId whose it is; null for the installation's own
/// @param models the provider's own names of its models; empty where the catalogue lists them
/// @param anyModel whether every name `<name>/<anything>` goes to it
/// @param inputPrice per million input tokens, for models without a catalogue price
/// @param outputPrice the same for output tokens
/// @param position the lowest is tried first
/// @param passOn names of parameters that it gets beside those that its dialect knows
/// @param keyEnd the last characters of its key; null where it has none
public record StoredProvider(
    @Nullable UUID orgId,
    UUID id,
    String name,
    String dialect,
    String baseUrl,
    List<String> models,
    boolean anyModel,
    @Nullable Money inputPrice,
    @Nullable Money outputPrice,
    String costHeader,
    int position,
    List<String> passOn,
    @Nullable String keyEnd,
    boolean enabled,
    String createdBy,
    Instant createdAt,
    Instant updatedAt) {
  public StoredProvider {
    models = List.copyOf(models);
    passOn = List.copyOf(passOn);
  }

  public ProviderHealth.Account account() {
    return new ProviderHealth.Account(orgId, name);
  }

  public ProviderSettings settings() {
    return new ProviderSettings(
        name,
        dialect,
        baseUrl,
        models,
        anyModel,
        inputPrice,
        outputPrice,
        costHeader,
        position,
        passOn);
  }
}
