package ai.nemorouter.guardrail.page;

import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.platform.error.FormError;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The form of a rule with what was typed.
///
/// @param before the rule that it changes; null where it creates one
/// @param forWhat what a new rule is for, for people
/// @param tried what became of the sample; null where none was tried
/// @param samples what kept samples say of it; null where it is for the installation
public record Editor(
    Desk desk,
    CheckKind kind,
    RuleForm form,
    CheckForm check,
    @Nullable StoredRule before,
    String forWhat,
    FormError error,
    @Nullable Tried tried,
    @Nullable Replayed samples) {
  /// Something to choose from.
  public record Choice(String word, String label, String hint) {}

  Editor with(FormError other) {
    Replayed shown =
        samples != null && form.isReplay() ? samples.failing(other.message()) : samples;
    return new Editor(desk, kind, form, check, before, forWhat, other, null, shown);
  }

  Editor with(Tried other) {
    return new Editor(desk, kind, form, check, before, forWhat, FormError.NONE, other, samples);
  }

  Editor with(Replayed other) {
    return new Editor(desk, kind, form, check, before, forWhat, FormError.NONE, null, other);
  }

  public boolean isFresh() {
    return before == null;
  }

  /// The number of the version that saving makes.
  public int next() {
    return before == null ? 1 : before.version() + 1;
  }

  /// Where the form is sent.
  public String target() {
    return before == null ? desk.root() : desk.path(before.id(), "/settings");
  }

  public String back() {
    return before == null ? desk.root() : desk.path(before.id(), "");
  }

  /// What stands above the form: an error that belongs to none of its fields.
  public String general() {
    return List.of("scope", "version", "form", "state", "action", "on_failure", "type", "replay")
            .contains(error.field())
        ? error.message()
        : "";
  }

  public List<Choice> actions() {
    return kind.actions().stream()
        .map(action ->
            switch (action) {
              case FLAG -> new Choice("flag", "Flag", "Record what was found. Nothing changes.");
              case REDACT ->
                  new Choice(
                      "redact", "Redact", "Put a placeholder, as [EMAIL_K7Q2MX], in its place.");
              case BLOCK ->
                  new Choice(
                      "block",
                      "Block",
                      "Refuse the request, or end the answer before anything of it is sent.");
            })
        .toList();
  }

  public List<Choice> directions() {
    return List.of(
        new Choice("both", "Input and output", ""),
        new Choice("input", "Input only", ""),
        new Choice("output", "Output only", ""));
  }

  public List<Choice> states() {
    return List.of(
        new Choice(RuleState.OFF.word(), "Off", "It is not looked at."),
        new Choice(
            RuleState.SHADOW.word(), "Shadow", "It only counts. Nothing is changed or refused."),
        new Choice(RuleState.ON.word(), "On", "It does what the action says."));
  }

  public boolean isRedacting() {
    return kind.actions().stream()
        .anyMatch(action -> action.name().toLowerCase(Locale.ROOT).equals("redact"));
  }
}
