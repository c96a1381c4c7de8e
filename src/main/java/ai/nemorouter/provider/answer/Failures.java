package ai.nemorouter.provider.answer;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.Completion;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What providers say when something went wrong, in the many shapes in which servers say it.
public final class Failures {
  private static final String ERROR = "error";
  private static final List<String> WORDS =
      List.of(
          "message",
          ERROR,
          "error_message",
          "detail",
          "details",
          "msg",
          "error_description",
          "reason",
          "description",
          "title");
  private static final List<String> STATUSES =
      List.of("code", "status", "status_code", "http_status");
  private static final List<String> TYPES = List.of("type", "error_type", "code", "status");

  /// Ends of an answer that is none.
  private static final Set<String> FAILED_ENDS =
      Set.of(
          "error",
          "abort",
          "aborted",
          "cancelled",
          "network_error",
          "insufficient_system_resource");

  private Failures() {}

  /// An answer or chunk as it is, or the error that it tells of. An `error` that says nothing is
  /// removed.
  ///
  /// @param answer in the gateway's own form, or whatever came in its place
  public static ObjectNode normalised(ObjectNode answer) {
    JsonNode error = answer.path(ERROR);
    if (saysSomething(error)) {
      return failed(error, answer);
    }
    answer.remove(ERROR);
    for (JsonNode choice : answer.path("choices")) {
      boolean failed = FAILED_ENDS.contains(choice.path("finish_reason").asText(""));
      if (saysSomething(choice.path(ERROR)) || failed) {
        return failed(choice.path(ERROR), choice);
      }
    }
    boolean isAnswer = answer.path("choices").isArray() || answer.path("usage").isObject();
    return !isAnswer && isBareFailure(answer) ? failed(answer, answer) : answer;
  }

  /// What a body says with a status that is no success: an object with `message`, and with `code`
  /// and `type` where it has such.
  public static JsonNode of(JsonNode body) {
    JsonNode told = body.isArray() ? body.path(0) : body;
    JsonNode error = saysSomething(told.path(ERROR)) ? told.path(ERROR) : told;
    ObjectNode said = Json.object().put("message", wordsOf(error, told));
    int status = number(error, told);
    if (status != 0) {
      said.put("code", status);
    } else if (error.path("code").isTextual()) {
      said.set("code", error.path("code"));
    }
    return said.put("type", type(error, told));
  }

  private static String wordsOf(JsonNode error, JsonNode around) {
    String words = words(error);
    return words.isEmpty() && !error.equals(around) ? words(around) : words;
  }

  private static boolean isBareFailure(ObjectNode answer) {
    return answer.has("error_type")
        || answer.has("error_message")
        || answer.has("errors")
        || answer.has("detail")
        || answer.path("object").asText().equals(ERROR)
        || answer.path("type").asText().equals(ERROR)
        || answer.path("message").isTextual();
  }

  /// @param around what the error stands in
  private static ObjectNode failed(JsonNode error, JsonNode around) {
    ObjectNode answer = Json.object();
    ObjectNode told = answer.putObject(ERROR);
    int status = status(error, around);
    if (status != 0) {
      told.put("code", status);
    }
    String type = type(error, around);
    if (!type.isEmpty()) {
      told.put("type", type);
    }
    told.put("message", wordsOf(error, around));
    if (error.path(Completion.UNUSABLE).asBoolean(false)) {
      told.put(Completion.UNUSABLE, true);
    }
    return answer;
  }

  private static boolean saysSomething(JsonNode error) {
    if (error.isTextual()) {
      return !error.asText().isBlank();
    }
    if (error.isContainerNode()) {
      for (JsonNode element : error) {
        if (saysSomething(element)) {
          return true;
        }
      }
      return false;
    }
    return error.isNumber() ? error.asInt() >= 400 : error.asBoolean(false);
  }

  private static String words(JsonNode error) {
    if (error.isTextual()) {
      return error.asText();
    }
    if (error.isArray()) {
      StringBuilder all = new StringBuilder();
      for (JsonNode element : error) {
        String words = words(element);
        all.append(all.isEmpty() || words.isEmpty() ? "" : "; ").append(words);
      }
      return all.toString();
    }
    if (!error.isObject()) {
      return "";
    }
    for (String name : WORDS) {
      String words = words(error.path(name));
      if (!words.isEmpty()) {
        return name.equals("msg") ? place(error.path("loc")) + words : words;
      }
    }
    return words(error.path("errors"));
  }

  /// Where in the request FastAPI sees a mistake.
  private static String place(JsonNode path) {
    StringBuilder place = new StringBuilder();
    for (JsonNode step : path) {
      if (!step.asText().equals("body")) {
        place.append(place.isEmpty() ? "" : ".").append(step.asText());
      }
    }
    return place.isEmpty() ? "" : place + ": ";
  }

  /// The status that an error says; 0 where it says none.
  private static int status(JsonNode error, JsonNode around) {
    int number = number(error, around);
    if (number != 0) {
      return number;
    }
    for (JsonNode holder : List.of(error.path("metadata"), error, around)) {
      for (String name : TYPES) {
        int meant = statusOf(holder.path(name).asText(""));
        if (meant != 0) {
          return meant;
        }
      }
    }
    return 0;
  }

  /// The same where it is a number, or the text of one.
  private static int number(JsonNode error, JsonNode around) {
    for (JsonNode holder : List.of(error, around)) {
      for (String name : STATUSES) {
        int number = holder.path(name).isContainerNode() ? 0 : holder.path(name).asInt(0);
        if (number >= 400 && number < 600) {
          return number;
        }
      }
    }
    return 0;
  }

  private static String type(JsonNode error, JsonNode around) {
    JsonNode exact = error.path("metadata").path("error_type");
    if (exact.isTextual()) {
      return exact.asText();
    }
    for (JsonNode holder : List.of(error, around)) {
      for (String name : TYPES) {
        if (holder.path(name).isTextual() && !holder.path(name).asText().equals(ERROR)) {
          return holder.path(name).asText();
        }
      }
    }
    return "";
  }

  /// The status that a word for an error means; 0 where it is not known.
  private static int statusOf(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "rate_limit_exceeded", "rate_limit_error", "too_many_requests", "resource_exhausted" ->
          429;
      case "provider_overloaded", "overloaded_error", "overloaded" -> 529;
      case "timeout", "timeout_error" -> 504;
      case "authentication", "authentication_error", "invalid_api_key" -> 401;
      case "payment_required", "billing_error", "insufficient_quota" -> 402;
      case "permission_denied", "permission_error" -> 403;
      case "not_found", "not_found_error", "model_not_found" -> 404;
      case "payload_too_large", "request_too_large" -> 413;
      case "context_length_exceeded",
          "max_tokens_exceeded",
          "token_limit_exceeded",
          "string_too_long",
          "invalid_request",
          "invalid_request_error",
          "invalid_prompt",
          "invalid_argument",
          "unprocessable",
          "badrequesterror",
          "content_policy_violation" ->
          400;
      default -> 0;
    };
  }
}
