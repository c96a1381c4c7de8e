package ai.nemorouter.catalog;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What an operator decided about a model, or about one provider's way to serve it.
///
/// @param provider under which name its prices are kept; empty where it is about the model
/// @param model its slug, or its name at the provider
/// @param successor of a deprecated model: the slug to take instead
public record CatalogSetting(
    String provider,
    String model,
    boolean disabled,
    boolean deprecated,
    @Nullable String successor,
    @Nullable LocalDate retiresOn) {

  public static CatalogSetting none(String provider, String model) {
    return new CatalogSetting(provider, model, false, false, null, null);
  }

  public String key() {
    return provider + " " + model;
  }

  public CatalogSetting disabled(boolean newDisabled) {
    return new CatalogSetting(provider, model, newDisabled, deprecated, successor, retiresOn);
  }

  public CatalogSetting deprecated(
      @Nullable String newSuccessor, @Nullable LocalDate newRetiresOn) {
    return new CatalogSetting(provider, model, disabled, true, newSuccessor, newRetiresOn);
  }

  public CatalogSetting current() {
    return new CatalogSetting(provider, model, disabled, false, null, null);
  }
}
