package ai.nemorouter.key.api;

import ai.nemorouter.catalog.allowlist.ModelAllowlist;
import ai.nemorouter.key.KeySettings;
import ai.nemorouter.key.api.SentFields.As;
import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Period;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of a request that mints or changes a key. A field that is absent changes nothing; one
/// that is null takes the setting away.
///
/// @param team by name or id; absent for the first in which the program may mint
/// @param workspaceId OpenRouter's word for `team`
/// @param owner a member, by e-mail address or id; absent for none
/// @param ownerId the same
@Schema(name = "KeyRequest")
public record KeyRequest(
    @SentFields(value = As.TEXT_OR_NULL, message = "`team` must be a string.")
        @Schema(
            type = SchemaType.STRING,
            nullable = true,
            description = "Of a new key: the name or id of its team; without it the first one.")
        @Nullable JsonNode team,
    @SentFields(value = As.TEXT_OR_NULL, message = "`workspace_id` must be a string.")
        @Schema(type = SchemaType.STRING, nullable = true, description = "The same as `team`.")
        @Nullable JsonNode workspaceId,
    @SentFields(value = As.TEXT_OR_NULL, message = "`owner` must be a string.")
        @Schema(
            type = SchemaType.STRING,
            nullable = true,
            description = "Of a new key: the e-mail address or id of the member who owns it.")
        @Nullable JsonNode owner,
    @SentFields(value = As.TEXT_OR_NULL, message = "`owner_id` must be a string.")
        @Schema(type = SchemaType.STRING, nullable = true, description = "The same as `owner`.")
        @Nullable JsonNode ownerId,
    @SentFields(value = As.TEXT_OR_NULL, message = "`name` must be a string.")
        @Schema(type = SchemaType.STRING, description = "Required for a new key.")
        @Nullable JsonNode name,
    @SentFields(value = As.FLAG, message = "`disabled` must be true or false.")
        @Schema(type = SchemaType.BOOLEAN)
        @Nullable JsonNode disabled,
    @SentFields(
            value = As.NUMBER_OR_NULL,
            message = "`limit` must be a number of US dollars or null.")
        @Schema(
            type = SchemaType.NUMBER,
            nullable = true,
            description = "US dollars; null for no limit.")
        @Nullable JsonNode limit,
    @SentFields(value = As.TEXT_OR_NULL, message = KeyRequest.RESETS)
        @Schema(
            type = SchemaType.STRING,
            nullable = true,
            enumeration = {"daily", "weekly", "monthly"},
            description = "The period of the limit; null for one in total.")
        @Nullable JsonNode limitReset,
    @SentFields(value = As.TEXT_OR_NULL, message = "`expires_at` must be a string.")
        @SentFields(value = As.TIME, message = KeyRequest.TIME)
        @Schema(type = SchemaType.STRING, format = "date-time", nullable = true)
        @Nullable JsonNode expiresAt,
    @SentFields(value = As.TEXT_OR_NULL, message = "`description` must be a string.")
        @Schema(type = SchemaType.STRING, nullable = true, description = "At most 500 characters.")
        @Nullable JsonNode description,
    @SentFields(value = As.TEXTS_OR_NULL, message = "`allowed_models` must be a list of strings.")
        @Schema(
            type = SchemaType.ARRAY,
            implementation = String.class,
            nullable = true,
            description = "The models it may call; empty or null for all.")
        @Nullable JsonNode allowedModels,
    @SentFields(
            value = As.TEXTS_OR_NULL,
            message = "`allowed_endpoints` must be a list of strings.")
        @Schema(
            type = SchemaType.ARRAY,
            implementation = String.class,
            nullable = true,
            description = "The endpoints it may call; empty or null for all.")
        @Nullable JsonNode allowedEndpoints,
    @SentFields(
            value = As.TEXTS_OR_NULL,
            message = "`allowed_addresses` must be a list of strings.")
        @Schema(
            type = SchemaType.ARRAY,
            implementation = String.class,
            nullable = true,
            description = "The addresses it may call from; empty or null for all.")
        @Nullable JsonNode allowedAddresses) {
  public static final String TIME = "`expires_at` must be a time as in 2030-12-31T23:59:59Z.";
  static final String RESETS = "`limit_reset` must be \"daily\", \"weekly\", \"monthly\" or null.";

  public String nameOrThrow() {
    return nameOrThrow(name);
  }

  public static String nameOrThrow(@Nullable JsonNode name) {
    return text(name)
        .orElseThrow(() -> new InvalidInputException("name", "`name` is required, as a string."));
  }

  /// The team that the key is for; empty for the first one.
  Optional<String> teamReference() {
    return text(team).or(() -> text(workspaceId));
  }

  /// The member who is to own the key; empty for none.
  Optional<String> ownerReference() {
    return text(owner).or(() -> text(ownerId));
  }

  String descriptionOrNone() {
    return text(description).orElse("");
  }

  @Nullable Budget budget() {
    return changedBudget(null);
  }

  KeyPolicy policy() {
    return changedPolicy(KeyPolicy.ANYTHING);
  }

  @Nullable Instant expiry() {
    return time(expiresAt);
  }

  KeySettings applyTo(KeySettings settings) {
    KeySettings changed = settings;
    if (name != null) {
      changed = changed.withName(nameOrThrow());
    }
    if (disabled != null) {
      changed = changed.withDisabled(disabled.booleanValue());
    }
    if (limit != null || limitReset != null) {
      changed = changed.withBudget(changedBudget(settings.budget()));
    }
    if (expiresAt != null) {
      changed = changed.withExpiresAt(expiry());
    }
    if (description != null) {
      changed = changed.withDescription(descriptionOrNone());
    }
    return changed.withPolicy(changedPolicy(settings.policy()));
  }

  /// Null allows everything again.
  private KeyPolicy changedPolicy(KeyPolicy before) {
    KeyPolicy changed = before;
    if (allowedModels != null) {
      changed = changed.withModels(new ModelAllowlist(texts(allowedModels)));
    }
    if (allowedEndpoints != null) {
      changed = changed.withEndpoints(texts(allowedEndpoints));
    }
    if (allowedAddresses != null) {
      changed = changed.withAddresses(texts(allowedAddresses));
    }
    return changed;
  }

  private @Nullable Budget changedBudget(@Nullable Budget before) {
    Money amount = limit != null ? amount(limit) : before == null ? null : before.amount();
    if (amount == null) {
      return null;
    }
    Period kept = before == null ? Period.TOTAL : before.period();
    return new Budget(limitReset != null ? period(limitReset) : kept, amount);
  }

  private static @Nullable Money amount(JsonNode limit) {
    if (limit.isNull()) {
      return null;
    }
    try {
      return Money.ofUsd(limit.decimalValue());
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("limit", "`limit` " + e.getMessage() + ".");
    }
  }

  private static Period period(JsonNode reset) {
    return Period.ofResetName(reset.textValue())
        .orElseThrow(() -> new InvalidInputException("limit_reset", RESETS));
  }

  static Optional<String> text(@Nullable JsonNode node) {
    return Optional.ofNullable(node).map(JsonNode::textValue);
  }

  public static List<String> texts(@Nullable JsonNode node) {
    return node == null ? List.of() : node.valueStream().map(JsonNode::textValue).toList();
  }

  public static @Nullable Instant time(@Nullable JsonNode node) {
    return text(node).map(text -> OffsetDateTime.parse(text).toInstant()).orElse(null);
  }
}
