package ai.nemorouter.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The committed document, and what it says of answers and requests. Fields of answers that it does
/// not name are wrong, except where it says that facts differ; those of requests are ignored.
final class ApiDocument {
  static final Path FILE = Path.of("docs/openapi.json");
  private static final String JSON = "application/json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JsonNode root;
  private final ObjectNode strict;
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  private ApiDocument(JsonNode root) {
    this.root = root;
    this.strict = root.path("components").deepCopy();
    strict
        .path("schemas")
        .properties()
        .forEach(schema -> {
          if (!schema.getKey().equals("Error")) {
            close(schema.getValue());
          }
        });
  }

  /// An operation, by where it is.
  record Operation(String verb, String path, JsonNode json) {
    String id() {
      return json.path("operationId").asText();
    }

    boolean isList() {
      return json.at("/responses/200/content/application~1json/schema/properties/data/type")
          .asText()
          .equals("array");
    }

    boolean takes(String key) {
      return json.path("security").valueStream().anyMatch(one -> one.has(key));
    }

    List<JsonNode> parameters() {
      return json.path("parameters").valueStream().toList();
    }

    @Override
    public String toString() {
      return verb + " " + path;
    }
  }

  static ApiDocument committed() {
    try {
      return new ApiDocument(parse(Files.readString(FILE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// As the file has it: what the document is about first.
  static String pretty(JsonNode json) {
    ObjectNode ordered = MAPPER.createObjectNode();
    List.of("openapi", "info", "tags", "paths", "components")
        .forEach(part -> ordered.set(part, json.path(part)));
    ordered.setAll((ObjectNode) json);
    return ordered.toPrettyString() + "\n";
  }

  JsonNode root() {
    return root;
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    root.path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(verb ->
                    operations.add(
                        new Operation(
                            verb.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            verb.getValue()))));
    return operations;
  }

  Operation operation(String id) {
    return operations().stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(FILE + " has no " + id));
  }

  /// What is wrong with an answer; empty if nothing is.
  ///
  /// @param body its JSON
  String problemOfAnswer(Operation operation, int status, String body) {
    JsonNode answers = operation.json().path("responses");
    String code = answers.has(String.valueOf(status)) ? String.valueOf(status) : "default";
    if (code.equals("default") && status < 400) {
      return "the status " + status + " is not documented";
    }
    JsonNode answer = resolved(answers.path(code));
    JsonNode schema = answer.path("content").path(JSON).path("schema");
    return schema.isMissingNode()
        ? ""
        : problem(operation.id() + " " + code, closed(schema), strict, body);
  }

  /// What is wrong with the body of a request; empty if nothing is.
  String problemOfRequest(Operation operation, String body) {
    JsonNode schema =
        operation.json().path("requestBody").path("content").path(JSON).path("schema");
    return schema.isMissingNode()
        ? ""
        : problem(operation.id() + " request", schema, root.path("components"), body);
  }

  private String problem(String name, JsonNode schema, JsonNode components, String body) {
    return schemas
        .computeIfAbsent(name, _ -> compiled(schema, components))
        .validate(body, InputFormat.JSON)
        .toString()
        .replaceFirst("^\\[]$", "");
  }

  private static Schema compiled(JsonNode schema, JsonNode components) {
    ObjectNode whole = MAPPER.createObjectNode();
    whole.set("components", components);
    whole.putArray("allOf").add(schema);
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(whole.toString(), InputFormat.JSON);
  }

  private static JsonNode closed(JsonNode schema) {
    JsonNode closed = schema.deepCopy();
    close(closed);
    return closed;
  }

  private JsonNode resolved(JsonNode answer) {
    return answer.has("$ref") ? root.at(answer.path("$ref").asText().substring(1)) : answer;
  }

  private static void close(@Nullable JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.has("properties")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
  }
}
