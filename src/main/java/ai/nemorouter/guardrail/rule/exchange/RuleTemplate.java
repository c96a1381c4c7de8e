package ai.nemorouter.guardrail.rule.exchange;

import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A rule to begin with.
///
/// @param word how it is addressed
/// @param description what it is for, in one or two sentences
/// @param starting whether it is in the set that a new organization is offered
public record RuleTemplate(String word, String description, boolean starting, RuleTerms terms) {
  private static final int INJECTION_THRESHOLD = 60;
  private static final int LONG_TEXT = 200_000;

  private static final List<RuleTemplate> ALL =
      List.of(
          new RuleTemplate(
              "secrets",
              "Refuses requests that contain API keys, cloud credentials, tokens, private keys or"
                  + " passwords.",
              true,
              RuleTerms.of("Secrets", RuleState.ON, Action.BLOCK, Check.Secrets.all())
                  .only(Direction.INPUT)
                  .saying(
                      "This request contains what looks like a key, token or password. Remove it"
                          + " and send the request again.")),
          new RuleTemplate(
              "payment-data",
              "Replaces payment card and bank account numbers by placeholders, and puts the"
                  + " caller's own values back into the answer.",
              true,
              RuleTerms.of(
                      "Payment data",
                      RuleState.ON,
                      Action.REDACT,
                      new Check.Personal(EnumSet.of(Kind.CARD, Kind.IBAN), List.of()))
                  .restoring()),
          new RuleTemplate(
              "personal-data",
              "Counts e-mail addresses, phone numbers and national identifiers. Turn it on once the"
                  + " figures show what it would replace.",
              true,
              RuleTerms.of(
                      "Personal data",
                      RuleState.SHADOW,
                      Action.REDACT,
                      new Check.Personal(personal(), List.of()))
                  .restoring()),
          new RuleTemplate(
              "injection",
              "Counts known phrasings of attacks and hidden text. It does not stop prompt injection,"
                  + " and ordinary text about prompts will be flagged.",
              true,
              RuleTerms.of(
                      "Prompt injection",
                      RuleState.SHADOW,
                      Action.FLAG,
                      new Check.Injection(INJECTION_THRESHOLD))
                  .only(Direction.INPUT)),
          new RuleTemplate(
              "project-names",
              "Flags words that must not leave the organization. Replace the example by your own.",
              false,
              RuleTerms.of(
                  "Project names",
                  RuleState.SHADOW,
                  Action.FLAG,
                  new Check.Keywords(List.of("Project Falcon"), true))),
          new RuleTemplate(
              "employee-numbers",
              "Replaces what fits a pattern. Replace the example by your own.",
              false,
              RuleTerms.of(
                  "Employee numbers",
                  RuleState.SHADOW,
                  Action.REDACT,
                  new Check.Pattern("EMP-\\d{4,6}", false, 0))),
          new RuleTemplate(
              "images-and-text",
              "Refuses files other than pictures and text.",
              false,
              RuleTerms.of(
                      "Pictures and text only",
                      RuleState.SHADOW,
                      Action.BLOCK,
                      new Check.Files(Set.of("image/*", "text/*")))
                  .only(Direction.INPUT)),
          new RuleTemplate(
              "long-texts",
              "Refuses very long texts.",
              false,
              RuleTerms.of(
                      "Long texts", RuleState.SHADOW, Action.BLOCK, new Check.Length(LONG_TEXT, 0))
                  .only(Direction.INPUT)),
          new RuleTemplate(
              "json-answer",
              "Refuses answers that are not the JSON that you expect. Streamed answers are held back"
                  + " until they are complete.",
              false,
              RuleTerms.of(
                      "JSON answers",
                      RuleState.SHADOW,
                      Action.BLOCK,
                      new Check.Schema("{\"type\":\"object\"}"))
                  .only(Direction.OUTPUT)));

  public static List<RuleTemplate> all() {
    return ALL;
  }

  /// The set that a new organization is offered.
  public static List<RuleTemplate> startingSet() {
    return ALL.stream().filter(RuleTemplate::starting).toList();
  }

  public static Optional<RuleTemplate> of(String word) {
    return ALL.stream().filter(template -> template.word.equals(word)).findFirst();
  }

  private static Set<Kind> personal() {
    Set<Kind> kinds = Kind.of(Kind.Family.PERSONAL, Kind.Family.NATIONAL);
    kinds.removeAll(Arrays.asList(Kind.CARD, Kind.IBAN, Kind.IP_ADDRESS));
    return kinds;
  }
}
