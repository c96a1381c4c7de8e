package ai.nemorouter.provider.byok;

import ai.nemorouter.money.Money;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.StoredProvider;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An organization's own provider as programs see it, in the shape that OpenRouter's has.
@Schema(name = "OwnProvider", description = "A provider that the organization brings.")
record ByokJson(
    UUID id,
    String name,
    @Schema(description = "Whose API it speaks, as in `openai`.") String provider,
    @Schema(description = "The end of its credential; empty where it has none.") String label,
    boolean disabled,
    @Schema(description = "Always false.") boolean isFallback,
    @Schema(description = "Providers with a lower number are asked first.") int sortOrder,
    String baseUrl,
    @Schema(description = "The header of answers that has their cost; empty for none.")
        String costHeader,
    @Schema(description = "The id of the organization.") String workspaceId,
    Instant createdAt,
    Instant updatedAt,
    @Schema(description = "Parameters of requests that are passed on although they are not known.")
        List<String> passOn,
    @Schema(description = "Always null.") @Nullable List<String> allowedApiKeyHashes,
    @Schema(description = "Always null.") @Nullable List<String> allowedUserIds,
    @Schema(description = "US dollars per million tokens; null for the catalogue's price.")
        @Nullable BigDecimal inputPrice,
    @Schema(description = "US dollars per million tokens; null for the catalogue's price.")
        @Nullable BigDecimal outputPrice,
    @Schema(
            description =
                "The models that it serves, with `*` for any; null for those that the catalogue knows of it.")
        @Nullable List<String> allowedModels) {

  static ByokJson of(StoredProvider provider) {
    return new ByokJson(
        provider.id(),
        provider.name(),
        maker(provider),
        provider.keyEnd() == null ? "" : "..." + provider.keyEnd(),
        !provider.enabled(),
        false,
        provider.position(),
        provider.baseUrl(),
        provider.costHeader(),
        String.valueOf(provider.orgId()),
        provider.createdAt(),
        provider.updatedAt(),
        provider.passOn(),
        null,
        null,
        usd(provider.inputPrice()),
        usd(provider.outputPrice()),
        models(provider));
  }

  private static @Nullable BigDecimal usd(@Nullable Money price) {
    return price == null ? null : price.usd();
  }

  private static @Nullable List<String> models(StoredProvider provider) {
    if (provider.models().isEmpty() && !provider.anyModel()) {
      return null;
    }
    List<String> models = new ArrayList<>(provider.models());
    if (provider.anyModel()) {
      models.add("*");
    }
    return models;
  }

  /// Whose dialect it speaks, in the catalogue's words.
  static String maker(StoredProvider provider) {
    return provider.dialect().equals("gemini") ? Provider.GOOGLE : provider.dialect();
  }
}
