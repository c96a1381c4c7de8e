package ai.nemorouter.platform.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /// Shared by all threads: each request has a thread of its own, which would begin with new
  /// buffers.
  private static final RecyclerPool<BufferRecycler> BUFFERS =
      JsonRecyclerPools.newConcurrentDequePool();

  private static final JsonMapper REQUESTS = mapper(TOKENS_MAX, new WritableNumbers(false));
  private static final JsonMapper ANSWERS = lenient(TOKENS_MAX);
  private static final JsonMapper VECTORS = lenient(TOKENS_OF_VECTORS_MAX);

  /// Records, their components in snake case.
  private static final JsonMapper RECORDS =
      REQUESTS
          .rebuild()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(MapperFeature.ALLOW_VOID_VALUED_PROPERTIES)
          .addModule(new SimpleModule().addSerializer(Temporal.class, ToStringSerializer.instance))
          .build();

  private Json() {}

  /// Servers write what no standard allows: one key twice, `NaN`, raw line ends in texts, a comma
  /// too many, something behind the end.
  private static JsonMapper lenient(int tokensMax) {
    return mapper(tokensMax, new WritableNumbers(true))
        .rebuild()
        .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature())
        .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS.mappedFeature())
        .enable(JsonReadFeature.ALLOW_TRAILING_COMMA.mappedFeature())
        .build();
  }

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
                .recyclerPool(BUFFERS)
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

  /// The same for the answer of a provider, which is read as leniently as it goes. A number beyond
  /// 1e±400, or none at all, counts as null.
  ///
  /// @param vectors whether it may hold millions of numbers
  public static ObjectNode parseAnswer(byte[] text, boolean vectors) {
    ObjectNode answer = parse(vectors ? VECTORS : ANSWERS, text);
    NotNumbers.asNulls(answer, text);
    return answer;
  }

  /// All that a provider says in one piece of an answer, one value after the other. What cannot be
  /// read behind the first of them does not count.
  ///
  /// @throws ApiException if there is nothing that can be read
  public static List<JsonNode> parseAnswers(byte[] text) {
    List<JsonNode> values = new ArrayList<>();
    try (ParseMemory.Reservation _ = ParseMemory.ofNode().reserve(text.length);
        JsonParser parser = ANSWERS.createParser(text)) {
      while (parser.nextToken() != null) {
        values.add(NotNumbers.asNulls(ANSWERS.<JsonNode>readTree(parser), text));
      }
    } catch (IOException e) {
      if (values.isEmpty()) {
        throw ApiError.invalidRequest("The answer is not valid JSON.")
            .reason("invalid_json")
            .exception();
      }
    }
    return values;
  }

  /// The object that a text begins with, read as leniently as the answer of a provider.
  public static Optional<ObjectNode> readable(String text) {
    try {
      return parseAnswers(text.getBytes(StandardCharsets.UTF_8)).stream()
          .findFirst()
          .filter(ObjectNode.class::isInstance)
          .map(ObjectNode.class::cast);
    } catch (ApiException e) {
      return Optional.empty();
    }
  }

  /// Whether a text is a JSON value from its beginning to its end.
  public static boolean isWhole(String text) {
    try (JsonParser parser = REQUESTS.createParser(text)) {
      return parser.nextToken() != null && isWhole(parser);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isWhole(JsonParser parser) throws IOException {
    parser.skipChildren();
    JsonToken end = parser.currentToken();
    return end != null && !end.isStructStart() && parser.nextToken() == null;
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
    return write(REQUESTS, node);
  }

  /// Writes its components in snake case, in their order; nulls too.
  public static String write(Record json) {
    return write(RECORDS, json);
  }

  /// The same as a tree.
  public static ObjectNode tree(Record json) {
    return RECORDS.valueToTree(json);
  }

  private static String write(JsonMapper mapper, Object json) {
    try {
      return mapper.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("JSON cannot be written", e);
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
