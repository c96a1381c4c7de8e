package ai.nemorouter.audit.chain;

import ai.nemorouter.audit.AuditEntry;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An entry as programs read it and as it is hashed: a change of this is a new format.
@Schema(name = "AuditEntry")
public record AuditEntryJson(
    UUID id,
    @Schema(description = "In UTC, to the microsecond.") String at,
    Who actor,
    @Schema(description = "As in `key.revoked`.") String action,
    @Schema(description = "As in `key 0199…`.") String target,
    @Schema(
            type = SchemaType.OBJECT,
            description = "Each field that changed, with `before` and `after`, and facts about it.")
        JsonNode details,
    @Schema(description = "The IP address that it came from.") String address,
    @Schema(description = "The program that it came from.") String agent) {

  public static AuditEntryJson of(AuditEntry entry) {
    return new AuditEntryJson(
        entry.id(),
        AuditBlock.time(entry.at()),
        new Who(entry.actorKind(), entry.actorId(), entry.actorName()),
        entry.action(),
        entry.target(),
        AuditBlock.sorted(entry.json()),
        entry.address(),
        entry.agent());
  }

  /// Who did it.
  @Schema(name = "AuditActor")
  public record Who(String kind, @Nullable UUID id, String name) {}
}
