package ai.nemorouter.guardrail.page;

import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Kind.Family;
import ai.nemorouter.guardrail.rule.RuleCheckJson;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.FormParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What was typed about what a rule looks for, as text. Which fields count depends on the kind of
/// check.
///
/// @param kinds words of the kinds that are ticked
/// @param regions countries as `DE, US`
/// @param words one a line
/// @param mediaTypes one a line
public record CheckForm(
    @FormParam("kinds") @Nullable List<String> kinds,
    @FormParam("regions") String regions,
    @FormParam("words") String words,
    @FormParam("whole_word") String wholeWord,
    @FormParam("expression") String expression,
    @FormParam("ignores_case") String ignoresCase,
    @FormParam("group") String group,
    @FormParam("threshold") String threshold,
    @FormParam("most_characters") String mostCharacters,
    @FormParam("most_tokens") String mostTokens,
    @FormParam("media_types") String mediaTypes,
    @FormParam("schema") String schema,
    @FormParam("address") String address,
    @FormParam("shape") String shape,
    @FormParam("language") String language,
    @FormParam("most_millis") String mostMillis,
    @FormParam("secret_number") String secretNumber,
    @FormParam("model") String model,
    @FormParam("question") String question) {
  private static final String ON = "on";

  /// The framework leaves out the defaults of form fields in records that were not sent.
  public CheckForm {
    kinds = kinds == null ? List.of() : List.copyOf(kinds);
    regions = Objects.requireNonNullElse(regions, "");
    words = Objects.requireNonNullElse(words, "");
    wholeWord = Objects.requireNonNullElse(wholeWord, "");
    expression = Objects.requireNonNullElse(expression, "");
    ignoresCase = Objects.requireNonNullElse(ignoresCase, "");
    group = Objects.requireNonNullElse(group, "");
    threshold = Objects.requireNonNullElse(threshold, "");
    mostCharacters = Objects.requireNonNullElse(mostCharacters, "");
    mostTokens = Objects.requireNonNullElse(mostTokens, "");
    mediaTypes = Objects.requireNonNullElse(mediaTypes, "");
    schema = Objects.requireNonNullElse(schema, "");
    address = Objects.requireNonNullElse(address, "");
    shape = Objects.requireNonNullElse(shape, "");
    language = Objects.requireNonNullElse(language, "");
    mostMillis = Objects.requireNonNullElse(mostMillis, "");
    secretNumber = Objects.requireNonNullElse(secretNumber, "");
    model = Objects.requireNonNullElse(model, "");
    question = Objects.requireNonNullElse(question, "");
  }

  static CheckForm of(Check check) {
    ObjectNode json = RuleCheckJson.write(check);
    return new CheckForm(
        texts(json, "kinds").toList(),
        texts(json, "regions").collect(Collectors.joining(", ")),
        lines(json, "words"),
        flag(json, "whole_word"),
        json.path("expression").asText(""),
        flag(json, "ignores_case"),
        number(json, "group"),
        number(json, "threshold"),
        number(json, "most_characters"),
        number(json, "most_tokens"),
        lines(json, "media_types"),
        json.path("schema").asText(""),
        json.path("address").asText(""),
        json.path("shape").asText(""),
        json.path("language").asText(""),
        number(json, "most_millis"),
        number(json, "secret_number"),
        json.path("model").asText(""),
        json.path("question").asText(""));
  }

  /// What is ticked and filled in at first.
  static CheckForm fresh(CheckKind kind) {
    Check check =
        switch (kind) {
          case PERSONAL -> new Check.Personal(Kind.of(Family.PERSONAL), List.of());
          case SECRETS -> Check.Secrets.all();
          case KEYWORDS -> new Check.Keywords(List.of(), true);
          case PATTERN -> new Check.Pattern("", false, 0);
          case INJECTION -> new Check.Injection(60);
          case LENGTH -> new Check.Length(200_000, 0);
          case FILES -> new Check.Files(Set.of("image/*", "text/*"));
          case SCHEMA -> new Check.Schema("{\"type\": \"object\"}");
          case HOOK -> new Check.Hook("", Check.Hook.Shape.NEMOROUTER, "", 0, 2_000, 1);
          case JUDGE -> new Check.Judge("", "", 60, 10_000);
        };
    return of(check);
  }

  @Override
  public List<String> kinds() {
    return kinds == null ? List.of() : kinds;
  }

  /// What a service outside may speak.
  public List<KindChoice> shapes() {
    return List.of(
        new KindChoice("nemorouter", "NemoRouter's questions", shape.equals("nemorouter")),
        new KindChoice("presidio", "Presidio's analyzer", shape.equals("presidio")),
        new KindChoice("openai", "OpenAI's moderations", shape.equals("openai")));
  }

  /// Kinds of data that are ticked together.
  public record KindGroup(String label, String hint, List<KindChoice> choices) {}

  public record KindChoice(String word, String label, boolean chosen) {}

  /// The tick boxes of a kind of check.
  public List<KindGroup> groups(CheckKind kind) {
    return switch (kind) {
      case PERSONAL ->
          List.of(
              group("Contact and payment", "", Family.PERSONAL),
              group(
                  "National identifiers",
                  "Each needs right check digits where it has some, and a word for it before it or"
                      + " its country's grouping.",
                  Family.NATIONAL),
              group(
                  "Cannot be told with certainty",
                  "Try these in shadow mode first: they miss much, and find what is something"
                      + " else.",
                  Family.WEAK));
      case SECRETS -> List.of(group("Kinds of secrets", "", Family.SECRET));
      default -> List.of();
    };
  }

  private KindGroup group(String label, String hint, Family family) {
    return new KindGroup(
        label,
        hint,
        Kind.of(family).stream()
            .map(kind -> {
              String word = RuleCheckJson.word(kind);
              return new KindChoice(word, kind.label(), kinds().contains(word));
            })
            .toList());
  }

  /// @throws InvalidInputException for a number that is none
  ObjectNode json(CheckKind kind) {
    ObjectNode json = Json.object().put("type", kind.word());
    switch (kind) {
      case PERSONAL -> {
        put(json, "kinds", kinds().stream());
        put(json, "regions", regionCodes());
      }
      case SECRETS -> put(json, "kinds", kinds().stream());
      case KEYWORDS -> {
        put(json, "words", split(words));
        json.put("whole_word", wholeWord.equals(ON));
      }
      case PATTERN ->
          json.put("expression", expression.strip())
              .put("ignores_case", ignoresCase.equals(ON))
              .put("group", wholeNumber("group", group));
      case INJECTION -> json.put("threshold", wholeNumber("threshold", threshold));
      case LENGTH ->
          json.put("most_characters", wholeNumber("most_characters", mostCharacters))
              .put("most_tokens", wholeNumber("most_tokens", mostTokens));
      case FILES -> put(json, "media_types", split(mediaTypes));
      case SCHEMA -> json.put("schema", schema);
      case HOOK ->
          json.put("address", address.strip())
              .put("shape", shape)
              .put("language", language.strip())
              .put("threshold", wholeNumber("threshold", threshold))
              .put("most_millis", wholeNumber("most_millis", mostMillis))
              .put("secret_number", Math.max(1, wholeNumber("secret_number", secretNumber)));
      case JUDGE ->
          json.put("model", model.strip())
              .put("question", question.replace("\r\n", "\n").strip())
              .put("threshold", wholeNumber("threshold", threshold))
              .put("most_millis", wholeNumber("most_millis", mostMillis));
    }
    return json;
  }

  private Stream<String> regionCodes() {
    return Stream.of(regions.split("[,\\s]+", -1))
        .filter(region -> !region.isEmpty())
        .map(region -> region.toUpperCase(Locale.ROOT));
  }

  private static Stream<String> split(String lines) {
    return lines.lines().map(String::strip).filter(line -> !line.isEmpty()).distinct();
  }

  private static int wholeNumber(String field, String typed) {
    String digits = typed.replace(",", "").strip();
    if (digits.isEmpty()) {
      return 0;
    }
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new InvalidInputException(field, "Enter a whole number.");
    }
  }

  private static void put(ObjectNode json, String name, Stream<String> texts) {
    ArrayNode list = json.putArray(name);
    texts.forEach(list::add);
  }

  private static Stream<String> texts(JsonNode json, String name) {
    List<String> texts = new ArrayList<>();
    json.path(name).forEach(item -> texts.add(item.asText()));
    return texts.stream();
  }

  private static String lines(JsonNode json, String name) {
    return texts(json, name).collect(Collectors.joining("\n"));
  }

  private static String flag(JsonNode json, String name) {
    return json.path(name).asBoolean() ? ON : "";
  }

  private static String number(JsonNode json, String name) {
    int number = json.path(name).asInt(0);
    return number == 0 ? "" : String.valueOf(number);
  }
}
