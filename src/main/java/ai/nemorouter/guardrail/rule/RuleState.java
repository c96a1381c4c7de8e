package ai.nemorouter.guardrail.rule;

import jakarta.persistence.EnumeratedValue;
import java.util.Arrays;
import java.util.Optional;

/// Whether a rule works.
public enum RuleState {
  OFF("off", "Off"),
  /// It only counts: nothing is changed, held back or refused.
  SHADOW("shadow", "Shadow"),
  ON("on", "On");

  @EnumeratedValue private final String word;
  private final String label;

  RuleState(String word, String label) {
    this.word = word;
    this.label = label;
  }

  /// As stored and in the API.
  public String word() {
    return word;
  }

  public String label() {
    return label;
  }

  public static Optional<RuleState> of(String word) {
    return Arrays.stream(values()).filter(state -> state.word.equals(word)).findFirst();
  }
}
