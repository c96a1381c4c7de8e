package ai.nemorouter.migration.check;

import ai.nemorouter.money.Money;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A report as programs read it. Prices are US dollars per million tokens.
@Schema(name = "MigrationCheck")
record MigrationCheckJson(
    @Schema(description = "What to put into clients.") String baseUrl,
    @Schema(description = "The day of the prices elsewhere.") String pricesAsOf,
    @Schema(description = "How many names can be called here.") int resolved,
    @Schema(description = "Those that cannot.") List<String> misses,
    List<Model> models,
    List<Note> hints,
    @Schema(description = "What looks like credentials in the text.") List<Secret> secrets,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String warning,
    @Schema(
            type = SchemaType.OBJECT,
            description =
                "As in other errors; only with `fail_on_miss`, where a name cannot be called.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable JsonNode error) {
  private static final String WARNING =
      "The text holds what looks like credentials. They were not kept, but rotate them: whatever was pasted somewhere is no secret any more.";

  /// @param error null where nothing is wrong
  static MigrationCheckJson of(CheckReport report, @Nullable JsonNode error) {
    return new MigrationCheckJson(
        report.baseUrl(),
        report.pricesAsOf(),
        report.hits(),
        report.misses(),
        report.models().stream().map(Model::of).toList(),
        report.hints().stream().map(Note::of).toList(),
        report.secrets().stream().map(secret -> new Secret(secret.kind(), secret.line())).toList(),
        report.secrets().isEmpty() ? null : WARNING,
        error);
  }

  /// What there is to say of a name.
  @Schema(name = "CheckedModel")
  record Model(
      String name,
      boolean resolves,
      boolean callable,
      @Schema(description = "Where it stands in the text; absent without a text.")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Integer line,
      @Schema(description = "How often; absent without a text.")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Integer count,
      @JsonUnwrapped @Nullable Served served,
      @Schema(
              description =
                  "What the catalogue elsewhere says; absent where it does not know the name.")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Origin origin,
      @Schema(description = "What is different here.") List<String> differences,
      @Schema(description = "Similar names that can be called.") List<String> nearest,
      @Schema(description = "What to do; null where nothing is to be done.")
          @Nullable String remedy) {
    static Model of(ModelFinding finding) {
      int line = finding.mention().line();
      ModelFinding.Served served = finding.served();
      ModelFinding.Origin origin = finding.origin();
      return new Model(
          finding.name(),
          finding.isResolved(),
          finding.isCallable(),
          line > 0 ? line : null,
          line > 0 ? finding.mention().count() : null,
          served == null ? null : Served.of(served),
          origin == null ? null : Origin.of(origin),
          finding.differences(),
          finding.nearest(),
          finding.remedy());
    }
  }

  /// How the model is served here.
  record Served(
      String slug,
      String provider,
      int providers,
      String operations,
      @Nullable Long contextLength,
      long maxCompletionTokens,
      @Nullable Price price) {
    static Served of(ModelFinding.Served served) {
      return new Served(
          served.slug(),
          served.provider(),
          served.providers(),
          served.operations(),
          served.contextLength() == 0 ? null : served.contextLength(),
          served.outputCeiling(),
          Price.of(served.input(), served.output()));
    }
  }

  /// How it is priced elsewhere.
  @Schema(name = "PriceElsewhere")
  record Origin(
      String catalog,
      @Nullable Price price,
      @Schema(description = "As in `+10%`.") @Nullable String inputDifference,
      @Nullable String outputDifference) {
    static Origin of(ModelFinding.Origin origin) {
      return new Origin(
          origin.catalog(),
          Price.of(origin.input(), origin.output()),
          origin.inputDifference(),
          origin.outputDifference());
    }
  }

  @Schema(name = "ModelPrice")
  record Price(Money inputPerMillionUsd, Money outputPerMillionUsd) {
    static @Nullable Price of(@Nullable Money input, @Nullable Money output) {
      return input == null || output == null ? null : new Price(input, output);
    }
  }

  /// What to change in the text.
  @Schema(name = "MigrationHint")
  record Note(
      @Schema(enumeration = {"address", "variable", "library", "header", "parameter"}) String kind,
      String what,
      int line,
      String advice) {
    static Note of(Hint hint) {
      return new Note(
          hint.kind().name().toLowerCase(Locale.ROOT), hint.what(), hint.line(), hint.advice());
    }
  }

  @Schema(name = "SeenSecret")
  record Secret(String kind, int line) {}
}
