package ai.nemorouter.provider;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A provider as the environment or a stored account declares it, with the models it shall serve.
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

  /// The author under which its models are listed. A provider at the usual address of a dialect is
  /// the maker of that dialect, whatever the account is called, so that two accounts of one maker
  /// serve the same models.
  public String author() {
    return provider.isAtUsualAddress() ? authorOf(provider.dialect().name()) : provider.name();
  }

  /// In the catalogue's words.
  private static String authorOf(String dialect) {
    return dialect.equals("gemini") ? Provider.GOOGLE : dialect;
  }
}
