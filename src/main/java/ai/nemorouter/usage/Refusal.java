package ai.nemorouter.usage;

import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// Why a call was turned down, as the caller was told. Everything is null that did not matter.
///
/// @param limitSource which limit had no room, as in `organization_credit` or `team` Amounts are in
///   words, with the limit's unit.
///
/// @param limit the cap
/// @param spend what finished calls had used of it
/// @param reserved what calls under way held of it
/// @param needed the least that this call would have needed
public record Refusal(
    @Nullable String reason,
    @Nullable String limitSource,
    @Nullable String limit,
    @Nullable String spend,
    @Nullable String reserved,
    @Nullable String needed,
    @Nullable Instant resetsAt) {

  public static @Nullable Refusal of(@Nullable String json) {
    if (json == null) {
      return null;
    }
    JsonNode node = Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
    return new Refusal(
        text(node, "reason"),
        text(node, "limit_source"),
        amount(node, "limit", "limit_usd"),
        amount(node, "used", "spend_usd"),
        amount(node, "held", "reserved_usd"),
        amount(node, "needed", "needed_usd"),
        instant(node));
  }

  public boolean isAboutALimit() {
    return limit != null;
  }

  /// Which limit it was, in words.
  public String limitName() {
    return switch (limitSource == null ? "" : limitSource) {
      case "organization_credit" -> "the organization's credit";
      case "organization" -> "the organization's limit";
      case "team" -> "the team's limit";
      case "member" -> "the limit of the member who owns the key";
      case "key" -> "the key's own limit";
      default -> String.valueOf(limitSource);
    };
  }

  /// What would let the same call through.
  public String remedy() {
    if (isAboutALimit()) {
      return resetsAt == null
          ? "Raise the limit, or make the request smaller (fewer input tokens, a lower max_tokens)."
          : "Wait until the limit resets, raise it, or make the request smaller (fewer input tokens, a lower max_tokens).";
    }
    return switch (reason == null ? "" : reason) {
      case "insufficient_credits", "no_credit" ->
          "Ask the operator of this installation for credit.";
      case "key_disabled" -> "Enable the key again, or use another one.";
      case "key_expired" -> "Give the key a later expiry, or use another one.";
      case "key_revoked" -> "Create another key: a revoked one never works again.";
      case "secret_ended" -> "Use the newer secret of the key: it was rotated.";
      case "key_model_not_allowed", "team_model_not_allowed", "organization_model_not_allowed" ->
          "Ask GET /v1/models which models the key may use, or allow this one.";
      case "key_endpoint_not_allowed" -> "Use another key, or allow the endpoint in this one.";
      case "key_address_not_allowed" ->
          "Call from an address that the key allows, or change its address ranges.";
      case "team_archived" -> "Use a key of a team that is in use.";
      case "organization_suspended" -> "Ask the operator of this installation.";
      case "model_not_found" -> "Ask GET /v1/models which models there are.";
      default -> "Change the request as the message says, and send it again.";
    };
  }

  private static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isValueNode() && !value.isNull() ? value.asText() : null;
  }

  /// @param dollars the field of older refusals, which were about US dollars only
  private static @Nullable String amount(JsonNode node, String name, String dollars) {
    Unit unit = Unit.of(node.path("unit").asText("usd")).orElse(Unit.USD);
    JsonNode value = node.path(node.has(name) ? name : dollars);
    if (!value.isNumber()) {
      return null;
    }
    return unit == Unit.USD
        ? Money.ofUsd(value.decimalValue()).display()
        : unit.display(value.longValue());
  }

  private static @Nullable Instant instant(JsonNode node) {
    String text = text(node, "resets_at");
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
