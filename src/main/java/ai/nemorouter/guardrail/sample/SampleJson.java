package ai.nemorouter.guardrail.sample;

import ai.nemorouter.guardrail.engine.Part;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A sample as programs read it, without its text.
@Schema(name = "Sample")
public record SampleJson(
    UUID id,
    @Schema(enumeration = {"request", "saved"}) String origin,
    @Schema(enumeration = {"input", "output"}) String direction,
    @Nullable String requestId,
    @Nullable UUID teamId,
    @Nullable String team,
    @Nullable UUID keyId,
    @Nullable String key,
    @Nullable String model,
    int characters,
    @Schema(description = "Whether the request had more.") boolean cut,
    @Nullable String savedBy,
    Instant keptAt,
    Instant expiresAt) {

  public static SampleJson of(SampleRow sample) {
    return new SampleJson(
        sample.id(),
        sample.isSaved() ? "saved" : "request",
        sample.direction(),
        sample.isSaved() ? null : sample.requestId(),
        sample.teamId(),
        sample.teamName(),
        sample.keyId(),
        sample.keyName(),
        sample.model().isEmpty() ? null : sample.model(),
        sample.characters(),
        sample.cut(),
        sample.savedBy(),
        sample.keptAt(),
        sample.expiresAt());
  }

  /// One with its text.
  @Schema(name = "SampleWithText")
  record WithText(@JsonUnwrapped SampleJson sample, List<TextPart> parts) {
    static WithText of(SampleText sample) {
      return new WithText(
          SampleJson.of(sample.row()), sample.parts().stream().map(TextPart::of).toList());
    }
  }

  /// A part of its text.
  @Schema(name = "SamplePart")
  record TextPart(
      @Schema(description = "Where in the request it stands.") String place,
      String role,
      String text) {
    static TextPart of(Part part) {
      return new TextPart(part.path(), part.role(), part.text());
    }
  }
}
