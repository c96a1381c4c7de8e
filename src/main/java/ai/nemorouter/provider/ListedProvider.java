package ai.nemorouter.provider;

import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.dialect.Dialects;
import ai.nemorouter.provider.health.ProviderCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A provider as people see it, wherever it comes from.
///
/// @param stored null where it comes from the environment or with the application
/// @param position the lowest is tried first
/// @param models what it serves, as people type it; empty for what the catalogue lists
public record ListedProvider(
    String name,
    Origin origin,
    String dialect,
    String address,
    String models,
    int position,
    @Nullable StoredProvider stored,
    ProviderCondition condition) {

  /// Where a provider comes from.
  public enum Origin {
    STORED("Added here"),
    ENVIRONMENT("From the environment"),
    BUILT_IN("Built in");

    private final String label;

    Origin(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  static ListedProvider of(StoredProvider stored, Dialects dialects, ProviderCondition condition) {
    return new ListedProvider(
        stored.name(),
        Origin.STORED,
        dialects.find(stored.dialect()).map(Dialect::title).orElse(stored.dialect()),
        stored.baseUrl(),
        stored.settings().modelsText(),
        stored.position(),
        stored,
        condition);
  }

  static ListedProvider of(DeclaredProvider declared, ProviderCondition condition) {
    return fixed(
        declared.provider(),
        Origin.ENVIRONMENT,
        String.join(", ", declared.anyModel() ? with(declared.models()) : declared.models()),
        condition);
  }

  static ListedProvider of(Provider builtIn, ProviderCondition condition) {
    return fixed(builtIn, Origin.BUILT_IN, "", condition);
  }

  private static ListedProvider fixed(
      Provider provider, Origin origin, String models, ProviderCondition condition) {
    return new ListedProvider(
        provider.name(),
        origin,
        provider.dialect().title(),
        provider.baseUrl().toString(),
        models,
        ProviderSettings.USUAL_POSITION,
        null,
        condition);
  }

  private static List<String> with(List<String> models) {
    List<String> all = new ArrayList<>(models);
    all.add("*");
    return all;
  }

  public boolean isStored() {
    return stored != null;
  }

  public boolean isEnabled() {
    return stored == null || stored.enabled();
  }

  /// For people.
  public String state() {
    return isEnabled() ? condition.label() : "Disabled";
  }

  public String tone() {
    return isEnabled() ? condition.tone() : "quiet";
  }

  boolean matches(String search) {
    return (name + " " + dialect + " " + address + " " + models)
        .toLowerCase(Locale.ROOT)
        .contains(search.toLowerCase(Locale.ROOT));
  }
}
