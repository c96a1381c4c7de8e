package ai.nemorouter.provider;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A provider as the environment declares it, with the models it shall serve.
///
/// @param models the provider's own names of its models; empty where the catalogue lists them
/// @param anyModel whether every name `<provider>/<anything>` goes to it
/// @param inputPrice US dollars per million input tokens, for models without a catalogue price
/// @param outputPrice the same for output tokens
public record DeclaredProvider(
    Provider provider,
    List<String> models,
    boolean anyModel,
    @Nullable BigDecimal inputPrice,
    @Nullable BigDecimal outputPrice) {
  public DeclaredProvider {
    models = List.copyOf(models);
  }
}
