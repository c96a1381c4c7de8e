package ai.nemorouter.gateway.messages;

import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Errors in Anthropic's envelope, with what the gateway knows beside in `metadata`.
final class MessageErrors {
  private MessageErrors() {}

  static ObjectNode body(ApiError error, String requestId) {
    JsonNode usual = error.body(requestId).path("error");
    ObjectNode body = Json.object();
    body.put("type", "error");
    ObjectNode told = body.putObject("error");
    told.put("type", type(error.status())).put("message", error.message());
    if (error.param() != null) {
      told.put("param", error.param());
    }
    told.set("metadata", usual.path("metadata"));
    body.put("request_id", requestId);
    return body;
  }

  private static String type(int status) {
    return switch (status) {
      case 400, 405, 409, 422 -> "invalid_request_error";
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 503, 529 -> "overloaded_error";
      case 504 -> "timeout_error";
      default -> "api_error";
    };
  }
}
