package ai.nemorouter.gateway.listing;

import ai.nemorouter.catalog.ModelFilter;
import ai.nemorouter.catalog.ModelFilter.Sort;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.provider.dialect.Operation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a client asks of the list of models: OpenRouter's parameters. Those that are not understood
/// are ignored, as OpenRouter does; those that are, but not so, are refused.
///
/// @param limit how many to answer; null for all
/// @param given the parameters as they came, for the address of the next page
record ModelListQuery(
    ModelFilter filter, int offset, @Nullable Integer limit, Map<String, String> given) {
  private static final int LIMIT_MAX = 1_000;
  private static final int LIMIT_WHERE_ONLY_OFFSET = 500;
  private static final Map<String, Sort> SORTS =
      Map.of(
          "name", Sort.NAME,
          "newest", Sort.NEWEST,
          "pricing-low-to-high", Sort.CHEAPEST,
          "pricing-high-to-low", Sort.DEAREST,
          "context-high-to-low", Sort.LONGEST_CONTEXT);
  private static final List<String> PARAMETERS =
      List.of(
          "q",
          "supported_parameters",
          "input_modalities",
          "output_modalities",
          "provider",
          "sort",
          "context",
          "limit",
          "offset");

  ModelListQuery {
    given = Map.copyOf(given);
  }

  /// @param parameter the value of a parameter, null where it is absent
  static ModelListQuery of(
      Function<String, @Nullable String> parameter, @Nullable Operation operation) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String name : PARAMETERS) {
      String value = parameter.apply(name);
      if (value != null && !value.isBlank()) {
        given.put(name, value.strip());
      }
    }
    Integer limit = given.containsKey("limit") ? number(given, "limit", 1, LIMIT_MAX) : null;
    if (limit == null && given.containsKey("offset")) {
      limit = LIMIT_WHERE_ONLY_OFFSET;
    }
    ModelFilter filter =
        new ModelFilter(
            given.getOrDefault("q", ""),
            given.getOrDefault("provider", ""),
            operation,
            words(given, "input_modalities"),
            outputs(given),
            words(given, "supported_parameters"),
            number(given, "context", 0, Integer.MAX_VALUE),
            null,
            true,
            sort(given));
    return new ModelListQuery(filter, number(given, "offset", 0, Integer.MAX_VALUE), limit, given);
  }

  private static List<String> outputs(Map<String, String> given) {
    List<String> outputs = words(given, "output_modalities");
    return outputs.contains("all") ? List.of() : outputs;
  }

  private static Sort sort(Map<String, String> given) {
    String word = given.getOrDefault("sort", "name");
    Sort sort = SORTS.get(word);
    if (sort == null) {
      throw wrong(
          "sort",
          "`sort` must be one of "
              + String.join(", ", SORTS.keySet().stream().sorted().toList())
              + ".");
    }
    return sort;
  }

  private static List<String> words(Map<String, String> given, String name) {
    return Arrays.stream(given.getOrDefault(name, "").split(","))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static int number(Map<String, String> given, String name, int least, int most) {
    String text = given.get(name);
    if (text == null) {
      return least;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(name, "`" + name + "` must be a whole number.");
    }
    throw wrong(name, "`%s` must be from %d to %d.".formatted(name, least, most));
  }

  private static RuntimeException wrong(String name, String message) {
    return ApiError.invalidRequest(message).param(name).reason("invalid_parameter").exception();
  }
}
