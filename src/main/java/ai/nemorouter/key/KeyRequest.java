package ai.nemorouter.key;

import ai.nemorouter.access.Permission;
import ai.nemorouter.catalog.ModelAllowlist;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Period;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.ApiInput;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The body of a request that mints or changes a key. A field that is absent changes nothing; one
/// that is null takes the setting away.
final class KeyRequest {
  private static final String LIMIT = "limit";
  private static final String LIMIT_RESET = "limit_reset";
  private static final String EXPIRES_AT = "expires_at";
  private static final String GRACE = "grace_seconds";

  private final ObjectNode body;

  private KeyRequest(ObjectNode body) {
    this.body = body;
  }

  static KeyRequest parse(byte[] text) {
    return new KeyRequest(ApiInput.bodyOrThrow(text));
  }

  /// Where nothing has to be said.
  static KeyRequest parseIfAny(byte[] text) {
    return text.length == 0 ? new KeyRequest(Json.object()) : parse(text);
  }

  String nameOrThrow() {
    return text("name")
        .orElseThrow(() -> new InvalidInputException("name", "`name` is required, as a string."));
  }

  /// The team that the key is for, by name or id; empty for the organization's first.
  Optional<String> team() {
    return text("team").or(() -> text("workspace_id"));
  }

  /// The member who is to own the key, by e-mail address or id; empty for nobody.
  Optional<String> owner() {
    return text("owner").or(() -> text("owner_id"));
  }

  String description() {
    return text("description").orElse("");
  }

  @Nullable Budget budget() {
    return changedBudget(null);
  }

  KeyPolicy policy() {
    return changedPolicy(KeyPolicy.ANYTHING);
  }

  /// How long the old secret works after a rotation; a day where nothing is said.
  Duration grace() {
    JsonNode node = body.path(GRACE);
    if (node.isMissingNode()) {
      return KeyRotations.USUAL_GRACE;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw new InvalidInputException(GRACE, "`grace_seconds` must be a whole number of seconds.");
    }
    return Duration.ofSeconds(node.intValue());
  }

  /// The operations that a program is to have; empty where none are named.
  Set<Permission> permissions() {
    List<String> names = texts("permissions").orElse(List.of());
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

  List<String> addresses() {
    return texts(KeyPolicy.ADDRESSES).orElse(List.of());
  }

  @Nullable Instant expiresAt() {
    return text(EXPIRES_AT).map(KeyRequest::instant).orElse(null);
  }

  KeySettings applyTo(KeySettings settings) {
    KeySettings changed = settings;
    if (body.has("name")) {
      changed = changed.withName(nameOrThrow());
    }
    if (body.has("disabled")) {
      changed = changed.withDisabled(flag("disabled"));
    }
    if (body.has(LIMIT) || body.has(LIMIT_RESET)) {
      changed = changed.withBudget(changedBudget(settings.budget()));
    }
    if (body.has(EXPIRES_AT)) {
      changed = changed.withExpiresAt(expiresAt());
    }
    if (body.has("description")) {
      changed = changed.withDescription(description());
    }
    return changed.withPolicy(changedPolicy(settings.policy()));
  }

  /// Null allows everything again.
  private KeyPolicy changedPolicy(KeyPolicy before) {
    KeyPolicy changed = before;
    if (body.has(ModelAllowlist.FIELD)) {
      changed =
          changed.withModels(new ModelAllowlist(texts(ModelAllowlist.FIELD).orElse(List.of())));
    }
    if (body.has(KeyPolicy.ENDPOINTS)) {
      changed = changed.withEndpoints(texts(KeyPolicy.ENDPOINTS).orElse(List.of()));
    }
    if (body.has(KeyPolicy.ADDRESSES)) {
      changed = changed.withAddresses(addresses());
    }
    return changed;
  }

  private Optional<List<String>> texts(String name) {
    JsonNode node = body.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : node) {
      texts.add(item.isTextual() ? item.textValue() : "");
    }
    if (!node.isArray() || texts.contains("")) {
      throw new InvalidInputException(name, "`" + name + "` must be a list of strings.");
    }
    return Optional.of(texts);
  }

  private @Nullable Budget changedBudget(@Nullable Budget before) {
    Money amount = body.has(LIMIT) ? amount() : before == null ? null : before.amount();
    if (amount == null) {
      return null;
    }
    Period kept = before == null ? Period.TOTAL : before.period();
    return new Budget(body.has(LIMIT_RESET) ? period() : kept, amount);
  }

  private @Nullable Money amount() {
    JsonNode node = body.get(LIMIT);
    if (node.isNull()) {
      return null;
    }
    if (!node.isNumber()) {
      throw new InvalidInputException(LIMIT, "`limit` must be a number of US dollars or null.");
    }
    BigDecimal usd = node.decimalValue();
    try {
      return Money.ofUsd(usd);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(LIMIT, "`limit` " + e.getMessage() + ".");
    }
  }

  private Period period() {
    JsonNode node = body.get(LIMIT_RESET);
    Optional<Period> period =
        node.isNull() || node.isTextual() ? Period.ofResetName(node.textValue()) : Optional.empty();
    return period.orElseThrow(() ->
        new InvalidInputException(
            LIMIT_RESET, "`limit_reset` must be \"daily\", \"weekly\", \"monthly\" or null."));
  }

  private boolean flag(String name) {
    JsonNode node = body.get(name);
    if (!node.isBoolean()) {
      throw new InvalidInputException(name, "`" + name + "` must be true or false.");
    }
    return node.booleanValue();
  }

  private Optional<String> text(String name) {
    JsonNode node = body.get(name);
    if (node == null || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isTextual()) {
      throw new InvalidInputException(name, "`" + name + "` must be a string.");
    }
    return Optional.of(node.textValue());
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new InvalidInputException(
          EXPIRES_AT, "`expires_at` must be a time as in 2030-12-31T23:59:59Z.");
    }
  }
}
