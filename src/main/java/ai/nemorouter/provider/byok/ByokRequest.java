package ai.nemorouter.provider.byok;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.ProviderSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The body of a request about an organization's own provider. When one is changed, a field that is
/// absent changes nothing.
final class ByokRequest {
  private static final String MODELS = "allowed_models";
  private static final String PASS_ON = "pass_on";
  private static final String ANY = "*";

  private final ObjectNode body;

  private ByokRequest(ObjectNode body) {
    this.body = body;
  }

  static ByokRequest parse(byte[] text) {
    return new ByokRequest(ApiInput.bodyOrThrow(text));
  }

  ProviderSettings settings() {
    String maker = textOrThrow("provider").toLowerCase(Locale.ROOT);
    String dialect = maker.equals(Provider.GOOGLE) ? "gemini" : maker;
    List<String> models = names(MODELS, List.of());
    boolean any = models.remove(ANY);
    String name = text("name");
    return new ProviderSettings(
        name == null ? "own-" + maker : name,
        dialect,
        textOr("base_url", ""),
        models,
        any,
        price("input_price", null),
        price("output_price", null),
        textOr("cost_header", ""),
        order(ProviderSettings.USUAL_POSITION),
        names(PASS_ON, List.of()));
  }

  ProviderSettings changed(ProviderSettings before) {
    for (String fixed : List.of("provider", "name")) {
      if (body.has(fixed)) {
        throw wrong(fixed, "cannot be changed: add another and delete this one");
      }
    }
    List<String> models = names(MODELS, all(before));
    boolean any = models.remove(ANY);
    return new ProviderSettings(
        before.name(),
        before.dialect(),
        textOr("base_url", before.baseUrl()),
        models,
        any,
        price("input_price", before.inputPrice()),
        price("output_price", before.outputPrice()),
        textOr("cost_header", before.costHeader()),
        order(before.position()),
        names(PASS_ON, before.passOn()));
  }

  /// Empty where none is given.
  String key() {
    return textOr("key", "");
  }

  /// Null where nothing is said of it.
  @Nullable Boolean disabled() {
    JsonNode node = body.get("disabled");
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isBoolean()) {
      throw wrong("disabled", "must be true or false");
    }
    return node.booleanValue();
  }

  private static List<String> all(ProviderSettings before) {
    List<String> all = new ArrayList<>(before.models());
    if (before.anyModel()) {
      all.add(ANY);
    }
    return all;
  }

  private List<String> names(String field, List<String> before) {
    JsonNode node = body.get(field);
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

  private @Nullable Money price(String name, @Nullable Money before) {
    JsonNode node = body.get(name);
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
    JsonNode node = body.get("sort_order");
    if (node == null || node.isNull()) {
      return before;
    }
    if (!node.isInt()) {
      throw wrong("sort_order", "must be a whole number from 1 to 999");
    }
    return node.intValue();
  }

  private String textOrThrow(String name) {
    String text = text(name);
    if (text == null) {
      throw wrong(name, "is required");
    }
    return text;
  }

  private String textOr(String name, String otherwise) {
    String text = text(name);
    return text == null ? otherwise : text;
  }

  private @Nullable String text(String name) {
    JsonNode node = body.get(name);
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
