package ai.nemorouter.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/// The answers in which errors are told, which are alike on all routes.
final class CommonAnswers {
  private static final String JSON = "application/json";
  private static final String ANYTHING = "*/*";
  private static final String ERROR = "Error";
  private static final String OTHERS = "default";

  /// By status: the name of the answer and what it means.
  private static final Map<String, Named> NAMED =
      Map.of(
          "400",
          new Named(
              "BadRequest",
              "Something that was sent cannot be accepted; `error.param` names the field or parameter."),
          "401",
          new Named("Unauthorized", "There is no key, or it does not work."),
          "403",
          new Named("Forbidden", "The key may not do this."),
          "404",
          new Named("NotFound", "There is no such thing, or the key may not see it."),
          "413",
          new Named("TooLarge", "The body is too large."),
          "429",
          new Named("TooMany", "Too much was asked for in a short time."),
          OTHERS,
          new Named("OtherError", "Any other error, in the same form."));

  private record Named(String name, String description) {}

  void add(Operation operation) {
    List<Parameter> parameters = operation.getParameters();
    boolean hasBody = operation.getRequestBody() != null;
    if (hasBody || parameters != null) {
      add(operation, "400");
    }
    if (!operation.getSecurity().isEmpty()) {
      add(operation, "401");
      add(operation, "403");
    }
    if (parameters != null
        && parameters.stream().anyMatch(one -> one.getIn() == Parameter.In.PATH)) {
      add(operation, "404");
    }
    if (hasBody) {
      add(operation, "413");
      completeBody(operation);
    }
    add(operation, OTHERS);
    sort(operation);
  }

  /// Routes take any media type, because clients leave it out; the body is JSON.
  private static void completeBody(Operation operation) {
    Content content = operation.getRequestBody().getContent();
    if (content.hasMediaType(ANYTHING)) {
      content.addMediaType(JSON, content.getMediaType(ANYTHING));
      content.removeMediaType(ANYTHING);
    }
    if (operation.getRequestBody().getRequired() == null) {
      operation.getRequestBody().setRequired(true);
    }
  }

  private static void add(Operation operation, String status) {
    APIResponse known = operation.getResponses().getAPIResponse(status);
    if (known == null) {
      operation
          .getResponses()
          .addAPIResponse(status, OASFactory.createAPIResponse().ref(named(status).name()));
    }
  }

  private static void sort(Operation operation) {
    Map<String, APIResponse> answers = new LinkedHashMap<>();
    operation.getResponses().getAPIResponses().keySet().stream()
        .sorted()
        .forEach(status -> answers.put(status, operation.getResponses().getAPIResponse(status)));
    operation.getResponses().setAPIResponses(answers);
  }

  private static Named named(String status) {
    Named named = NAMED.get(status);
    if (named == null) {
      throw new IllegalArgumentException("No answer is named for " + status);
    }
    return named;
  }

  void addTo(Components components) {
    components.addSchema(ERROR, error());
    NAMED.keySet().stream()
        .sorted()
        .map(CommonAnswers::named)
        .forEach(named -> components.addResponse(named.name(), answer(named)));
  }

  private static APIResponse answer(Named named) {
    return OASFactory.createAPIResponse()
        .description(named.description())
        .content(
            OASFactory.createContent()
                .addMediaType(
                    JSON,
                    OASFactory.createMediaType().schema(OASFactory.createSchema().ref(ERROR))));
  }

  /// As `ApiError` writes it.
  private static Schema error() {
    Schema metadata =
        object()
            .description("Further facts, different from error to error.")
            .addProperty("error_type", text("The kind of error in OpenRouter's words."))
            .addProperty("reason", text("What is wrong, for programs."))
            .addProperty("request_id", text("The `x-request-id` of the answer."))
            .addRequired("error_type");
    Schema error =
        object()
            .addProperty("message", text("What is wrong and what would be right."))
            .addProperty("type", text("The kind of error in OpenAI's words."))
            .addProperty(
                "param",
                text("The field or parameter that is to blame.")
                    .type(List.of(SchemaType.STRING, SchemaType.NULL)))
            .addProperty(
                "code",
                OASFactory.createSchema()
                    .type(List.of(SchemaType.INTEGER))
                    .description("The status."))
            .addProperty("metadata", metadata)
            .required(List.of("message", "type", "param", "code", "metadata"));
    return object()
        .addProperty("error", error)
        .addProperty("user_id", OASFactory.createSchema().type(List.of(SchemaType.NULL)))
        .required(List.of("error", "user_id"));
  }

  private static Schema object() {
    return OASFactory.createSchema().type(List.of(SchemaType.OBJECT));
  }

  private static Schema text(String description) {
    return OASFactory.createSchema().type(List.of(SchemaType.STRING)).description(description);
  }
}
