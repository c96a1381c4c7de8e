package ai.nemorouter.guardrail.rule;

import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Guard;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.pattern.Expression;
import ai.nemorouter.guardrail.engine.pattern.UnsupportedPatternException;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.outbound.OutboundTarget;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/// Which checks can be stored: those that the engine takes, within bounds.
final class CheckRules {
  private static final String FIELD = "check";
  private static final int SCHEMA_LENGTH_MAX = 100_000;
  private static final int LENGTH_MAX = 100_000_000;
  private static final int MEDIA_TYPES_MAX = 100;
  private static final int SCORE_MAX = 100;
  private static final int MILLIS_MIN = 100;
  private static final int MILLIS_MAX = 10_000;
  private static final int JUDGE_MILLIS_MAX = 60_000;
  private static final int MODEL_LENGTH_MAX = 200;
  private static final int QUESTION_LENGTH_MAX = 4_000;
  private static final Pattern LANGUAGE = Pattern.compile("([a-z]{2,3}(-[A-Za-z]{2,4})?)?");
  private static final Set<String> REGIONS = new HashSet<>(Arrays.asList(Locale.getISOCountries()));
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[a-z0-9][a-z0-9.+-]{0,60}/([a-z0-9][a-z0-9.+-]{0,80}|\\*)");

  private CheckRules() {}

  /// @throws InvalidInputException with the reason for people
  static void requireUsable(RuleTerms terms) {
    switch (terms.check()) {
      case Check.Personal personal -> requirePersonal(personal);
      case Check.Secrets secrets -> requireKinds(secrets.kinds(), Kind.Family.SECRET);
      case Check.Keywords keywords ->
          require(!keywords.words().isEmpty(), "Enter at least one keyword.");
      case Check.Pattern pattern ->
          require(!pattern.expression().isBlank(), "Enter a regular expression.");
      case Check.Injection injection ->
          require(
              injection.threshold() >= 1 && injection.threshold() <= SCORE_MAX,
              "Choose a threshold from 1 to 100.");
      case Check.Length length -> requireLength(length);
      case Check.Files files -> requireFiles(files);
      case Check.Schema schema -> requireSchema(schema.schema());
      case Check.Hook hook -> requireHook(hook);
      case Check.Judge judge -> requireJudge(judge);
    }
    try {
      Guard.of(List.of(terms.rule(new UUID(0, 0))));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(FIELD, sentence(String.valueOf(e.getMessage())));
    }
  }

  private static void requirePersonal(Check.Personal personal) {
    requireKinds(personal.kinds(), Kind.Family.PERSONAL, Kind.Family.NATIONAL, Kind.Family.WEAK);
    for (String region : personal.regions()) {
      require(
          REGIONS.contains(region),
          "“%s” is no country. Write countries as DE or US.".formatted(region));
    }
  }

  private static void requireKinds(Set<Kind> kinds, Kind.Family... families) {
    Set<Kind> allowed = Kind.of(families);
    require(!kinds.isEmpty(), "Choose at least one kind.");
    for (Kind kind : kinds) {
      require(
          allowed.contains(kind),
          "“%s” is a kind of another check.".formatted(RuleCheckJson.word(kind)));
    }
  }

  private static void requireLength(Check.Length length) {
    require(
        length.mostCharacters() >= 0
            && length.mostTokens() >= 0
            && length.mostCharacters() <= LENGTH_MAX
            && length.mostTokens() <= LENGTH_MAX
            && length.mostCharacters() + (long) length.mostTokens() > 0,
        "Enter the most characters or tokens, above zero.");
  }

  private static void requireFiles(Check.Files files) {
    require(
        !files.mediaTypes().isEmpty() && files.mediaTypes().size() <= MEDIA_TYPES_MAX,
        "Name 1 to %d kinds of files.".formatted(MEDIA_TYPES_MAX));
    for (String type : files.mediaTypes()) {
      require(
          MEDIA_TYPE.matcher(type).matches(),
          "“%s” is no kind of file. Write kinds as image/png or text/*.".formatted(type));
    }
  }

  /// Where the address leads is looked at each time it is asked.
  private static void requireHook(Check.Hook hook) {
    try {
      OutboundTarget.parse(hook.address(), OutboundTarget.Reach.ANYWHERE);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(FIELD, String.valueOf(e.getMessage()));
    }
    require(
        hook.threshold() >= 0 && hook.threshold() <= SCORE_MAX,
        "Choose a threshold from 0 to 100; 0 is for whatever the hook objects to.");
    require(
        hook.mostMillis() >= MILLIS_MIN && hook.mostMillis() <= MILLIS_MAX,
        "Give the hook 100 to 10,000 milliseconds.");
    require(LANGUAGE.matcher(hook.language()).matches(), "Write the language as en or pt-BR.");
    require(hook.secretNumber() >= 1, "Secrets are counted from 1.");
  }

  /// Whether there is such a model, and whether a key may use it, is seen when it is asked.
  private static void requireJudge(Check.Judge judge) {
    require(
        !judge.model().isEmpty() && judge.model().length() <= MODEL_LENGTH_MAX,
        "Name the model that judges.");
    require(
        !judge.question().isEmpty() && judge.question().length() <= QUESTION_LENGTH_MAX,
        "Say in at most %,d characters what the model judges by.".formatted(QUESTION_LENGTH_MAX));
    require(
        judge.threshold() >= 0 && judge.threshold() <= SCORE_MAX,
        "Choose a threshold from 0 to 100.");
    require(
        judge.mostMillis() >= MILLIS_MIN && judge.mostMillis() <= JUDGE_MILLIS_MAX,
        "Give the judge 100 to 60,000 milliseconds.");
  }

  /// Nothing outside the schema is fetched, so nothing outside may be named.
  private static void requireSchema(String text) {
    require(
        text.length() <= SCHEMA_LENGTH_MAX,
        "A schema has at most %,d characters.".formatted(SCHEMA_LENGTH_MAX));
    ObjectNode schema;
    try {
      schema = Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
    } catch (ApiException e) {
      throw new InvalidInputException(FIELD, "The schema must be a JSON object.");
    }
    requireInside(schema);
  }

  private static void requireInside(JsonNode node) {
    for (String name : List.of("$ref", "$dynamicRef", "$schema")) {
      JsonNode target = node.path(name);
      boolean inside =
          !target.isTextual()
              || target.textValue().startsWith("#")
              || target.textValue().startsWith("https://json-schema.org/");
      require(inside, "A schema can refer to itself only: `" + name + "` must begin with #.");
    }
    node.forEach(CheckRules::requireInside);
    if (node.path("pattern").isTextual()) {
      requireLinear(node.path("pattern").textValue());
    }
    if (node.path("patternProperties").isObject()) {
      node.path("patternProperties").fieldNames().forEachRemaining(CheckRules::requireLinear);
    }
  }

  private static void requireLinear(String expression) {
    try {
      Expression.requireBounded(expression);
    } catch (UnsupportedPatternException e) {
      throw new InvalidInputException(
          FIELD,
          "A pattern of the schema cannot be used: " + sentence(String.valueOf(e.getMessage())));
    }
  }

  private static void require(boolean met, String message) {
    if (!met) {
      throw new InvalidInputException(FIELD, message);
    }
  }

  private static String sentence(String reason) {
    return reason.endsWith(".") ? reason : reason + ".";
  }
}
