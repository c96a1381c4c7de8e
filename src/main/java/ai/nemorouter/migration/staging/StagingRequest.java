package ai.nemorouter.migration.staging;

import ai.nemorouter.platform.error.InvalidInputException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of a request for sample calls.
@Schema(name = "StagingRequest")
record StagingRequest(
    @Schema(
            type = SchemaType.ARRAY,
            implementation = String.class,
            description = "One to five models to try.")
        @Nullable JsonNode models,
    @Schema(
            type = SchemaType.BOOLEAN,
            description = "Whether to make the requests, and not only to say what they can cost.")
        @Nullable JsonNode confirm) {

  boolean isConfirmed() {
    return confirm != null && confirm.asBoolean(false);
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    for (JsonNode model : models == null ? List.<JsonNode>of() : models) {
      if (!model.isTextual()) {
        throw new InvalidInputException("models", "`models` must hold strings.");
      }
      names.add(model.asText());
    }
    return names;
  }
}
