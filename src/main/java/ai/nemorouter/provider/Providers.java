package ai.nemorouter.provider;

import ai.nemorouter.platform.error.InvalidSettingException;
import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.dialect.Dialects;
import ai.nemorouter.provider.parameter.NeverPassedOn;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/// The providers that the environment declares: the makers of models by their usual key variables,
/// any other server by `NEMOROUTER_PROVIDERS_<NAME>_…`.
@ApplicationScoped
public class Providers {
  private static final Pattern SETTING =
      Pattern.compile(
          "NEMOROUTER_PROVIDERS_([A-Z0-9_]+?)_(DIALECT|BASE_URL|API_KEY|MODELS|INPUT_PRICE|OUTPUT_PRICE|COST_HEADER|PASS_ON)");
  private static final BigDecimal HIGHEST_PRICE = new BigDecimal("1000000");

  /// Variables that hold a key and nothing else, and whose it is: the name and the dialects that
  /// do, the best first.
  private record Known(String variable, String name, List<String> dialects) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known("OPENAI_API_KEY", Provider.OPENAI, List.of(Provider.OPENAI)),
          new Known("ANTHROPIC_API_KEY", Provider.ANTHROPIC, List.of(Provider.ANTHROPIC)),
          new Known("GEMINI_API_KEY", Provider.GOOGLE, List.of("gemini")),
          new Known("GOOGLE_API_KEY", Provider.GOOGLE, List.of("gemini")),
          new Known(
              "OPENROUTER_API_KEY",
              Provider.OPENROUTER,
              List.of(Provider.OPENROUTER, Provider.OPENAI)));

  private static final String OPENROUTER_URL = "https://openrouter.ai/api/v1";

  private final List<DeclaredProvider> declared;
  private final List<Provider> builtIn = new CopyOnWriteArrayList<>();

  Providers(Config config, Dialects dialects) {
    declared = read(config, dialects);
  }

  public List<DeclaredProvider> declared() {
    return declared;
  }

  /// Lists a provider that the application itself brings, so that people see it.
  public void addBuiltIn(Provider provider) {
    builtIn.add(provider);
  }

  public List<Provider> builtIn() {
    return List.copyOf(builtIn);
  }

  /// One that the environment declares or the application brings.
  public Optional<Provider> find(String name) {
    return Stream.concat(declared.stream().map(DeclaredProvider::provider), builtIn.stream())
        .filter(provider -> provider.name().equals(name))
        .findFirst();
  }

  private static List<DeclaredProvider> read(Config config, Dialects dialects) {
    Map<String, DeclaredProvider> providers = new LinkedHashMap<>();
    for (Known known : KNOWN) {
      config
          .getOptionalValue(known.variable(), String.class)
          .filter(key -> !key.isBlank())
          .ifPresent(
              key -> providers.putIfAbsent(known.name(), known(known, dialects, key.strip())));
    }
    settingsByName(config)
        .forEach((name, settings) -> providers.put(name, provider(name, dialects, settings)));
    return List.copyOf(providers.values());
  }

  private static DeclaredProvider known(Known known, Dialects dialects, String key) {
    Dialect dialect =
        known.dialects().stream()
            .flatMap(name -> dialects.find(name).stream())
            .findFirst()
            .orElseThrow(() ->
                new InvalidSettingException(
                    known.variable(),
                    "cannot be used: this version does not speak " + known.dialects().getFirst()));
    String usual = dialect.usualBaseUrl();
    String url = known.name().equals(Provider.OPENROUTER) || usual == null ? OPENROUTER_URL : usual;
    Provider provider =
        new Provider(
            known.name(), dialect, URI.create(url), key, Provider.DEFAULT_COST_HEADER, false);
    return new DeclaredProvider(provider, List.of(), false, null, null);
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
      String name, Dialects dialects, Map<String, String> settings) {
    String prefix = "NEMOROUTER_PROVIDERS_" + name.toUpperCase(Locale.ROOT).replace('-', '_') + "_";
    Dialect dialect = dialect(prefix + "DIALECT", dialects, settings.get("DIALECT"));
    Provider provider =
        new Provider(
            name,
            dialect,
            baseUrl(prefix + "BASE_URL", settings.get("BASE_URL"), dialect),
            settings.get("API_KEY"),
            settings
                .getOrDefault("COST_HEADER", Provider.DEFAULT_COST_HEADER)
                .toLowerCase(Locale.ROOT),
            false,
            null,
            passOn(prefix + "PASS_ON", settings.getOrDefault("PASS_ON", "")));
    List<String> models =
        models(prefix + "MODELS", settings.get("MODELS"), provider.isAtUsualAddress());
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

  private static Dialect dialect(String variable, Dialects dialects, @Nullable String value) {
    String name = value == null ? Provider.OPENAI : value.toLowerCase(Locale.ROOT);
    return dialects
        .find(name)
        .orElseThrow(() ->
            new InvalidSettingException(
                variable,
                "must be one of "
                    + String.join(", ", dialects.all().stream().map(Dialect::name).toList())));
  }

  private static URI baseUrl(String variable, @Nullable String given, Dialect dialect) {
    // The usual address of OpenAI is for OpenAI: a compatible server has one of its own.
    String usual = dialect.name().equals(Provider.OPENAI) ? null : dialect.usualBaseUrl();
    String value = given == null ? usual : given;
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

  /// @param listed whether the catalogue knows what is served at that address
  private static List<String> models(String variable, @Nullable String value, boolean listed) {
    if (value == null && listed) {
      return new ArrayList<>();
    }
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

  /// Parameters that the provider gets beside those that its dialect knows.
  private static Set<String> passOn(String variable, String value) {
    Set<String> names = new LinkedHashSet<>();
    for (String part : value.split(",", -1)) {
      String name = part.strip();
      if (name.isEmpty()) {
        continue;
      }
      String objection = NeverPassedOn.objection(name);
      if (objection != null) {
        throw new InvalidSettingException(variable, objection);
      }
      names.add(name);
    }
    return names;
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
