package ai.nemorouter.guardrail.page;

import ai.nemorouter.guardrail.engine.Action;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The kinds of checks that the form offers.
public enum CheckKind {
  PERSONAL(
      "personal",
      "Personal data",
      "E-mail addresses, phone, card and account numbers, national identifiers."),
  SECRETS("secrets", "Secrets", "API keys, cloud credentials, tokens, private keys, passwords."),
  KEYWORDS("keywords", "Keywords", "Words and phrases of your own, up to 10,000."),
  PATTERN("pattern", "Pattern", "A regular expression, for example of your employee numbers."),
  INJECTION(
      "injection",
      "Prompt injection",
      "Known phrasings of attacks and hidden text. It does not stop prompt injection."),
  LENGTH("length", "Length", "Texts that are too long."),
  FILES("files", "Files", "Files and pictures of kinds that are not allowed."),
  SCHEMA("schema", "JSON schema", "Answers that are not the JSON that you expect."),
  HOOK(
      "hook",
      "Service outside",
      "An HTTP service decides: your own, Presidio's analyzer or OpenAI's moderations."),
  JUDGE(
      "judge",
      "Model as judge",
      "A model decides by a policy in your own words. Models err, and each check is a request that"
          + " the caller's key pays for.");

  private static final Set<CheckKind> WHOLE = Set.of(LENGTH, FILES, SCHEMA, HOOK, JUDGE);

  private static final String SHADOW_INSTEAD =
      "Put the rule in shadow mode and look at its events.";

  private final String word;
  private final String label;
  private final String description;

  CheckKind(String word, String label, String description) {
    this.word = word;
    this.label = label;
    this.description = description;
  }

  /// As in JSON.
  public String word() {
    return word;
  }

  public String label() {
    return label;
  }

  public String description() {
    return description;
  }

  /// What a rule of this kind can do.
  public List<Action> actions() {
    return WHOLE.contains(this)
        ? List.of(Action.FLAG, Action.BLOCK)
        : List.of(Action.FLAG, Action.REDACT, Action.BLOCK);
  }

  /// Whether a pasted text shows what it does.
  public boolean isTriedOnText() {
    return whyNotTried().isEmpty();
  }

  /// Why no pasted text shows what it does; empty where one does.
  public String whyNotTried() {
    return switch (this) {
      case FILES -> "A rule about files cannot be tried on a text. " + SHADOW_INSTEAD;
      case HOOK -> "Nothing is sent to a service outside for a trial. " + SHADOW_INSTEAD;
      case JUDGE -> "No model is asked, and no key is charged, for a trial. " + SHADOW_INSTEAD;
      default -> "";
    };
  }

  static Optional<CheckKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  /// The label of a check by its word in JSON.
  public static String label(String word) {
    return of(word).map(CheckKind::label).orElse(word);
  }
}
