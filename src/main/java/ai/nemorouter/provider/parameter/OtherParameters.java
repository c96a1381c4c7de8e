package ai.nemorouter.provider.parameter;

import static ai.nemorouter.provider.parameter.Shape.ANY;
import static ai.nemorouter.provider.parameter.Shape.SCALARS;
import static ai.nemorouter.provider.parameter.Shape.scalarOr;

import ai.nemorouter.provider.dialect.Operation;
import java.util.Set;

/// The fields of everything but chats that change neither what a call may cost nor who answers it,
/// other than by what the estimate counts.
///
/// Sources: OpenAI's API reference, Cohere's and Jina's of embeddings and rerank, vLLM's and
/// Speaches' of transcriptions. Left out is what costs by itself or is not counted:
/// `partial_images` and other measures of a picture than `size`, more recordings than the one
/// (`url`, `known_speaker_references`), and several tries at one transcription.
public final class OtherParameters {
  public static final Fields EMBEDDINGS =
      Fields.of(
              "model",
              "encoding_format",
              "dimensions",
              "user",
              "input_type",
              "task",
              "truncate",
              "truncation",
              "truncate_prompt_tokens",
              "add_special_tokens",
              "normalized",
              "normalize")
          .and(ANY, "input");

  /// What `provider.gemini` puts into Google's words.
  public static final Fields GEMINI_EMBEDDINGS =
      Fields.of("model", "encoding_format", "dimensions").and(ANY, "input");

  public static final Fields IMAGES =
      Fields.of(
          "model",
          "prompt",
          "n",
          "size",
          "quality",
          "background",
          "moderation",
          "output_format",
          "output_compression",
          "response_format",
          "style",
          "user",
          "seed");

  public static final Fields SPEECH =
      Fields.of(
              "model",
              "input",
              "instructions",
              "response_format",
              "speed",
              "stream_format",
              "lang_code",
              "seed")
          .and(scalarOr(Fields.of("id")), "voice");

  /// A form, whose values are texts.
  public static final Fields TRANSCRIPTIONS =
      Fields.of(
          "model",
          "language",
          "prompt",
          "response_format",
          "temperature",
          "timestamp_granularities",
          "timestamp_granularities[]",
          "include",
          "include[]",
          "chunking_strategy",
          "seed",
          "vad_filter");

  /// Fields of a form that may have several values.
  public static final Set<String> LISTS =
      Set.of("timestamp_granularities", "timestamp_granularities[]", "include", "include[]");

  public static final Fields MODERATIONS = Fields.of("model").and(ANY, "input");

  public static final Fields RERANK =
      Fields.of(
              "model",
              "query",
              "top_n",
              "max_tokens_per_doc",
              "truncate",
              "truncation",
              "truncate_prompt_tokens",
              "user")
          .and(SCALARS, "documents");

  private OtherParameters() {}

  /// As servers of OpenAI's protocol take them.
  ///
  /// @throws IllegalArgumentException for chats, whose fields differ from server to server
  public static Fields of(Operation operation) {
    return switch (operation) {
      case CHAT -> throw new IllegalArgumentException("Chats have parameters of their own");
      case EMBEDDINGS -> EMBEDDINGS;
      case IMAGES -> IMAGES;
      case SPEECH -> SPEECH;
      case TRANSCRIPTIONS -> TRANSCRIPTIONS;
      case MODERATIONS -> MODERATIONS;
      case RERANK -> RERANK;
    };
  }
}
