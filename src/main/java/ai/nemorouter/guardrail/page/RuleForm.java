package ai.nemorouter.guardrail.page;

import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.rule.RuleJson;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.FormParam;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What was typed into the form of a rule, apart from what it looks for.
///
/// @param type which kind of check it has
/// @param version the one that is changed; empty for a new rule
/// @param scope what a new rule is for; empty for the widest
/// @param sample a text to try the rule on
/// @param go `try` to try it without saving, `replay` to replay kept samples through it
public record RuleForm(
    @FormParam("type") String type,
    @FormParam("name") String name,
    @FormParam("action") String action,
    @FormParam("direction") String direction,
    @FormParam("state") String state,
    @FormParam("on_failure") String onFailure,
    @FormParam("restores") String restores,
    @FormParam("keeps_text") String keepsText,
    @FormParam("message") String message,
    @FormParam("reason") String reason,
    @FormParam("version") String version,
    @FormParam("scope") String scope,
    @FormParam("scope_id") String scopeId,
    @FormParam("sample") String sample,
    @FormParam("go") String go) {
  private static final String ON = "on";

  /// The framework leaves out the defaults of form fields in records that were not sent.
  public RuleForm {
    type = Objects.requireNonNullElse(type, "");
    name = Objects.requireNonNullElse(name, "");
    action = Objects.requireNonNullElse(action, "");
    direction = Objects.requireNonNullElse(direction, "");
    state = Objects.requireNonNullElse(state, "");
    onFailure = Objects.requireNonNullElse(onFailure, "");
    restores = Objects.requireNonNullElse(restores, "");
    keepsText = Objects.requireNonNullElse(keepsText, "");
    message = Objects.requireNonNullElse(message, "");
    reason = Objects.requireNonNullElse(reason, "");
    version = Objects.requireNonNullElse(version, "");
    scope = Objects.requireNonNullElse(scope, "");
    scopeId = Objects.requireNonNullElse(scopeId, "");
    sample = Objects.requireNonNullElse(sample, "");
    go = Objects.requireNonNullElse(go, "");
  }

  /// @param version null for a new rule
  static RuleForm of(RuleTerms terms, @Nullable Integer version) {
    ObjectNode json = RuleJson.terms(terms);
    return new RuleForm(
        json.path("check").path("type").asText(),
        terms.name(),
        json.path("action").asText(),
        json.path("direction").asText(),
        terms.state().word(),
        json.path("on_failure").asText(),
        terms.restores() ? ON : "",
        terms.keepsText() ? ON : "",
        terms.message(),
        "",
        version == null ? "" : version.toString(),
        "",
        "",
        "",
        "");
  }

  /// What is chosen at first.
  static RuleForm fresh(CheckKind kind) {
    String action =
        switch (kind) {
          case PERSONAL, PATTERN -> "redact";
          case INJECTION, KEYWORDS -> "flag";
          default -> "block";
        };
    String direction =
        switch (kind) {
          case SECRETS, INJECTION, LENGTH, FILES, JUDGE -> "input";
          case SCHEMA -> "output";
          default -> "both";
        };
    return new RuleForm(
        kind.word(), "", action, direction, "shadow", "closed", "", "", "", "", "", "", "", "", "");
  }

  RuleForm at(String otherScope, String otherId) {
    return new RuleForm(
        type,
        name,
        action,
        direction,
        state,
        onFailure,
        restores,
        keepsText,
        message,
        reason,
        version,
        otherScope,
        otherId,
        sample,
        go);
  }

  boolean isTrial() {
    return go.equals("try");
  }

  boolean isReplay() {
    return go.equals("replay");
  }

  /// @throws InvalidInputException for what is not understood
  RuleTerms terms(CheckKind kind, CheckForm check) {
    ObjectNode json =
        Json.object()
            .put("name", name)
            .put("state", state)
            .put("action", action)
            .put("direction", direction)
            .put("on_failure", onFailure)
            .put("restores", restores.equals(ON))
            .put("keeps_text", keepsText.equals(ON))
            .put("message", message);
    json.set("check", check.json(kind));
    return RuleJson.read(json, null);
  }

  /// The version that was changed; null for a new rule.
  @Nullable Integer seen() {
    try {
      return version.isEmpty() ? null : Integer.valueOf(version);
    } catch (NumberFormatException e) {
      throw new InvalidInputException("version", "Open the form again.");
    }
  }

  /// Of which way a pasted text is taken to be.
  static Direction tried(RuleTerms terms) {
    return terms.input() ? Direction.INPUT : Direction.OUTPUT;
  }
}
