package ai.nemorouter.organization.member;

import ai.nemorouter.platform.error.InvalidInputException;
import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of a request that changes a member. A field that is absent changes nothing.
@Schema(name = "MemberChange")
record MemberChange(
    @Schema(type = SchemaType.STRING, description = "The slug of a role.") @Nullable JsonNode role,
    @Schema(type = SchemaType.BOOLEAN) @Nullable JsonNode suspended) {

  @Nullable String roleOrThrow() {
    if (role == null) {
      return null;
    }
    if (!role.isTextual() || role.textValue().isBlank()) {
      throw new InvalidInputException("role", "`role` must be text.");
    }
    return role.textValue();
  }

  @Nullable Boolean suspendedOrThrow() {
    if (suspended == null) {
      return null;
    }
    if (!suspended.isBoolean()) {
      throw new InvalidInputException("suspended", "`suspended` must be true or false.");
    }
    return suspended.booleanValue();
  }
}
