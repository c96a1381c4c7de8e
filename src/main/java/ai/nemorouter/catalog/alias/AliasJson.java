package ai.nemorouter.catalog.alias;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// An alias as programs read it.
@Schema(name = "Alias")
record AliasJson(
    String name,
    @Schema(description = "The slug of the model that it leads to.") String target,
    @Schema(description = "Whether that model is gone.") boolean broken,
    String createdBy,
    Instant createdAt,
    Instant updatedAt) {

  static AliasJson of(Alias alias) {
    return new AliasJson(
        alias.name(),
        alias.target(),
        alias.isBroken(),
        alias.createdBy(),
        alias.createdAt(),
        alias.updatedAt());
  }
}
