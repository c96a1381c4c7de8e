package ai.nemorouter.guardrail.rule;

import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Checks as JSON: in the API, in exports and as stored. `type` says which check it is.
public final class RuleCheckJson {
  private static final String FIELD = "check";
  private static final String PERSONAL = "personal";
  private static final String SECRETS = "secrets";
  private static final String KEYWORDS = "keywords";
  private static final String PATTERN = "pattern";
  private static final String INJECTION = "injection";
  private static final String LENGTH = "length";
  private static final String FILES = "files";
  private static final String SCHEMA = "schema";
  private static final String HOOK = "hook";
  private static final String JUDGE = "judge";
  private static final List<String> TYPES =
      List.of(PERSONAL, SECRETS, KEYWORDS, PATTERN, INJECTION, LENGTH, FILES, SCHEMA, HOOK, JUDGE);
  private static final int USUAL_THRESHOLD = 60;
  private static final int USUAL_MILLIS = 2_000;
  private static final int USUAL_MILLIS_OF_JUDGE = 10_000;

  private RuleCheckJson() {}

  public static String type(Check check) {
    return switch (check) {
      case Check.Personal _ -> PERSONAL;
      case Check.Secrets _ -> SECRETS;
      case Check.Keywords _ -> KEYWORDS;
      case Check.Pattern _ -> PATTERN;
      case Check.Injection _ -> INJECTION;
      case Check.Length _ -> LENGTH;
      case Check.Files _ -> FILES;
      case Check.Schema _ -> SCHEMA;
      case Check.Hook _ -> HOOK;
      case Check.Judge _ -> JUDGE;
    };
  }

  /// The types that there are.
  public static List<String> types() {
    return TYPES;
  }

  public static ObjectNode write(Check check) {
    return Json.tree((Record) CheckJson.of(check));
  }

  public static String text(Check check) {
    return Json.write(write(check));
  }

  public static Check stored(String text) {
    return read(Json.parseObject(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// @throws InvalidInputException for what is missing or of another type; whether the check can be
  ///   used is for `CheckRules` to say
  public static Check read(JsonNode json) {
    String type = json.path("type").asText("");
    return switch (type) {
      case PERSONAL -> new Check.Personal(kinds(json), strings(json, "regions"));
      case SECRETS -> json.has("kinds") ? new Check.Secrets(kinds(json)) : Check.Secrets.all();
      case KEYWORDS -> new Check.Keywords(strings(json, "words"), flag(json, "whole_word", true));
      case PATTERN ->
          new Check.Pattern(
              text(json, "expression"),
              flag(json, "ignores_case", false),
              number(json, "group", 0));
      case INJECTION -> new Check.Injection(number(json, "threshold", USUAL_THRESHOLD));
      case LENGTH ->
          new Check.Length(number(json, "most_characters", 0), number(json, "most_tokens", 0));
      case FILES -> new Check.Files(lower(strings(json, "media_types")));
      case SCHEMA -> new Check.Schema(schema(json.path("schema")));
      case HOOK -> hook(json);
      case JUDGE ->
          new Check.Judge(
              text(json, "model").strip(),
              text(json, "question").strip(),
              number(json, "threshold", USUAL_THRESHOLD),
              number(json, "most_millis", USUAL_MILLIS_OF_JUDGE));
      default -> throw wrong("type", "must be one of " + String.join(", ", TYPES));
    };
  }

  /// A kind's word in JSON.
  public static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static Set<Kind> kinds(JsonNode json) {
    Set<Kind> kinds = new LinkedHashSet<>();
    for (String word : strings(json, "kinds")) {
      kinds.add(
          Arrays.stream(Kind.values())
              .filter(kind -> word(kind).equals(word))
              .findFirst()
              .orElseThrow(() ->
                  new InvalidInputException(
                      FIELD, "`check.kinds` has “%s”, which is no kind.".formatted(word))));
    }
    return kinds;
  }

  private static Check.Hook hook(JsonNode json) {
    String word = json.has("shape") ? text(json, "shape") : "nemorouter";
    Check.Hook.Shape shape =
        Arrays.stream(Check.Hook.Shape.values())
            .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(word))
            .findFirst()
            .orElseThrow(() -> wrong("shape", "must be nemorouter, presidio or openai"));
    return new Check.Hook(
        text(json, "address").strip(),
        shape,
        json.has("language") ? text(json, "language") : "",
        number(json, "threshold", 0),
        number(json, "most_millis", USUAL_MILLIS),
        number(json, "secret_number", 1));
  }

  private static Set<String> lower(List<String> texts) {
    Set<String> lower = new LinkedHashSet<>();
    texts.forEach(text -> lower.add(text.strip().toLowerCase(Locale.ROOT)));
    return lower;
  }

  private static String schema(JsonNode node) {
    return node.isTextual() ? node.textValue() : Json.write(node);
  }

  private static List<String> strings(JsonNode json, String name) {
    JsonNode node = json.path(name);
    if (!node.isMissingNode() && !node.isArray()) {
      throw wrong(name, "must be a list of texts");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : node) {
      if (!item.isTextual()) {
        throw wrong(name, "must be a list of texts");
      }
      texts.add(item.textValue());
    }
    return texts;
  }

  private static String text(JsonNode json, String name) {
    JsonNode node = json.path(name);
    if (!node.isTextual()) {
      throw wrong(name, "must be text");
    }
    return node.textValue();
  }

  private static boolean flag(JsonNode json, String name, boolean usual) {
    JsonNode node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return usual;
    }
    if (!node.isBoolean()) {
      throw wrong(name, "must be true or false");
    }
    return node.booleanValue();
  }

  private static int number(JsonNode json, String name, int usual) {
    JsonNode node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return usual;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw wrong(name, "must be a whole number");
    }
    return node.intValue();
  }

  private static InvalidInputException wrong(String name, String what) {
    return new InvalidInputException(FIELD, "`check." + name + "` " + what + ".");
  }
}
