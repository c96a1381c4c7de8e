package ai.nemorouter.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jspecify.annotations.Nullable;

/// A component that takes any JSON, because its use case words the refusal of what does not fit:
/// its `@Schema` alone says what fits.
final class SentNode {
  static final DotName TYPE = DotName.createSimple(JsonNode.class);

  /// Of what is always null.
  static final Schema NOTHING = OASFactory.createSchema().type(List.of(SchemaType.NULL));

  private static final DotName VOID = DotName.createSimple(Void.class);
  private static final Map<String, SchemaType> ITEMS =
      Map.of("String", SchemaType.STRING, "Integer", SchemaType.INTEGER);

  private SentNode() {}

  /// Null for a component of another type.
  static @Nullable Schema of(FieldInfo field) {
    if (field.type().name().equals(VOID)) {
      return NOTHING;
    }
    if (!field.type().name().equals(TYPE)) {
      return null;
    }
    Schema schema = OASFactory.createSchema();
    AnnotationInstance said = field.annotation(Records.SCHEMA);
    if (said != null) {
      fill(schema, said);
    }
    return schema;
  }

  private static void fill(Schema schema, AnnotationInstance said) {
    boolean nullable = isTrue(said.value("nullable"));
    AnnotationValue type = said.value("type");
    if (type != null) {
      List<SchemaType> types = new ArrayList<>(List.of(SchemaType.valueOf(type.asEnum())));
      if (nullable) {
        types.add(SchemaType.NULL);
      }
      schema.setType(types);
    }
    AnnotationValue words = said.value("enumeration");
    if (words != null) {
      List<Object> all = new ArrayList<>(Arrays.asList(words.asStringArray()));
      if (nullable) {
        all.add(null);
      }
      schema.setEnumeration(all);
    }
    AnnotationValue item = said.value("implementation");
    if (item != null) {
      SchemaType known = ITEMS.get(item.asClass().name().withoutPackagePrefix());
      schema.setItems(
          known == null
              ? OASFactory.createSchema()
              : OASFactory.createSchema().type(List.of(known)));
    }
    AnnotationValue format = said.value("format");
    schema.setFormat(format == null ? null : format.asString());
    AnnotationValue description = said.value("description");
    schema.setDescription(description == null ? null : description.asString());
  }

  static boolean isHidden(FieldInfo field) {
    AnnotationInstance said = field.annotation(Records.SCHEMA);
    return said != null && isTrue(said.value("hidden"));
  }

  private static boolean isTrue(@Nullable AnnotationValue value) {
    return value != null && value.asBoolean();
  }
}
