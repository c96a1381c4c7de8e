package ai.nemorouter.openapi;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/// Parameters that mean the same on every route. Methods take them as text, so that what is refused
/// is refused in the form of all errors.
final class CommonParameters {
  private static final Set<String> IDS =
      Set.of("id", "hash", "team", "rule", "sample", "exception", "org");

  /// Whole numbers, with the least that they can be.
  private static final Map<String, Integer> NUMBERS =
      Map.of("page", 1, "offset", 0, "limit", 1, "number", 1);

  private static final Map<String, String> DESCRIPTIONS =
      Map.ofEntries(
          Map.entry("page", "Counted from 1."),
          Map.entry("number", "Counted from 1."),
          Map.entry("offset", "How many to pass over."),
          Map.entry("cursor", "The `next_cursor` of the answer before."),
          Map.entry("search", "A part of a name or an address."),
          Map.entry("month", "As in `2026-11`."),
          Map.entry("request", "The `x-nemo-request-id` of its answer, or its id as a UUID."),
          Map.entry("name", "The name of the alias."),
          Map.entry("role", "The slug of the role."),
          Map.entry("id", "The id."),
          Map.entry("hash", "The id of the key."),
          Map.entry("team", "The id of the team."),
          Map.entry("rule", "The id of the guardrail."),
          Map.entry("sample", "The id of the sample."),
          Map.entry("exception", "The id of the exception."),
          Map.entry("org", "The id of the organization."));

  private CommonParameters() {}

  static void describe(Operation operation) {
    if (operation.getParameters() == null) {
      return;
    }
    List<Parameter> kept =
        operation.getParameters().stream()
            .filter(parameter -> parameter.getIn() != Parameter.In.HEADER)
            .toList();
    kept.forEach(CommonParameters::describe);
    operation.setParameters(kept.isEmpty() ? null : kept);
  }

  private static void describe(Parameter parameter) {
    String name = parameter.getName();
    Schema schema = parameter.getSchema();
    if (parameter.getDescription() == null) {
      parameter.setDescription(DESCRIPTIONS.get(name));
    }
    if (schema.getType() == null) {
      schema.setType(List.of(SchemaType.STRING));
    }
    if ("".equals(schema.getDefaultValue())) {
      schema.setDefaultValue(null);
    }
    Object usual = schema.getDefaultValue();
    if (usual != null && schema.getType().contains(SchemaType.BOOLEAN)) {
      schema.setDefaultValue(Boolean.valueOf(usual.toString()));
    }
    Integer least = NUMBERS.get(name);
    if (least != null) {
      schema.type(List.of(SchemaType.INTEGER)).format(null).minimum(BigDecimal.valueOf(least));
      schema.setDefaultValue(usual == null ? null : Integer.valueOf(usual.toString()));
    }
    if (parameter.getIn() == Parameter.In.PATH && IDS.contains(name)) {
      schema.setFormat("uuid");
    }
  }
}
