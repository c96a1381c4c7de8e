package ai.nemorouter.provider;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.outbound.OutboundTarget;
import ai.nemorouter.platform.outbound.OutboundTarget.Reach;
import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.dialect.Dialects;
import ai.nemorouter.provider.parameter.NeverPassedOn;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What people decide about a provider, apart from its key.
///
/// @param passOn names of parameters that it gets beside those that its dialect knows
public record ProviderSettings(
    String name,
    String dialect,
    String baseUrl,
    List<String> models,
    boolean anyModel,
    @Nullable Money inputPrice,
    @Nullable Money outputPrice,
    String costHeader,
    int position,
    List<String> passOn) {
  public static final int USUAL_POSITION = 100;
  static final int NAME_LENGTH_MAX = 40;
  private static final int POSITION_MAX = 999;
  private static final int MODELS_MAX = 500;
  private static final int PARAMETERS_MAX = 50;
  private static final int MODEL_LENGTH_MAX = 200;
  private static final Money HIGHEST_PRICE = Money.ofUsd("1000000");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  private static final Pattern MODEL = Pattern.compile("[\\x21-\\x7e&&[^\"\\\\,]]+");
  private static final Pattern HEADER = Pattern.compile("[a-z0-9-]{1,80}");

  /// Azure wants the version of its API there.
  private static final Pattern VERSION = Pattern.compile("[^?]*\\?api-version=[A-Za-z0-9.-]{1,40}");

  /// Words that are pages or that names of models begin with already.
  private static final Set<String> RESERVED = Set.of("new", "demo", "nemorouter");

  public ProviderSettings {
    models = List.copyOf(models);
    passOn = List.copyOf(passOn);
  }

  /// Of a provider that gets no other parameters than its dialect knows.
  public ProviderSettings(
      String name,
      String dialect,
      String baseUrl,
      List<String> models,
      boolean anyModel,
      @Nullable Money inputPrice,
      @Nullable Money outputPrice,
      String costHeader,
      int position) {
    this(
        name,
        dialect,
        baseUrl,
        models,
        anyModel,
        inputPrice,
        outputPrice,
        costHeader,
        position,
        List.of());
  }

  /// The same with everything as it must be.
  ///
  /// @param reach how far its address may lead
  /// @throws InvalidInputException that says what is wrong
  ProviderSettings checked(Dialects dialects, Reach reach) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidInputException(
          "name",
          "A name has 1 to %d small letters, digits and hyphens, and begins with a letter."
              .formatted(NAME_LENGTH_MAX));
    }
    if (RESERVED.contains(name)) {
      throw new InvalidInputException("name", "“" + name + "” is taken. Choose another name.");
    }
    Dialect spoken =
        dialects
            .find(dialect)
            .orElseThrow(() ->
                new InvalidInputException(
                    "dialect",
                    "The dialect must be one of "
                        + String.join(", ", dialects.all().stream().map(Dialect::name).toList())
                        + "."));
    String url =
        baseUrl.isEmpty() ? Objects.requireNonNullElse(spoken.usualBaseUrl(), "") : baseUrl;
    ProviderSettings whole =
        new ProviderSettings(
            name,
            dialect,
            checkedUrl(url, reach),
            models.stream().distinct().toList(),
            anyModel,
            inputPrice,
            outputPrice,
            costHeader.isEmpty()
                ? Provider.DEFAULT_COST_HEADER
                : costHeader.toLowerCase(Locale.ROOT),
            position,
            passOn.stream().distinct().toList());
    whole.requireModels(spoken);
    whole.requirePrices();
    whole.requireTheRest();
    return whole;
  }

  private static String checkedUrl(String url, Reach reach) {
    if (url.isEmpty()) {
      throw new InvalidInputException("base_url", "Enter where this provider answers.");
    }
    try {
      OutboundTarget target = OutboundTarget.parse(url, reach);
      if (target.path().contains("?") && !VERSION.matcher(target.path()).matches()) {
        throw new InvalidInputException(
            "base_url", "The address must not contain a ? other than in ?api-version=….");
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("base_url", String.valueOf(e.getMessage()));
    }
    return url;
  }

  private void requireModels(Dialect spoken) {
    Provider there = new Provider(name, spoken, URI.create(baseUrl), null, costHeader, false);
    if (models.isEmpty() && !anyModel && !there.isAtUsualAddress()) {
      throw new InvalidInputException(
          "models",
          "Name the models it serves, or * for any: what is served at this address is not in the catalogue.");
    }
    if (models.size() > MODELS_MAX) {
      throw new InvalidInputException(
          "models", "Name at most %d models, or * for any.".formatted(MODELS_MAX));
    }
    for (String model : models) {
      if (model.length() > MODEL_LENGTH_MAX || !MODEL.matcher(model).matches()) {
        throw new InvalidInputException("models", "“" + model + "” cannot be a model's name.");
      }
    }
  }

  private void requirePrices() {
    if ((inputPrice == null) != (outputPrice == null)) {
      throw new InvalidInputException(
          inputPrice == null ? "input_price" : "output_price",
          "Enter both prices or none: 0 where it costs nothing.");
    }
    requirePrice("input_price", inputPrice);
    requirePrice("output_price", outputPrice);
  }

  private static void requirePrice(String field, @Nullable Money price) {
    if (price != null && (price.isNegative() || price.compareTo(HIGHEST_PRICE) > 0)) {
      throw new InvalidInputException(
          field, "A price is in US dollars per million tokens, from 0 to 1,000,000.");
    }
  }

  private void requireTheRest() {
    if (passOn.size() > PARAMETERS_MAX) {
      throw new InvalidInputException(
          "pass_on", "Name at most %d parameters.".formatted(PARAMETERS_MAX));
    }
    for (String parameter : passOn) {
      String objection = NeverPassedOn.objection(parameter);
      if (objection != null) {
        throw new InvalidInputException("pass_on", "The parameters " + objection + ".");
      }
    }
    if (position < 1 || position > POSITION_MAX) {
      throw new InvalidInputException(
          "position", "The order is a whole number from 1 to %d.".formatted(POSITION_MAX));
    }
    if (!HEADER.matcher(costHeader).matches()) {
      throw new InvalidInputException(
          "cost_header", "A header's name has letters, digits and hyphens.");
    }
  }

  /// Whether both lead to the same server, so that a key meant for one is safe with the other.
  boolean leadsWhere(ProviderSettings other) {
    URI here = URI.create(baseUrl);
    URI there = URI.create(other.baseUrl());
    return Objects.equals(here.getScheme(), there.getScheme())
        && Objects.equals(here.getRawAuthority(), there.getRawAuthority());
  }

  /// For the audit log: an address may hold no credential, so all of it is told.
  ObjectNode details() {
    ObjectNode details =
        Json.object()
            .put("dialect", dialect)
            .put("base_url", baseUrl)
            .put("models", modelsText())
            .put("cost_header", costHeader)
            .put("order", position);
    details.put("input_price", inputPrice == null ? null : inputPrice.plain());
    details.put("output_price", outputPrice == null ? null : outputPrice.plain());
    return passOn.isEmpty() ? details : details.put("pass_on", passOnText());
  }

  /// As people type them.
  public String passOnText() {
    return String.join(", ", passOn);
  }

  /// As people type them.
  public String modelsText() {
    String named = String.join(", ", models);
    return anyModel ? (named.isEmpty() ? "*" : named + ", *") : named;
  }
}
