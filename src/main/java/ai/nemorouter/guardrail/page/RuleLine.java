package ai.nemorouter.guardrail.page;

import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.finding.FindingFigures;
import ai.nemorouter.guardrail.finding.GuardrailFigures;
import ai.nemorouter.guardrail.rule.Level;
import ai.nemorouter.guardrail.rule.RuleCheckJson;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A rule as lists and its page show it.
///
/// @param lastDay what it did in the last 24 hours; null where that is not asked for
/// @param week what it did in the last seven days; null where that is not asked for
public record RuleLine(
    StoredRule rule, @Nullable FindingFigures lastDay, GuardrailFigures.@Nullable Week week) {
  private static final int SHOWN = 12;
  private static final int SCHEMA_SHOWN = 2_000;

  static RuleLine of(StoredRule rule) {
    return new RuleLine(rule, null, null);
  }

  RuleLine with(@Nullable FindingFigures figures) {
    return new RuleLine(rule, figures == null ? FindingFigures.NONE : figures, week);
  }

  RuleLine withWeek(GuardrailFigures.@Nullable Week figures) {
    return new RuleLine(rule, lastDay, figures == null ? GuardrailFigures.Week.NONE : figures);
  }

  /// What its state means, for people.
  public String standing() {
    return switch (rule.state()) {
      case ON -> "Enforcing";
      case SHADOW -> "Monitoring only";
      case OFF -> rule.version() == 1 ? "Draft" : "Paused";
    };
  }

  /// What to do about the state; empty where nothing is to be done.
  public String todo() {
    return switch (rule.state()) {
      case ON -> "";
      case SHADOW ->
          week != null && week.figures().screened() > 0
              ? "Turn on if matches are right"
              : "No request looked at yet";
      case OFF -> rule.version() == 1 ? "Try it, then turn it on" : "Turn it on to apply it";
    };
  }

  public String name() {
    return rule.terms().name();
  }

  /// The kind of its check, for people.
  public String kind() {
    return CheckKind.label(RuleCheckJson.type(rule.terms().check()));
  }

  public boolean isTriedOnText() {
    return rule.deletedAt() == null && checkKind().filter(CheckKind::isTriedOnText).isPresent();
  }

  /// Why it cannot be tried on a text; empty where it can, or where it is gone.
  public String whyNotTried() {
    return rule.deletedAt() == null ? checkKind().map(CheckKind::whyNotTried).orElse("") : "";
  }

  private Optional<CheckKind> checkKind() {
    return CheckKind.of(RuleCheckJson.type(rule.terms().check()));
  }

  /// Whether there is a part of what it is for that can be excepted.
  public boolean isExceptable() {
    return rule.scope().level() != Level.KEY;
  }

  /// Whether the form can change what it looks for.
  public boolean isEditable() {
    return checkKind().isPresent();
  }

  /// Whether a service outside is asked.
  public boolean isHook() {
    return rule.terms().check() instanceof Check.Hook;
  }

  public String action() {
    return action(rule.terms().action());
  }

  public String direction() {
    return direction(rule.terms().input(), rule.terms().output());
  }

  public String stateTone() {
    return tone(rule.state());
  }

  /// What it is for, for people.
  public String level() {
    return switch (rule.scope().level()) {
      case INSTALLATION -> "Installation";
      case ORGANIZATION -> "Organization";
      case TEAM -> "Team " + rule.scopeName();
      case KEY -> "Key " + rule.scopeName();
    };
  }

  public boolean isNarrow() {
    return rule.scope().level().compareTo(Level.ORGANIZATION) > 0;
  }

  /// The other states that it can be switched to.
  public List<RuleState> otherStates() {
    return List.of(RuleState.ON, RuleState.SHADOW, RuleState.OFF).stream()
        .filter(state -> state != rule.state())
        .toList();
  }

  /// Something that the check says, for people.
  public record Fact(String label, String value) {}

  /// What it looks for.
  public List<Fact> facts() {
    JsonNode json = RuleCheckJson.write(rule.terms().check());
    List<Fact> facts = new ArrayList<>();
    json.properties()
        .forEach(field -> {
          String value = value(field.getKey(), field.getValue());
          if (!field.getKey().equals("type") && !value.isEmpty()) {
            facts.add(new Fact(label(field.getKey()), value));
          }
        });
    return facts;
  }

  /// A field of a rule's JSON, for people.
  static String label(String field) {
    String name = field.substring(field.lastIndexOf('.') + 1);
    return switch (name) {
      case "keeps_text" -> "Keep matched text";
      case "restores" -> "Restore placeholders";
      case "on_failure" -> "When it cannot run";
      case "whole_word" -> "Whole words only";
      case "ignores_case" -> "Any case";
      case "most_characters" -> "Most characters";
      case "most_tokens" -> "Most tokens";
      case "media_types" -> "Allowed files";
      case "kinds" -> "Looks for";
      case "regions" -> "Phone numbers of";
      case "words" -> "Keywords";
      case "shape" -> "API type";
      case "most_millis" -> "Time limit (ms)";
      case "question" -> "Policy";
      default ->
          name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1).replace('_', ' ');
    };
  }

  private static String value(String field, JsonNode value) {
    if (value.isArray()) {
      List<String> items = new ArrayList<>();
      value.forEach(item -> items.add(field.equals("kinds") ? kind(item.asText()) : item.asText()));
      String shown = String.join(", ", items.subList(0, Math.min(SHOWN, items.size())));
      return items.size() > SHOWN ? shown + " and %d more".formatted(items.size() - SHOWN) : shown;
    }
    if (value.isBoolean()) {
      return value.asBoolean() ? "yes" : "no";
    }
    if (value.isNumber()) {
      return value.asLong() == 0 ? "" : String.format(Locale.ROOT, "%,d", value.asLong());
    }
    String text = value.asText();
    return text.length() > SCHEMA_SHOWN ? text.substring(0, SCHEMA_SHOWN) + "…" : text;
  }

  private static String kind(String word) {
    return Arrays.stream(Kind.values())
        .filter(known -> RuleCheckJson.word(known).equals(word))
        .findFirst()
        .map(Kind::label)
        .orElse(word);
  }

  static String action(Action action) {
    return switch (action) {
      case FLAG -> "Flag";
      case REDACT -> "Redact";
      case BLOCK -> "Block";
    };
  }

  static String direction(boolean input, boolean output) {
    if (input && output) {
      return "Input and output";
    }
    return input ? "Input" : "Output";
  }

  static String tone(RuleState state) {
    return switch (state) {
      case OFF -> "";
      case SHADOW -> "info";
      case ON -> "good";
    };
  }

  /// What callers read when it refuses them; for people.
  public String message() {
    RuleTerms terms = rule.terms();
    return terms.message().isEmpty() ? "the usual one" : "“" + terms.message() + "”";
  }
}
