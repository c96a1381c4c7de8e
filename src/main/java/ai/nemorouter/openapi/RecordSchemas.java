package ai.nemorouter.openapi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/// The schemas of the records that routes read and write. Those that nothing refers to go. Wrappers
/// as `Data` have no name of their own: they are said where they are used.
final class RecordSchemas {
  private static final String REFERENCE = "#/components/schemas/";

  private final OpenAPI document;
  private final Records records;
  private final Map<String, Schema> schemas;

  RecordSchemas(Records records, OpenAPI document) {
    this.records = records;
    this.document = document;
    this.schemas = document.getComponents().getSchemas();
  }

  void complete() {
    Set<String> answered = reached(operations().flatMap(RecordSchemas::answers));
    Set<String> all = new TreeSet<>(answered);
    all.addAll(reached(operations().flatMap(RecordSchemas::bodies)));
    all.forEach(name -> records.complete(name, schemas.get(name), answered.contains(name)));

    operations().flatMap(RecordSchemas::answers).forEach(this::unwrap);
    Map<String, Schema> used = new LinkedHashMap<>();
    Stream<Content> contents =
        operations().flatMap(one -> Stream.concat(answers(one), bodies(one)));
    reached(contents).forEach(name -> used.put(name, schemas.get(name)));
    document.getComponents().setSchemas(used);
  }

  private Set<String> reached(Stream<Content> contents) {
    Set<String> reached = new TreeSet<>();
    contents
        .flatMap(content -> content.getMediaTypes().values().stream())
        .forEach(type -> reach(type.getSchema(), reached));
    return reached;
  }

  private Stream<Operation> operations() {
    return document.getPaths().getPathItems().values().stream()
        .flatMap(path -> path.getOperations().values().stream());
  }

  private static Stream<Content> answers(Operation operation) {
    return operation.getResponses().getAPIResponses().values().stream()
        .flatMap(answer -> Stream.ofNullable(answer.getContent()));
  }

  private static Stream<Content> bodies(Operation operation) {
    return Stream.ofNullable(operation.getRequestBody()).map(RequestBody::getContent);
  }

  private void unwrap(Content content) {
    for (MediaType type : content.getMediaTypes().values()) {
      String name = name(type.getSchema());
      if (name != null && records.isWrapper(name)) {
        type.setSchema(schemas.get(name));
      }
    }
  }

  private void reach(@Nullable Schema schema, Set<String> reached) {
    if (schema == null) {
      return;
    }
    String name = name(schema);
    if (name != null && !Records.isPlain(name) && reached.add(name)) {
      reach(schemas.get(name), reached);
    }
    parts(schema).forEach(part -> reach(part, reached));
  }

  private static Stream<Schema> parts(Schema schema) {
    return Stream.of(
            Stream.ofNullable(schema.getProperties()).flatMap(all -> all.values().stream()),
            Stream.ofNullable(schema.getOneOf()).flatMap(all -> all.stream()),
            Stream.ofNullable(schema.getAnyOf()).flatMap(all -> all.stream()),
            Stream.ofNullable(schema.getItems()),
            Stream.ofNullable(schema.getAdditionalPropertiesSchema()))
        .flatMap(part -> part);
  }

  /// Of the schema that it refers to; null where it refers to none.
  private static @Nullable String name(@Nullable Schema schema) {
    return schema == null || schema.getRef() == null
        ? null
        : schema.getRef().substring(REFERENCE.length());
  }
}
