package ai.nemorouter.platform;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads and writes JSON so that no number loses a digit: decimals are `BigDecimal` both ways and
/// never written in scientific notation. What is read is bounded in everything that costs memory or
/// time: the number of values and names, how deep they are nested, how long names and numbers are.
public final class Json {
  /// Names, values, and beginnings and ends of objects and arrays in a request. Room for the
  /// 300,000 token numbers that one request of embeddings may have at OpenAI.
  static final int TOKENS_MAX = 500_000;

  /// The same in an answer with vectors: 2,048 of 1,536 numbers each.
  private static final int TOKENS_OF_VECTORS_MAX = 4_000_000;

  private static final int DEPTH_MAX = 500;
  private static final int NAME_LENGTH_MAX = 10_000;
  private static final int NUMBER_LENGTH_MAX = 1_000;
  private static final Pattern WHERE_SET = Pattern.compile(", from `[^`]*`");

  private static final JsonMapper REQUESTS = mapper(TOKENS_MAX, new WritableNumbers(false));
  private static final JsonMapper ANSWERS = mapper(TOKENS_MAX, new WritableNumbers(true));
  private static final JsonMapper VECTORS =
      mapper(TOKENS_OF_VECTORS_MAX, new WritableNumbers(true));

  private Json() {}

  private static JsonMapper mapper(int tokensMax, WritableNumbers numbers) {
    StreamReadConstraints bounds =
        StreamReadConstraints.builder()
            .maxTokenCount(tokensMax)
            .maxNestingDepth(DEPTH_MAX)
            .maxNameLength(NAME_LENGTH_MAX)
            .maxNumberLength(NUMBER_LENGTH_MAX)
            .build();
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(bounds)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build())
        .nodeFactory(numbers)
        .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build();
  }

  public static ObjectNode object() {
    return REQUESTS.createObjectNode();
  }

  /// @throws ApiException with status 400 that says where the text stops being JSON, that it is not
  ///   an object, that it is larger than the bounds, or which field has a number beyond 1e±400
  public static ObjectNode parseObject(byte[] text) {
    return parse(REQUESTS, text);
  }

  /// The same for the answer of a provider, in which a number beyond 1e±400 counts as null.
  ///
  /// @param vectors whether it may hold millions of numbers
  public static ObjectNode parseAnswer(byte[] text, boolean vectors) {
    return parse(vectors ? VECTORS : ANSWERS, text);
  }

  private static ObjectNode parse(JsonMapper mapper, byte[] text) {
    JsonNode node;
    try (ParseMemory.Reservation _ = ParseMemory.ofNode().reserve(text.length);
        JsonParser parser = mapper.createParser(text)) {
      node = tree(mapper, parser);
    } catch (StreamConstraintsException e) {
      throw ApiError.invalidRequest(
              "The JSON of the body is beyond the bounds: "
                  + WHERE_SET.matcher(e.getOriginalMessage()).replaceAll(""))
          .reason("json_too_large")
          .exception();
    } catch (JsonProcessingException e) {
      throw ApiError.invalidRequest("The body is not valid JSON" + at(e) + ".")
          .reason("invalid_json")
          .exception();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.invalidRequest("The body must be a JSON object.")
        .reason("invalid_json")
        .exception();
  }

  private static @Nullable JsonNode tree(JsonMapper mapper, JsonParser parser) throws IOException {
    try {
      return mapper.readTree(parser);
    } catch (WritableNumbers.Unwritable e) {
      String field = parser.currentName();
      throw ApiError.invalidRequest(
              "The body has a number that is too large or too small"
                  + (field == null ? "" : " in `" + field + "`")
                  + ": exponents go from -400 to 400.")
          .param(field)
          .reason("number_out_of_range")
          .exception();
    }
  }

  public static String write(JsonNode node) {
    try {
      return REQUESTS.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A JSON tree cannot be written", e);
    }
  }

  private static String at(JsonProcessingException e) {
    if (e.getLocation() == null) {
      return "";
    }
    return ": "
        + e.getOriginalMessage()
        + " at line "
        + e.getLocation().getLineNr()
        + ", column "
        + e.getLocation().getColumnNr();
  }
}
