package ai.nemorouter.guardrail.hook;

import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.hook.HookAnswer.Match;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How a hook is asked and its answer read: in our own words, or in those of a service that is
/// there already. An answer is read strictly: what is missing or out of place makes all of it
/// unusable, so that nothing passes for having been misread.
sealed interface HookFormat {
  int HUNDRED = 100;

  static HookFormat of(Check.Hook hook) {
    return switch (hook.shape()) {
      case NEMOROUTER -> new Own(hook.threshold());
      case PRESIDIO -> new Presidio(hook.language(), hook.threshold());
      case OPENAI -> new OpenAi(hook.threshold());
    };
  }

  String question(HookQuestion question);

  /// @throws UnusableAnswerException if it is not what such a hook answers
  List<Match> answer(HookQuestion question, String body) throws UnusableAnswerException;

  /// What cannot be relied on. Its message quotes nothing.
  final class UnusableAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableAnswerException(String message) {
      super(message);
    }
  }

  private static JsonNode parse(String body) throws UnusableAnswerException {
    try {
      String wrapped = "{\"value\":" + body + "}";
      return Json.parseObject(wrapped.getBytes(StandardCharsets.UTF_8)).path("value");
    } catch (ApiException e) {
      throw new UnusableAnswerException("The hook's answer is not JSON.");
    }
  }

  private static void require(boolean met, String otherwise) throws UnusableAnswerException {
    if (!met) {
      throw new UnusableAnswerException(otherwise);
    }
  }

  /// A share of one as a number of hundred.
  private static int percent(JsonNode score) throws UnusableAnswerException {
    require(score.isNumber(), "A score in the hook's answer is no number.");
    BigDecimal share = score.decimalValue();
    require(
        share.signum() >= 0 && share.compareTo(BigDecimal.ONE) <= 0,
        "A score in the hook's answer is not between 0 and 1.");
    return share.movePointRight(2).intValue();
  }

  private static int number(JsonNode node, int most, String what) throws UnusableAnswerException {
    require(
        node.isIntegralNumber()
            && node.canConvertToInt()
            && node.intValue() >= 0
            && node.intValue() <= most,
        what);
    return node.intValue();
  }

  /// Our own words; `docs/guardrails.md` tells them to who writes such a service.
  record Own(int threshold) implements HookFormat {
    @Override
    public String question(HookQuestion question) {
      ObjectNode json =
          Json.object()
              .put("type", "guardrail.check")
              .put("request_id", "req_" + question.requestId().toString().replace("-", ""))
              .put("direction", question.direction().name().toLowerCase(Locale.ROOT));
      ArrayNode parts = json.putArray("parts");
      for (HookQuestion.Text text : question.texts()) {
        parts
            .addObject()
            .put("part", parts.size() - 1)
            .put("path", text.path())
            .put("role", text.role())
            .put("text", text.text());
      }
      return Json.write(json);
    }

    @Override
    public List<Match> answer(HookQuestion question, String body) throws UnusableAnswerException {
      JsonNode verdicts = parse(body).path("verdicts");
      require(verdicts.isArray(), "The hook's answer has no list `verdicts`.");
      List<Match> matches = new ArrayList<>();
      for (JsonNode verdict : verdicts) {
        int part =
            number(
                verdict.path("part"),
                question.texts().size() - 1,
                "The hook's answer names a part that there is not.");
        JsonNode flagged = verdict.path("flagged");
        require(flagged.isBoolean(), "A verdict does not say whether it is `flagged`.");
        int score =
            verdict.has("score")
                ? number(verdict.path("score"), HUNDRED, "A `score` is not from 0 to 100.")
                : HUNDRED;
        if (flagged.booleanValue() && score >= threshold) {
          spans(verdict.path("spans"), part, question.texts().get(part).text(), score, matches);
        }
      }
      return matches;
    }

    private static void spans(JsonNode spans, int part, String text, int score, List<Match> matches)
        throws UnusableAnswerException {
      require(spans.isMissingNode() || spans.isArray(), "`spans` is no list.");
      if (spans.isEmpty()) {
        matches.add(new Match(part, Kind.HOOK, 0, 0, score));
      }
      for (JsonNode span : spans) {
        int end = number(span.path("end"), text.length(), "A span ends outside its part.");
        int start = number(span.path("start"), end, "A span does not begin before it ends.");
        matches.add(new Match(part, Kind.HOOK, start, end - start, score));
      }
    }
  }

  /// `POST /analyze` of Presidio's analyzer. It takes one text, so ours are put together with blank
  /// lines between them. It counts in code points.
  record Presidio(String language, int threshold) implements HookFormat {
    private static final String BETWEEN = "\n\n";

    @Override
    public String question(HookQuestion question) {
      return Json.write(
          Json.object()
              .put("text", joined(question))
              .put("language", language.isEmpty() ? "en" : language)
              .put("correlation_id", question.requestId().toString()));
    }

    private static String joined(HookQuestion question) {
      return String.join(BETWEEN, question.texts().stream().map(HookQuestion.Text::text).toList());
    }

    @Override
    public List<Match> answer(HookQuestion question, String body) throws UnusableAnswerException {
      JsonNode results = parse(body);
      require(results.isArray(), "The analyzer's answer is no list.");
      String joined = joined(question);
      int points = joined.codePointCount(0, joined.length());
      List<Match> matches = new ArrayList<>();
      for (JsonNode result : results) {
        JsonNode type = result.path("entity_type");
        require(type.isTextual(), "A result has no `entity_type`.");
        int end = number(result.path("end"), points, "A result ends outside the text.");
        int start = number(result.path("start"), end, "A result does not begin before it ends.");
        int score = percent(result.path("score"));
        if (score >= threshold) {
          int from = joined.offsetByCodePoints(0, start);
          int to = joined.offsetByCodePoints(from, end - start);
          place(question, kind(type.textValue()), from, to, score, matches);
        }
      }
      return matches;
    }

    /// A match counts in each text that it reaches into.
    private static void place(
        HookQuestion question, Kind kind, int from, int to, int score, List<Match> matches) {
      int begin = 0;
      for (int index = 0; index < question.texts().size(); index++) {
        int end = begin + question.texts().get(index).text().length();
        int start = Math.max(from, begin);
        int length = Math.min(to, end) - start;
        if (length > 0) {
          matches.add(new Match(index, kind, start - begin, length, score));
        }
        begin = end + BETWEEN.length();
      }
    }

    private static Kind kind(String type) {
      return switch (type) {
        case "CREDIT_CARD" -> Kind.CARD;
        case "IBAN_CODE" -> Kind.IBAN;
        case "EMAIL_ADDRESS" -> Kind.EMAIL;
        case "PHONE_NUMBER" -> Kind.PHONE;
        case "IP_ADDRESS" -> Kind.IP_ADDRESS;
        case "US_SSN" -> Kind.US_SSN;
        case "US_ITIN" -> Kind.US_ITIN;
        case "UK_NHS" -> Kind.UK_NHS;
        case "UK_NINO" -> Kind.UK_NINO;
        case "ES_NIF", "ES_NIE" -> Kind.ES_DNI;
        case "IT_FISCAL_CODE" -> Kind.IT_CODICE_FISCALE;
        case "PL_PESEL" -> Kind.PL_PESEL;
        case "IN_AADHAAR" -> Kind.IN_AADHAAR;
        case "AU_TFN" -> Kind.AU_TFN;
        default -> Kind.HOOK;
      };
    }
  }

  /// `POST /v1/moderations` as OpenAI has it: texts are judged as a whole.
  record OpenAi(int threshold) implements HookFormat {
    private static final String MODEL = "omni-moderation-latest";

    @Override
    public String question(HookQuestion question) {
      ObjectNode json = Json.object().put("model", MODEL);
      ArrayNode input = json.putArray("input");
      question.texts().forEach(text -> input.add(text.text()));
      return Json.write(json);
    }

    @Override
    public List<Match> answer(HookQuestion question, String body) throws UnusableAnswerException {
      JsonNode results = parse(body).path("results");
      require(
          results.isArray() && results.size() == question.texts().size(),
          "The answer does not have one result for each text.");
      List<Match> matches = new ArrayList<>();
      for (int index = 0; index < results.size(); index++) {
        JsonNode result = results.path(index);
        require(result.path("flagged").isBoolean(), "A result does not say whether it is flagged.");
        int score = 0;
        for (JsonNode category : result.path("category_scores")) {
          score = Math.max(score, percent(category));
        }
        boolean hit = threshold == 0 ? result.path("flagged").booleanValue() : score >= threshold;
        if (hit) {
          matches.add(new Match(index, Kind.HOOK, 0, 0, score == 0 ? HUNDRED : score));
        }
      }
      return matches;
    }
  }
}
