package ai.nemorouter.guardrail.rule;

import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A check as it is written: in the API, in exports and as stored. `type` says which one it is.
@Schema(
    name = "Check",
    description = "What a guardrail looks for, by `type`.",
    oneOf = {
      CheckJson.Personal.class,
      CheckJson.Secrets.class,
      CheckJson.Keywords.class,
      CheckJson.Pattern.class,
      CheckJson.Injection.class,
      CheckJson.Length.class,
      CheckJson.Files.class,
      CheckJson.JsonSchema.class,
      CheckJson.Hook.class,
      CheckJson.Judge.class
    })
public sealed interface CheckJson {
  String type();

  static CheckJson of(Check check) {
    String type = RuleCheckJson.type(check);
    return switch (check) {
      case Check.Personal personal ->
          new Personal(type, words(personal.kinds()), List.copyOf(personal.regions()));
      case Check.Secrets secrets -> new Secrets(type, words(secrets.kinds()));
      case Check.Keywords keywords ->
          new Keywords(type, List.copyOf(keywords.words()), keywords.wholeWord());
      case Check.Pattern pattern ->
          new Pattern(type, pattern.expression(), pattern.ignoresCase(), pattern.group());
      case Check.Injection injection -> new Injection(type, injection.threshold());
      case Check.Length length -> new Length(type, length.mostCharacters(), length.mostTokens());
      case Check.Files files -> new Files(type, List.copyOf(new TreeSet<>(files.mediaTypes())));
      case Check.Schema schema -> new JsonSchema(type, schema.schema());
      case Check.Hook hook -> Hook.of(type, hook);
      case Check.Judge judge ->
          new Judge(type, judge.model(), judge.question(), judge.threshold(), judge.mostMillis());
    };
  }

  private static List<String> words(Set<Kind> kinds) {
    return kinds.stream().sorted().map(RuleCheckJson::word).toList();
  }

  @Schema(name = "PersonalCheck", description = "Personal data.")
  record Personal(
      @Schema(enumeration = "personal") String type,
      @Schema(description = "As in `email`, `phone` and `card`.") List<String> kinds,
      @Schema(description = "The countries of phone numbers without `+`, as in `DE`.")
          List<String> regions)
      implements CheckJson {}

  @Schema(name = "SecretsCheck", description = "Credentials.")
  record Secrets(@Schema(enumeration = "secrets") String type, List<String> kinds)
      implements CheckJson {}

  @Schema(name = "KeywordsCheck", description = "Words.")
  record Keywords(
      @Schema(enumeration = "keywords") String type, List<String> words, boolean wholeWord)
      implements CheckJson {}

  @Schema(name = "PatternCheck", description = "A regular expression of RE2.")
  record Pattern(
      @Schema(enumeration = "pattern") String type,
      String expression,
      boolean ignoresCase,
      @Schema(description = "The group that is the match; 0 for all of it.") int group)
      implements CheckJson {}

  @Schema(name = "InjectionCheck", description = "Attempts to override instructions.")
  record Injection(
      @Schema(enumeration = "injection") String type,
      @Schema(description = "From 1 to 100.") int threshold)
      implements CheckJson {}

  @Schema(name = "LengthCheck", description = "Texts that are too long.")
  record Length(@Schema(enumeration = "length") String type, int mostCharacters, int mostTokens)
      implements CheckJson {}

  @Schema(name = "FilesCheck", description = "Files by their media types.")
  record Files(
      @Schema(enumeration = "files") String type,
      @Schema(description = "As in `image/*`.") List<String> mediaTypes)
      implements CheckJson {}

  @Schema(name = "SchemaCheck", description = "Answers that do not fit a JSON schema.")
  record JsonSchema(
      @Schema(enumeration = "schema") String type,
      @Schema(description = "The JSON schema as text.") String schema)
      implements CheckJson {}

  @Schema(name = "HookCheck", description = "What a service of the organization's own finds.")
  record Hook(
      @Schema(enumeration = "hook") String type,
      String address,
      @Schema(enumeration = {"nemorouter", "presidio", "openai"}) String shape,
      @Schema(description = "Of texts, for Presidio, as in `de`; empty for its default.")
          String language,
      @Schema(description = "From 0 to 100.") int threshold,
      @Schema(description = "How long it is waited for, in milliseconds.") int mostMillis,
      int secretNumber)
      implements CheckJson {
    static Hook of(String type, Check.Hook hook) {
      return new Hook(
          type,
          hook.address(),
          hook.shape().name().toLowerCase(Locale.ROOT),
          hook.language(),
          hook.threshold(),
          hook.mostMillis(),
          hook.secretNumber());
    }
  }

  @Schema(name = "JudgeCheck", description = "What a model answers to a question about the text.")
  record Judge(
      @Schema(enumeration = "judge") String type,
      String model,
      String question,
      @Schema(description = "From 1 to 100.") int threshold,
      @Schema(description = "How long it is waited for, in milliseconds.") int mostMillis)
      implements CheckJson {}
}
