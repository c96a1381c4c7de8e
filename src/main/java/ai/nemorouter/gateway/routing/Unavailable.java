package ai.nemorouter.gateway.routing;

import ai.nemorouter.catalog.ModelName;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.key.identity.AllowedModels;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/// Why no provider serves a request, in the form that OpenRouter's clients read: status 404 and an
/// `availability` beside the message (OpenRouter's documentation, "Errors").
public final class Unavailable {
  private static final String MODEL_NOT_FOUND = "model_not_found";

  private Unavailable() {}

  static ApiException unknown(List<String> requested) {
    return unknown(requested.getFirst(), requested, List.of());
  }

  /// @param nearest names that the caller may have meant
  public static ApiException unknown(String model, List<String> requested, List<String> nearest) {
    ObjectNode availability = availability(MODEL_NOT_FOUND, requested);
    ApiError error =
        base(
            "The model `"
                + model
                + "` does not exist or you do not have access to it (model not found)."
                + didYouMean(nearest),
            MODEL_NOT_FOUND);
    if (!nearest.isEmpty()) {
      nearest.forEach(availability.putArray("nearest_models")::add);
    }
    return error.withField("availability", availability).exception();
  }

  private static String didYouMean(List<String> nearest) {
    if (nearest.isEmpty()) {
      return "";
    }
    String last = "`" + nearest.getLast() + "`?";
    String others =
        nearest.subList(0, nearest.size() - 1).stream()
            .map(name -> "`" + name + "`")
            .collect(Collectors.joining(", "));
    return " Did you mean " + (others.isEmpty() ? last : others + " or " + last);
  }

  static ApiException notAllowed(String requested, String slug, AllowedModels allowed) {
    String level = String.valueOf(allowed.forbiddenBy(slug));
    String model =
        ModelName.same(requested, slug)
            ? "`" + slug + "`"
            : "`%s` (`%s`)".formatted(slug, requested);
    return ApiError.permission(
            "The %s may not use the model %s. Ask GET /v1/models which it may, or change the models that the %s allows in the console."
                .formatted(level.equals("key") ? "key" : level + " of the key", model, level))
        .param("model")
        .reason(level + "_model_not_allowed")
        .exception();
  }

  static ApiException notServed(String requested, String why) {
    return error(
        "The model `" + requested + "` was not found: " + why, MODEL_NOT_FOUND, List.of(requested));
  }

  static ApiException wrongEndpoint(Offering offering, Operation wanted) {
    String able =
        offering.operations().stream()
            .map(Operation::word)
            .sorted()
            .collect(Collectors.joining(", "));
    return error(
        "The model `"
            + offering.slug()
            + "` does not do "
            + wanted.word()
            + "; it does: "
            + able
            + ".",
        "wrong_endpoint",
        List.of(offering.slug()));
  }

  static ApiException unpriced(String slug) {
    return ApiError.invalidRequest(
            "The model `"
                + slug
                + "` has no price here, so no cap could hold for it. The operator can set one.")
        .param("model")
        .reason("model_unpriced")
        .exception();
  }

  static ApiException filtered(List<Offering> offerings, String wish) {
    String providers =
        offerings.stream()
            .map(offering -> offering.provider().name())
            .distinct()
            .collect(Collectors.joining(", "));
    ApiError error =
        base(
            "Of the providers of `"
                + offerings.getFirst().slug()
                + "` ("
                + providers
                + "), none is left by \""
                + wish
                + "\".",
            "constraint_filtered");
    ObjectNode availability =
        availability("constraint_filtered", List.of(offerings.getFirst().slug()));
    availability.put("constraint", wish);
    return error
        .param(wish.startsWith(":") ? "model" : wish)
        .withField("availability", availability)
        .exception();
  }

  private static ApiException error(String message, String code, List<String> requested) {
    return base(message, code).withField("availability", availability(code, requested)).exception();
  }

  private static ApiError base(String message, String reason) {
    return ApiError.notFound(message).param("model").reason(reason);
  }

  private static ObjectNode availability(String code, List<String> requested) {
    ObjectNode availability = Json.object();
    availability.put("code", code).put("retryable", false);
    requested.forEach(availability.putArray("requested_models")::add);
    return availability;
  }
}
