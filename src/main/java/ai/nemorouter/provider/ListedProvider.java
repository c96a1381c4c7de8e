package ai.nemorouter.provider;

import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.dialect.Dialects;
import ai.nemorouter.provider.health.ProviderCondition;
import ai.nemorouter.provider.health.ProviderTraffic.Day;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A provider as people see it, wherever it comes from.
///
/// @param stored null where it comes from the environment or with the application
/// @param position the lowest is tried first
/// @param models what it serves, as people type it; empty for what the catalogue lists
/// @param lastDay what it did in the last 24 hours; null where it was not asked, or not looked up
public record ListedProvider(
    String name,
    Origin origin,
    String dialect,
    String address,
    String models,
    int position,
    @Nullable StoredProvider stored,
    ProviderCondition condition,
    @Nullable Day lastDay) {

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
        condition,
        null);
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
        condition,
        null);
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

  ListedProvider with(@Nullable Day figures) {
    return new ListedProvider(
        name, origin, dialect, address, models, position, stored, condition, figures);
  }

  /// For people.
  public String state() {
    if (!isEnabled()) {
      return "Disabled";
    }
    if (isRejected()) {
      return "Key rejected";
    }
    if (condition.isAway()) {
      return "In trouble";
    }
    return condition.tone().equals("good") ? "Connected" : condition.label();
  }

  public String tone() {
    if (!isEnabled()) {
      return "quiet";
    }
    return isRejected() ? "bad" : condition.tone();
  }

  /// What to do about the state; empty where nothing is to be done.
  public String todo() {
    if (!isEnabled()) {
      return "Enable it to send requests there";
    }
    if (isRejected()) {
      return "Check the key and what is owed there";
    }
    return condition.isAway() || tone().equals("warn") ? "See what failed, and test it" : "";
  }

  /// Since when it is in that state: since its key is rejected, or since its last answer; null
  /// where that is not known.
  public @Nullable Instant since() {
    if (!isEnabled()) {
      return null;
    }
    if (isRejected()) {
      return condition.accountRefusedAt();
    }
    return condition.isAway() && lastDay != null ? lastDay.lastOkAt() : null;
  }

  private boolean isRejected() {
    return condition.accountRefusedAt() != null;
  }

  boolean matches(String search) {
    return (name + " " + dialect + " " + address + " " + models)
        .toLowerCase(Locale.ROOT)
        .contains(search.toLowerCase(Locale.ROOT));
  }
}
