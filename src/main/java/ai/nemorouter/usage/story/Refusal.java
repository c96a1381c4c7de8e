package ai.nemorouter.usage.story;

import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.Address;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Why a request was refused, as the caller was told. Everything that did not matter is null.
///
/// Amounts are in words, with the limit's unit.
///
/// @param limitSource which limit had no room, as in `organization_credit` or `team`
/// @param message what the caller read
/// @param limit the cap
/// @param spend what finished requests had used of it
/// @param reserved what requests under way held of it
/// @param needed the least that this request would have needed
/// @param unit the limit's, as the database has it, like `period`
/// @param model the one model that the limit counts; null for all
/// @param provider the one provider that the limit counts; null for all
public record Refusal(
    @Nullable String reason,
    @Nullable String message,
    @Nullable String limitSource,
    @Nullable String limit,
    @Nullable String spend,
    @Nullable String reserved,
    @Nullable String needed,
    @Nullable Instant resetsAt,
    @Nullable String unit,
    @Nullable String period,
    @Nullable String model,
    @Nullable String provider) {
  private static final Set<String> ABOUT_KEYS =
      Set.of(
          "key_disabled",
          "key_expired",
          "key_revoked",
          "secret_ended",
          "team_archived",
          "organization_suspended");

  private static final Set<String> ABOUT_CREDIT = Set.of("insufficient_credits", "no_credit");

  /// Where something can be done about it.
  ///
  /// @param page below the organization's address
  /// @param permission that the page asks for, in one team at least
  public record Way(String page, String label, String permission) {}

  public static @Nullable Refusal of(@Nullable String json) {
    if (json == null) {
      return null;
    }
    JsonNode node = Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
    return new Refusal(
        text(node, "reason"),
        text(node, "message"),
        text(node, "limit_source"),
        amount(node, "limit", "limit_usd"),
        amount(node, "used", "spend_usd"),
        amount(node, "held", "reserved_usd"),
        amount(node, "needed", "needed_usd"),
        instant(node),
        text(node, "unit"),
        text(node, "period"),
        text(node, "limit_model"),
        text(node, "limit_provider"));
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

  /// The limit with what it allows, as in `$10.00 per month`; null where it is about none.
  public @Nullable String limitTerms() {
    if (limit == null) {
      return null;
    }
    return limit
        + Period.of(Objects.requireNonNullElse(period, ""))
            .filter(counted -> counted != Period.TOTAL && !isAboutCredit())
            .map(counted -> " " + counted.label())
            .orElse("")
        + (model == null ? "" : " for " + model)
        + (provider == null ? "" : " at " + provider);
  }

  private boolean isAboutCredit() {
    return "organization_credit".equals(limitSource);
  }

  /// Why it was refused, as a part of a sentence.
  public String inWords() {
    if (!isAboutALimit()) {
      return inWords(reason);
    }
    return isAboutCredit()
        ? "the organization's credit was not enough"
        : limitName() + " of " + limitTerms() + " had no room";
  }

  /// The same as a sentence.
  public String sentence() {
    String words = inWords();
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
  }

  /// The same where only the reason is recorded.
  static String inWords(@Nullable String reason) {
    return switch (Objects.requireNonNullElse(reason, "")) {
      case "insufficient_credits", "no_credit" -> "the organization had no credit";
      case "key_disabled" -> "the key was disabled";
      case "key_expired" -> "the key had expired";
      case "key_revoked" -> "the key was revoked";
      case "secret_ended" -> "this secret of the key had been replaced";
      case "team_archived" -> "the key's team was archived";
      case "organization_suspended" -> "the organization was suspended";
      case "key_model_not_allowed" -> "the key does not allow the model";
      case "team_model_not_allowed" -> "the team does not allow the model";
      case "organization_model_not_allowed" -> "the organization does not allow the model";
      case "key_endpoint_not_allowed" -> "the key does not allow this endpoint";
      case "key_address_not_allowed" -> "the key does not allow the address it came from";
      case "guardrail_blocked" -> "a guardrail blocked it";
      case "guardrail_unavailable" -> "a guardrail could not check it";
      case "model_not_found" -> "there was no such model";
      case "model_unpriced" -> "the model had no price";
      case "provider_paused" -> "its provider had failed several times and was paused";
      case "holds_unavailable" -> "nothing could be reserved at that moment";
      case "unpaid_requests" -> "too many requests of the key had not been paid for";
      case "" -> "no reason is recorded";
      default -> "it could not be served as it was sent (" + reason + ")";
    };
  }

  RequestStory.Stage stage() {
    return isAboutALimit() ? RequestStory.Stage.RESERVATION : stage(reason);
  }

  static RequestStory.Stage stage(@Nullable String recorded) {
    String reason = Objects.requireNonNullElse(recorded, "");
    if (ABOUT_KEYS.contains(reason)) {
      return RequestStory.Stage.KEY;
    }
    if (ABOUT_CREDIT.contains(reason) || reason.equals("holds_unavailable")) {
      return RequestStory.Stage.RESERVATION;
    }
    if (reason.startsWith("guardrail_")) {
      return RequestStory.Stage.GUARDRAILS;
    }
    return reason.endsWith("_not_allowed") || reason.equals("unpaid_requests")
        ? RequestStory.Stage.POLICY
        : RequestStory.Stage.MODEL;
  }

  /// Where something can be done about it; null where that is for the caller alone.
  @Nullable Way way(RequestDetail request) {
    if (isAboutALimit() || ABOUT_CREDIT.contains(Objects.requireNonNullElse(reason, ""))) {
      return isAboutCredit() || !isAboutALimit()
          ? new Way("credit", "Open credit", "VIEW_CREDIT")
          : new Way(limitsPage(request), "Open the limit", "VIEW_LIMITS");
    }
    return switch (Objects.requireNonNullElse(reason, "")) {
      case "key_disabled",
          "key_expired",
          "key_revoked",
          "secret_ended",
          "key_model_not_allowed",
          "key_endpoint_not_allowed",
          "key_address_not_allowed" ->
          new Way("keys/" + request.keyId(), "Open the key", "VIEW_KEYS");
      case "team_archived" -> new Way("teams/" + request.teamId(), "Open the team", "VIEW_TEAMS");
      case "team_model_not_allowed", "organization_model_not_allowed" ->
          new Way("allowed-models", "Open allowed models", "VIEW_MODELS");
      case "model_not_found", "model_unpriced" -> new Way("models", "Open models", "VIEW_MODELS");
      case "guardrail_blocked", "guardrail_unavailable" ->
          new Way("guardrails", "Open guardrails", "VIEW_GUARDRAILS");
      case "provider_paused" -> new Way("providers", "Open providers", "VIEW_PROVIDERS");
      default -> null;
    };
  }

  private String limitsPage(RequestDetail request) {
    String scope = Objects.requireNonNullElse(limitSource, "");
    String name =
        switch (scope) {
          case "key" -> request.keyName();
          case "team" -> request.teamName();
          default -> "";
        };
    return "limits"
        + new Address(
                Map.of(
                    "scope", scope, "unit", Objects.requireNonNullElse(unit, ""), "search", name))
            .query();
  }

  /// What would let the same request through.
  public String remedy() {
    if (isAboutALimit()) {
      return resetsAt == null
          ? "Raise the limit, or make the request smaller (fewer input tokens, a lower max_tokens)."
          : "Wait until the limit resets, raise it, or make the request smaller (fewer input"
              + " tokens, a lower max_tokens).";
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
      case "guardrail_blocked" -> "Leave out what the guardrail found, or add an exception to it.";
      case "guardrail_unavailable", "holds_unavailable" -> "Send the request again.";
      case "provider_paused" -> "Send the request again shortly, or use another model.";
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
