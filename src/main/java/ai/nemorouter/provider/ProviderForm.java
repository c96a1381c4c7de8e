package ai.nemorouter.provider;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.ws.rs.FormParam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What was typed into the form of a provider.
public record ProviderForm(
    @FormParam("name") String name,
    @FormParam("dialect") String dialect,
    @FormParam("base_url") String baseUrl,
    @FormParam("models") String models,
    @FormParam("input_price") String inputPrice,
    @FormParam("output_price") String outputPrice,
    @FormParam("cost_header") String costHeader,
    @FormParam("position") String position,
    @FormParam("pass_on") String passOn,
    @FormParam("api_key") String apiKey) {
  static final ProviderForm EMPTY =
      new ProviderForm("", Provider.OPENAI, "", "", "", "", "", "100", "", "");
  private static final String ANY = "*";

  public ProviderForm {
    name = Objects.requireNonNullElse(name, "");
    dialect = Objects.requireNonNullElse(dialect, "");
    baseUrl = Objects.requireNonNullElse(baseUrl, "");
    models = Objects.requireNonNullElse(models, "");
    inputPrice = Objects.requireNonNullElse(inputPrice, "");
    outputPrice = Objects.requireNonNullElse(outputPrice, "");
    costHeader = Objects.requireNonNullElse(costHeader, "");
    position = Objects.requireNonNullElse(position, "");
    passOn = Objects.requireNonNullElse(passOn, "");
    apiKey = Objects.requireNonNullElse(apiKey, "");
  }

  /// As it stands; its key is not shown again, and an empty field keeps it.
  static ProviderForm of(StoredProvider stored) {
    return new ProviderForm(
        stored.name(),
        stored.dialect(),
        stored.baseUrl(),
        stored.settings().modelsText(),
        price(stored.inputPrice()),
        price(stored.outputPrice()),
        stored.costHeader(),
        Integer.toString(stored.position()),
        stored.settings().passOnText(),
        "");
  }

  /// The same without the key, which no page gives back.
  ProviderForm withoutKey() {
    return new ProviderForm(
        name, dialect, baseUrl, models, inputPrice, outputPrice, costHeader, position, passOn, "");
  }

  ProviderSettings settings() {
    List<String> named = names(models);
    boolean any = named.remove(ANY);
    return new ProviderSettings(
        name.strip().toLowerCase(Locale.ROOT),
        dialect.strip(),
        baseUrl.strip(),
        named,
        any,
        price("input_price", inputPrice),
        price("output_price", outputPrice),
        costHeader.strip(),
        number(),
        names(passOn));
  }

  private static List<String> names(String typed) {
    return new ArrayList<>(
        Arrays.stream(typed.split("[,\\s]+", -1)).filter(name -> !name.isEmpty()).toList());
  }

  private static @Nullable Money price(String field, String typed) {
    try {
      return typed.isBlank() ? null : Money.parseTypedUsd(typed);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(field, "This price " + e.getMessage() + ".");
    }
  }

  private int number() {
    try {
      return position.isBlank()
          ? ProviderSettings.USUAL_POSITION
          : Integer.parseInt(position.strip());
    } catch (NumberFormatException e) {
      throw new InvalidInputException("position", "The order is a whole number from 1 to 999.");
    }
  }

  private static String price(@Nullable Money price) {
    return price == null ? "" : price.plain();
  }
}
