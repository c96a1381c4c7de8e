package ai.nemorouter.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;
import org.jspecify.annotations.Nullable;

/// Says of the fields of records which are always there and which can be null. In an answer a
/// component that is `@Nullable` is a field that can be null; in a request one that may be left out
/// or null. Only what a component that takes any JSON may be is said by itself.
final class Records {
  private static final DotName NULLABLE = DotName.createSimple(Nullable.class);
  private static final DotName UNWRAPPED = DotName.createSimple(JsonUnwrapped.class);
  private static final DotName INCLUDE = DotName.createSimple(JsonInclude.class);
  static final DotName SCHEMA =
      DotName.createSimple(org.eclipse.microprofile.openapi.annotations.media.Schema.class);
  private static final String MONEY = "Money";
  private static final String UUID = "UUID";
  private static final String TIME = "Instant";
  private static final String DAY = "LocalDate";
  private static final Set<String> PLAIN =
      Set.of(MONEY, UUID, TIME, DAY, SentNode.TYPE.withoutPackagePrefix());

  private final IndexView index;
  private final Map<String, ClassInfo> types = new HashMap<>();
  private final Map<String, ClassInfo> wrappers = new HashMap<>();

  Records(IndexView index) {
    this.index = index;
    for (ClassInfo type : index.getKnownClasses()) {
      if (type.isRecord()) {
        String name = name(type);
        ClassInfo known = name == null ? null : types.put(name, type);
        if (known != null && !known.name().equals(type.name())) {
          throw new IllegalStateException("Two records have the schema " + name);
        }
        if (!type.typeParameters().isEmpty()) {
          wrappers.put(type.simpleName(), type);
        }
      }
    }
  }

  /// What it is called in the document; null for what has no place in it.
  private static @Nullable String name(ClassInfo type) {
    AnnotationInstance schema = type.declaredAnnotation(SCHEMA);
    AnnotationValue name = schema == null ? null : schema.value("name");
    return name == null ? null : name.asString();
  }

  /// Whether it is no record, but written as a number or as it was sent.
  static boolean isPlain(String name) {
    return PLAIN.contains(name);
  }

  boolean isWrapper(String name) {
    return type(name) != null && !types.containsKey(name);
  }

  /// A wrapper's name begins with its type's and goes on with what it is about.
  private @Nullable ClassInfo type(String name) {
    ClassInfo type = types.get(name);
    return type != null
        ? type
        : wrappers.keySet().stream()
            .filter(name::startsWith)
            .max(Comparator.comparingInt(String::length))
            .map(wrappers::get)
            .orElse(null);
  }

  /// @param answered whether it is part of an answer, and not of requests alone
  void complete(String name, @Nullable Schema schema, boolean answered) {
    ClassInfo type = type(name);
    if (schema == null || schema.getProperties() == null) {
      return;
    }
    if (type == null) {
      throw new IllegalStateException("Name its record: @Schema(name = …) for " + name);
    }
    Map<String, Schema> described = schema.getProperties();
    Map<String, Schema> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Field field : fields(type, false)) {
      Schema property = field.said() == null ? described.get(field.name()) : field.said();
      if (property == null) {
        throw new IllegalStateException("The document has no " + name + "." + field.name());
      }
      properties.put(field.name(), field.complete(plain(field, property)));
      if (answered ? !field.absent() : !field.nullable()) {
        required.add(field.name());
      }
    }
    schema.setProperties(properties);
    schema.setRequired(required.isEmpty() ? null : required);
  }

  private static Schema plain(Field field, Schema property) {
    return switch (field.type().withoutPackagePrefix()) {
      case MONEY -> scalar(SchemaType.NUMBER, null, property);
      case UUID -> scalar(SchemaType.STRING, "uuid", property);
      case TIME -> scalar(SchemaType.STRING, "date-time", property);
      case DAY -> scalar(SchemaType.STRING, "date", property);
      default -> property;
    };
  }

  private static Schema scalar(SchemaType type, @Nullable String format, Schema property) {
    return OASFactory.createSchema()
        .type(List.of(type))
        .format(format)
        .description(property.getDescription());
  }

  /// @param said what the record says that it is in JSON, where its type does not; else null
  /// @param nullable whether it may be null where it is there
  /// @param absent whether it may be left out of an answer
  private record Field(
      String name, DotName type, @Nullable Schema said, boolean nullable, boolean absent) {
    Schema complete(Schema property) {
      if (!nullable || said != null) {
        return property;
      }
      if (property.getRef() != null) {
        return OASFactory.createSchema()
            .description(property.getDescription())
            .addOneOf(OASFactory.createSchema().ref(property.getRef()))
            .addOneOf(SentNode.NOTHING);
      }
      List<SchemaType> types = new ArrayList<>(property.getType());
      types.add(SchemaType.NULL);
      property.setType(types);
      if (property.getEnumeration() != null) {
        List<Object> values = new ArrayList<>(property.getEnumeration());
        values.add(null);
        property.setEnumeration(values);
      }
      return property;
    }
  }

  /// In the order in which they are written.
  ///
  /// @param absent whether all of them may be left out
  private List<Field> fields(ClassInfo type, boolean absent) {
    List<Field> fields = new ArrayList<>();
    for (RecordComponentInfo component : type.recordComponentsInDeclarationOrder()) {
      FieldInfo field = type.field(component.name());
      boolean nullable = field.type().hasAnnotation(NULLABLE);
      if (field.hasAnnotation(UNWRAPPED)) {
        fields.addAll(fields(index.getClassByName(field.type().name()), absent || nullable));
      } else if (!SentNode.isHidden(field)) {
        boolean left = field.hasAnnotation(INCLUDE);
        fields.add(
            new Field(
                SnakeCaseStrategy.INSTANCE.translate(component.name()),
                field.type().name(),
                SentNode.of(field),
                nullable && !left,
                absent || left));
      }
    }
    return fields;
  }
}
