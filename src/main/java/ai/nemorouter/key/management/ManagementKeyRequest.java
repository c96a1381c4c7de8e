package ai.nemorouter.key.management;

import ai.nemorouter.access.Permission;
import ai.nemorouter.key.api.KeyRequest;
import ai.nemorouter.key.api.SentFields;
import ai.nemorouter.key.api.SentFields.As;
import ai.nemorouter.platform.error.InvalidInputException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of a request that creates a management key.
@Schema(name = "ManagementKeyRequest")
record ManagementKeyRequest(
    @SentFields(value = As.TEXT_OR_NULL, message = "`name` must be a string.")
        @Schema(type = SchemaType.STRING, description = "Required.")
        @Nullable JsonNode name,
    @SentFields(value = As.TEXTS_OR_NULL, message = "`permissions` must be a list of strings.")
        @Schema(
            type = SchemaType.ARRAY,
            implementation = String.class,
            description = "What it may do, as in `CHANGE_KEYS`; no more than the key that asks.")
        @Nullable JsonNode permissions,
    @SentFields(value = As.TEXT_OR_NULL, message = "`expires_at` must be a string.")
        @SentFields(value = As.TIME, message = KeyRequest.TIME)
        @Schema(type = SchemaType.STRING, format = "date-time", nullable = true)
        @Nullable JsonNode expiresAt,
    @SentFields(
            value = As.TEXTS_OR_NULL,
            message = "`allowed_addresses` must be a list of strings.")
        @Schema(
            type = SchemaType.ARRAY,
            implementation = String.class,
            nullable = true,
            description = "The addresses it works from; empty or null for all.")
        @Nullable JsonNode allowedAddresses) {

  NewManagementKey wanted() {
    return new NewManagementKey(
        KeyRequest.nameOrThrow(name),
        chosen(),
        KeyRequest.time(expiresAt),
        KeyRequest.texts(allowedAddresses),
        null);
  }

  private Set<Permission> chosen() {
    List<String> names = KeyRequest.texts(permissions);
    Set<Permission> known = Permission.named(names.toArray(String[]::new));
    names.stream()
        .filter(name -> known.stream().noneMatch(permission -> permission.name().equals(name)))
        .findFirst()
        .ifPresent(unknown -> {
          throw new InvalidInputException(
              "permissions", "There is no permission `" + unknown + "`.");
        });
    return known;
  }
}
