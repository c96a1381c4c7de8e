package ai.nemorouter.gateway.request;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.gateway.http.CallerText;
import ai.nemorouter.gateway.routing.RoutingPreferences;
import ai.nemorouter.gateway.screening.InputScreen;
import ai.nemorouter.gateway.screening.PlainInput;
import ai.nemorouter.platform.json.ApiException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// The fields of a client's request in JSON, read so that each mistake is answered by the field's
/// name. An explicit null is an absent field.
public record PlainFields(ObjectNode body) {
  /// Fields that have had their effect here, or that `wishes` names as without one.
  private static final List<String> FOR_THE_GATEWAY =
      List.of(
          "models",
          "route",
          "provider",
          "plugins",
          "preset",
          "transforms",
          "usage",
          "web_search_options",
          "stream");

  public boolean has(String field) {
    return body.hasNonNull(field);
  }

  public String model() {
    JsonNode model = body.path("model");
    if (!model.isTextual()) {
      throw invalid("model", "\"model\" must name a model, as in \"openai/gpt-4o-mini\".");
    }
    return modelNamed(model.asText());
  }

  /// Who shall serve the request.
  public RoutingPreferences preferences() {
    return RoutingPreferences.of(model(), body);
  }

  /// The name of a model, if it can be one.
  public static String modelNamed(String name) {
    if (name.isBlank() || !CallerText.isStorable(name)) {
      throw invalid("model", "\"model\" must name a model, as in \"openai/gpt-4o-mini\".");
    }
    return name;
  }

  /// Text that must be there.
  public String text(String field) {
    JsonNode value = body.path(field);
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw invalid(field, "\"" + field + "\" must be a text that is not empty.");
    }
    return value.asText();
  }

  /// Text that may be there.
  public String text(String field, String otherwise) {
    return has(field) ? text(field) : otherwise;
  }

  public int whole(String field, int from, int to, int otherwise) {
    JsonNode value = body.path(field);
    if (!has(field)) {
      return otherwise;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.asInt() < from
        || value.asInt() > to) {
      throw invalid(
          field, "\"" + field + "\" must be a whole number from " + from + " to " + to + ".");
    }
    return value.asInt();
  }

  public boolean flag(String field, boolean otherwise) {
    JsonNode value = body.path(field);
    if (!has(field)) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw invalid(field, "\"" + field + "\" must be true or false.");
    }
    return value.asBoolean();
  }

  /// Turns a request down that wants its answer as a stream, which only chats have here.
  public void refuseStream() {
    if (flag("stream", false)) {
      throw invalid("stream", "Streaming is not supported here. Leave \"stream\" out.");
    }
  }

  /// The fields after they were looked at, with what was redacted rewritten.
  ///
  /// @throws ApiException where nothing may go on
  public ObjectNode screened(InputScreen screen) {
    PlainInput.screen(body, screen);
    return body;
  }

  /// The request as a provider gets it: its own name of the model, and nothing that is for the
  /// gateway.
  public ObjectNode passedOn(Offering offering) {
    ObjectNode sent = body.deepCopy();
    sent.remove(FOR_THE_GATEWAY);
    return sent.put("model", offering.upstreamModel());
  }

  public static ApiException invalid(String field, String message) {
    return ChatFields.invalid(field, message);
  }
}
