package ai.nemorouter.gateway.routing;

import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a request says about who shall serve it: OpenRouter's `models`, `provider` and `route`.
/// What would change the price or the terms and is not understood is refused by its name; what only
/// adds to an answer and is not done here is passed over, and the answer says so.
///
/// @param models the models to try, in order; the first is the one asked for
/// @param only providers that alone may serve; empty for any
/// @param order providers to ask first, in that order
/// @param ignore providers that must not serve
/// @param fallbacks whether another provider or model may serve if the first cannot
/// @param sort null for the order in which the installation declares its providers
/// @param parameters fields that the serving model must support, where the request insists
/// @param ignoredFields fields that had no effect
public record RoutingPreferences(
    List<String> models,
    List<String> only,
    List<String> order,
    List<String> ignore,
    boolean fallbacks,
    @Nullable Sort sort,
    MostPrice mostPrice,
    Set<String> parameters,
    List<String> ignoredFields) {
  /// By what the offerings of one model are put in order.
  public enum Sort {
    PRICE,
    LATENCY,
    THROUGHPUT
  }

  private static final int MOST_NAMES = 32;

  /// Extras that this gateway does not do. They are not sent on, because a provider might charge
  /// for them more than was held.
  private static final List<String> EXTRAS =
      List.of("plugins", "transforms", "web_search_options", "preset");

  private static final Set<String> KNOWN_PREFERENCES =
      Set.of(
          "order",
          "only",
          "ignore",
          "allow_fallbacks",
          "sort",
          "max_price",
          "require_parameters",
          "data_collection",
          "zdr",
          "enforce_distillable_text",
          "quantizations",
          "preferred_min_throughput",
          "preferred_max_latency");

  /// Fields of a request that say how to route it, not what to answer.
  private static final Set<String> NOT_PARAMETERS =
      Set.of(
          "model",
          "models",
          "messages",
          "provider",
          "route",
          "stream",
          "stream_options",
          "user",
          "metadata",
          "usage",
          "session_id",
          "trace");

  public RoutingPreferences {
    models = List.copyOf(models);
    only = List.copyOf(only);
    order = List.copyOf(order);
    ignore = List.copyOf(ignore);
    parameters = Set.copyOf(parameters);
    ignoredFields = List.copyOf(ignoredFields);
  }

  /// The one model, served by the providers that the installation prefers.
  public static RoutingPreferences of(String model) {
    return new RoutingPreferences(
        List.of(model),
        List.of(),
        List.of(),
        List.of(),
        true,
        null,
        MostPrice.NONE,
        Set.of(),
        List.of());
  }

  /// @param body a request of any operation, in the gateway's own form
  /// @throws ApiException 400 naming the field that cannot be understood or kept
  public static RoutingPreferences of(String model, ObjectNode body) {
    List<String> models = new ArrayList<>(List.of(model));
    names(body.path("models"), "models").stream()
        .filter(name -> !models.contains(name))
        .forEach(models::add);
    refuseUnless(
        isAbsent(body.path("route")) || body.path("route").asText().equals("fallback"),
        "route",
        "\"route\" may only be \"fallback\".");
    JsonNode provider = body.path("provider");
    if (!isAbsent(provider)) {
      refuseUnless(provider.isObject(), "provider", "\"provider\" must be an object.");
      refuseUnknown(provider);
    }
    boolean insists = flag(provider, "require_parameters", false);
    return new RoutingPreferences(
        models,
        names(provider.path("only"), "provider.only"),
        names(provider.path("order"), "provider.order"),
        names(provider.path("ignore"), "provider.ignore"),
        flag(provider, "allow_fallbacks", true),
        sort(provider.path("sort")),
        MostPrice.of(provider.path("max_price")),
        insists ? parameters(body) : Set.of(),
        EXTRAS.stream().filter(extra -> isAsked(body.path(extra))).toList());
  }

  /// The same, with more fields that had no effect.
  public RoutingPreferences passingOver(List<String> more) {
    List<String> all = new ArrayList<>(ignoredFields);
    all.addAll(more);
    return new RoutingPreferences(
        models, only, order, ignore, fallbacks, sort, mostPrice, parameters, all);
  }

  private static Set<String> parameters(ObjectNode body) {
    Set<String> asked = new java.util.TreeSet<>();
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!NOT_PARAMETERS.contains(field.getKey()) && !field.getValue().isNull()) {
        asked.add(field.getKey());
      }
    }
    return asked;
  }

  /// Rejects unknown preferences: the gateway must not promise provider terms that it knows nothing
  /// of.
  private static void refuseUnknown(JsonNode provider) {
    provider
        .fieldNames()
        .forEachRemaining(name ->
            refuseUnless(
                KNOWN_PREFERENCES.contains(name),
                "provider." + name,
                "\"provider."
                    + name
                    + "\" is not understood here, so the request is not sent. Leave it out."));
    refuseUnless(
        !provider.path("data_collection").asText().equals("deny"),
        "provider.data_collection",
        "What providers do with data is not known here, so \"deny\" cannot be promised. Name the"
            + " providers that you trust in \"provider.only\".");
    for (String promise : List.of("zdr", "enforce_distillable_text")) {
      refuseUnless(
          !flag(provider, promise, false),
          "provider." + promise,
          "\"provider."
              + promise
              + "\" cannot be promised here. Name the providers that you trust in"
              + " \"provider.only\".");
    }
    refuseUnless(
        provider.path("quantizations").isEmpty(),
        "provider.quantizations",
        "Quantizations are not known here. Name the providers that you want in"
            + " \"provider.only\".");
  }

  private static @Nullable Sort sort(JsonNode sort) {
    JsonNode by = sort.isObject() ? sort.path("by") : sort;
    if (isAbsent(by)) {
      return null;
    }
    for (Sort known : Sort.values()) {
      if (by.asText().equals(known.name().toLowerCase(Locale.ROOT))) {
        return known;
      }
    }
    throw invalid(
        "provider.sort", "\"provider.sort\" may be \"price\", \"latency\" or \"throughput\".");
  }

  private static List<String> names(JsonNode list, String field) {
    if (isAbsent(list)) {
      return List.of();
    }
    refuseUnless(list.isArray(), field, "\"" + field + "\" must be an array of names.");
    refuseUnless(
        list.size() <= MOST_NAMES,
        field,
        "\"" + field + "\" may have at most " + MOST_NAMES + " names.");
    List<String> names = new ArrayList<>();
    for (JsonNode name : list) {
      refuseUnless(
          name.isTextual() && !name.asText().isBlank(),
          field,
          "\"" + field + "\" must be an array of names.");
      names.add(name.asText().strip());
    }
    return names;
  }

  private static boolean flag(JsonNode object, String field, boolean otherwise) {
    JsonNode value = object.path(field);
    if (isAbsent(value)) {
      return otherwise;
    }
    refuseUnless(
        value.isBoolean(),
        "provider." + field,
        "\"provider." + field + "\" must be true or false.");
    return value.asBoolean();
  }

  static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static boolean isAsked(JsonNode value) {
    return !isAbsent(value) && !(value.isArray() && value.isEmpty());
  }

  private static void refuseUnless(boolean fine, String field, String message) {
    if (!fine) {
      throw invalid(field, message);
    }
  }

  static ApiException invalid(String field, String message) {
    return ApiError.invalidRequest(message).param(field).reason("invalid_request").exception();
  }
}
