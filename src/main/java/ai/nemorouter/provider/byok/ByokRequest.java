package ai.nemorouter.provider.byok;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.ProviderSettings;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of a request about an organization's own provider. When one is changed, a field that is
/// absent changes nothing.
@Schema(name = "OwnProviderRequest")
record ByokRequest(
    @Schema(
            type = SchemaType.STRING,
            description =
                "Whose API it speaks, as in `openai`. Required when it is added; cannot be changed.")
        @Nullable JsonNode provider,
    @Schema(
            type = SchemaType.STRING,
            description = "`own-` and the provider where nothing is said; cannot be changed.")
        @Nullable JsonNode name,
    @Schema(type = SchemaType.STRING, nullable = true, description = "The credential.")
        @Nullable JsonNode key,
    @Schema(type = SchemaType.STRING, nullable = true) @Nullable JsonNode baseUrl,
    @Schema(
            type = SchemaType.ARRAY,
            implementation = String.class,
            nullable = true,
            description =
                "The models that it serves, with `*` for any; null for those that the catalogue knows of it.")
        @Nullable JsonNode allowedModels,
    @Schema(
            type = SchemaType.NUMBER,
            nullable = true,
            description = "US dollars per million tokens; null for the catalogue's price.")
        @Nullable JsonNode inputPrice,
    @Schema(
            type = SchemaType.NUMBER,
            nullable = true,
            description = "US dollars per million tokens; null for the catalogue's price.")
        @Nullable JsonNode outputPrice,
    @Schema(
            type = SchemaType.STRING,
            nullable = true,
            description = "The header of answers that has their cost.")
        @Nullable JsonNode costHeader,
    @Schema(
            type = SchemaType.INTEGER,
            nullable = true,
            description = "From 1 to 999: providers with a lower number are asked first.")
        @Nullable JsonNode sortOrder,
    @Schema(
            type = SchemaType.ARRAY,
            implementation = String.class,
            nullable = true,
            description = "Parameters of requests that are passed on although they are not known.")
        @Nullable JsonNode passOn,
    @Schema(type = SchemaType.BOOLEAN, nullable = true) @Nullable JsonNode disabled) {
  private static final String ANY = "*";

  ProviderSettings settings() {
    String maker = textOrThrow("provider", provider).toLowerCase(Locale.ROOT);
    String dialect = maker.equals(Provider.GOOGLE) ? "gemini" : maker;
    List<String> models = names("allowed_models", allowedModels, List.of());
    boolean any = models.remove(ANY);
    String typed = text("name", name);
    return new ProviderSettings(
        typed == null ? "own-" + maker : typed,
        dialect,
        textOr("base_url", baseUrl, ""),
        models,
        any,
        price("input_price", inputPrice, null),
        price("output_price", outputPrice, null),
        textOr("cost_header", costHeader, ""),
        order(ProviderSettings.USUAL_POSITION),
        names("pass_on", passOn, List.of()));
  }

  ProviderSettings changed(ProviderSettings before) {
    requireAbsent("provider", provider);
    requireAbsent("name", name);
    List<String> models = names("allowed_models", allowedModels, all(before));
    boolean any = models.remove(ANY);
    return new ProviderSettings(
        before.name(),
        before.dialect(),
        textOr("base_url", baseUrl, before.baseUrl()),
        models,
        any,
        price("input_price", inputPrice, before.inputPrice()),
        price("output_price", outputPrice, before.outputPrice()),
        textOr("cost_header", costHeader, before.costHeader()),
        order(before.position()),
        names("pass_on", passOn, before.passOn()));
  }

  /// Empty where none is given.
  String credential() {
    return textOr("key", key, "");
  }

  /// Null where nothing is said of it.
  @Nullable Boolean disabledOrThrow() {
    if (disabled == null || disabled.isNull()) {
      return null;
    }
    if (!disabled.isBoolean()) {
      throw wrong("disabled", "must be true or false");
    }
    return disabled.booleanValue();
  }

  private static List<String> all(ProviderSettings before) {
    List<String> all = new ArrayList<>(before.models());
    if (before.anyModel()) {
      all.add(ANY);
    }
    return all;
  }

  private static List<String> names(String field, @Nullable JsonNode node, List<String> before) {
    if (node == null) {
      return new ArrayList<>(before);
    }
    List<String> names = new ArrayList<>();
    if (node.isNull()) {
      return names;
    }
    if (!node.isArray()) {
      throw wrong(field, "must be a list of names, or null");
    }
    for (JsonNode name : node) {
      if (!name.isTextual()) {
        throw wrong(field, "must be a list of names, or null");
      }
      names.add(name.textValue());
    }
    return names;
  }

  private static @Nullable Money price(
      String name, @Nullable JsonNode node, @Nullable Money before) {
    if (node == null) {
      return before;
    }
    if (node.isNull()) {
      return null;
    }
    if (!node.isNumber()) {
      throw wrong(name, "must be a number of US dollars per million tokens, or null");
    }
    try {
      return Money.ofUsd(node.decimalValue());
    } catch (IllegalArgumentException e) {
      throw wrong(name, String.valueOf(e.getMessage()));
    }
  }

  private int order(int before) {
    if (sortOrder == null || sortOrder.isNull()) {
      return before;
    }
    if (!sortOrder.isInt()) {
      throw wrong("sort_order", "must be a whole number from 1 to 999");
    }
    return sortOrder.intValue();
  }

  private static void requireAbsent(String name, @Nullable JsonNode node) {
    if (node != null) {
      throw wrong(name, "cannot be changed: add another and delete this one");
    }
  }

  private static String textOrThrow(String name, @Nullable JsonNode node) {
    String text = text(name, node);
    if (text == null) {
      throw wrong(name, "is required");
    }
    return text;
  }

  private static String textOr(String name, @Nullable JsonNode node, String otherwise) {
    String text = text(name, node);
    return text == null ? otherwise : text;
  }

  private static @Nullable String text(String name, @Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isTextual()) {
      throw wrong(name, "must be a string");
    }
    return node.textValue().strip();
  }

  private static InvalidInputException wrong(String name, String what) {
    return new InvalidInputException(name, "`" + name + "` " + what + ".");
  }
}
