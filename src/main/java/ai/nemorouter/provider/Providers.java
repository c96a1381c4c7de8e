package ai.nemorouter.provider;

import ai.nemorouter.platform.InvalidSettingException;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/// The providers that the environment declares: OpenAI and OpenRouter by their usual key variables,
/// any other compatible server by `NEMOROUTER_PROVIDERS_<NAME>_…`.
@ApplicationScoped
public class Providers {
  private static final Pattern SETTING =
      Pattern.compile(
          "NEMOROUTER_PROVIDERS_([A-Z0-9_]+?)_(BASE_URL|API_KEY|MODELS|INPUT_PRICE|OUTPUT_PRICE|COST_HEADER)");
  private static final BigDecimal HIGHEST_PRICE = new BigDecimal("1000000");

  private final List<DeclaredProvider> declared;

  Providers(Config config, Dialects dialects) {
    declared = read(config, dialects.get(Provider.OPENAI));
  }

  public List<DeclaredProvider> declared() {
    return declared;
  }

  private static List<DeclaredProvider> read(Config config, Dialect dialect) {
    Map<String, DeclaredProvider> providers = new LinkedHashMap<>();
    addKnown(
        providers, dialect, config, "OPENAI_API_KEY", Provider.OPENAI, "https://api.openai.com/v1");
    addKnown(
        providers,
        dialect,
        config,
        "OPENROUTER_API_KEY",
        Provider.OPENROUTER,
        "https://openrouter.ai/api/v1");
    settingsByName(config)
        .forEach((name, settings) -> providers.put(name, provider(name, dialect, settings)));
    return List.copyOf(providers.values());
  }

  private static void addKnown(
      Map<String, DeclaredProvider> providers,
      Dialect dialect,
      Config config,
      String variable,
      String name,
      String url) {
    config
        .getOptionalValue(variable, String.class)
        .filter(key -> !key.isBlank())
        .ifPresent(key -> {
          Provider provider =
              new Provider(
                  name, dialect, URI.create(url), key.strip(), Provider.DEFAULT_COST_HEADER, false);
          providers.put(name, new DeclaredProvider(provider, List.of(), false, null, null));
        });
  }

  /// Variables and their dotted spelling are the same setting.
  private static Map<String, Map<String, String>> settingsByName(Config config) {
    Map<String, Map<String, String>> byName = new TreeMap<>();
    for (String property : config.getPropertyNames()) {
      Matcher matcher =
          SETTING.matcher(property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
      ConfigValue value = config.getConfigValue(property);
      if (matcher.matches() && value.getValue() != null && !value.getValue().isBlank()) {
        String name = matcher.group(1).toLowerCase(Locale.ROOT).replace('_', '-');
        byName
            .computeIfAbsent(name, _ -> new TreeMap<>())
            .put(matcher.group(2), value.getValue().strip());
      }
    }
    return byName;
  }

  private static DeclaredProvider provider(
      String name, Dialect dialect, Map<String, String> settings) {
    String prefix = "NEMOROUTER_PROVIDERS_" + name.toUpperCase(Locale.ROOT).replace('-', '_') + "_";
    Provider provider =
        new Provider(
            name,
            dialect,
            baseUrl(prefix + "BASE_URL", settings.get("BASE_URL")),
            settings.get("API_KEY"),
            settings
                .getOrDefault("COST_HEADER", Provider.DEFAULT_COST_HEADER)
                .toLowerCase(Locale.ROOT),
            false);
    List<String> models = models(prefix + "MODELS", settings.get("MODELS"));
    boolean anyModel = models.remove("*");
    BigDecimal input = price(prefix + "INPUT_PRICE", settings.get("INPUT_PRICE"));
    BigDecimal output = price(prefix + "OUTPUT_PRICE", settings.get("OUTPUT_PRICE"));
    if ((input == null) != (output == null)) {
      throw new InvalidSettingException(
          prefix + (input == null ? "INPUT_PRICE" : "OUTPUT_PRICE"),
          "must be set when the other price is");
    }
    return new DeclaredProvider(provider, models, anyModel, input, output);
  }

  private static URI baseUrl(String variable, @Nullable String value) {
    if (value == null) {
      throw new InvalidSettingException(variable, "is missing: where does this provider answer?");
    }
    try {
      URI url = URI.create(value);
      if (url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(variable, "is not a URL: " + value);
    }
    throw new InvalidSettingException(
        variable, "must be an http or https URL such as http://localhost:8000/v1");
  }

  private static List<String> models(String variable, @Nullable String value) {
    if (value == null) {
      throw new InvalidSettingException(
          variable, "is missing: list the models this provider serves, or * for any");
    }
    return new ArrayList<>(
        Arrays.stream(value.split(","))
            .map(String::strip)
            .filter(model -> !model.isEmpty())
            .toList());
  }

  private static @Nullable BigDecimal price(String variable, @Nullable String value) {
    if (value == null) {
      return null;
    }
    try {
      BigDecimal price = new BigDecimal(value);
      if (price.signum() >= 0
          && price.compareTo(HIGHEST_PRICE) <= 0
          && price.stripTrailingZeros().scale() <= 9) {
        return price;
      }
    } catch (NumberFormatException e) {
      throw new InvalidSettingException(variable, "is not a number: " + value);
    }
    throw new InvalidSettingException(
        variable,
        "must be US dollars per million tokens, from 0 to 1000000 with at most nine decimal places");
  }
}
