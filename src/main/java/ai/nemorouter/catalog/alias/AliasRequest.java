package ai.nemorouter.catalog.alias;

import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of a request that adds an alias.
@Schema(name = "AliasRequest")
record AliasRequest(
    String name,
    @Schema(description = "A model by any of its names.") String target,
    @Schema(
            type = SchemaType.BOOLEAN,
            nullable = true,
            description =
                "Required as true where the name is a built-in one that shall lead elsewhere.")
        @Nullable JsonNode takeOver) {

  Aliases.Wanted wanted() {
    return new Aliases.Wanted(name, target, takeOver != null && takeOver.asBoolean(false));
  }

  /// The body of a request that lets one lead elsewhere.
  @Schema(name = "AliasChange")
  record Change(@Schema(description = "A model by any of its names.") String target) {}
}
