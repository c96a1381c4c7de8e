package ai.nemorouter.gateway.tokens;

import com.fasterxml.jackson.databind.JsonNode;

/// How many tokens an attached recording, document or film may be.
///
/// A recording: Gemini takes 32 tokens a second and OpenAI 10, and the thriftiest coding of speech
/// in use takes 750 bytes a second, so a token per 16 bytes of data is more than either takes. A
/// document: a token per byte, and never less than two pages as text and picture; what is packed in
/// it may be more text than that, which is booked in full if it comes. What stands behind an
/// address or an identifier, and any film, is taken for a whole window of 200,000 tokens.
final class AttachmentTokens {
  private static final int AUDIO_BYTES_PER_TOKEN = 16;
  private static final int AUDIO_TOKENS_LEAST = 64;
  private static final long DOCUMENT_TOKENS_LEAST = 10_000;
  private static final int DOCUMENT_BYTES_PER_LIKELY_TOKEN = 20;
  private static final long UNSEEN = 200_000;
  private static final long LIKELY_WHERE_UNSEEN = 2_000;

  private AttachmentTokens() {}

  /// @param attachment the value of `input_audio`, `audio_url`, `file` or `video_url`
  static TextTokens of(JsonNode attachment) {
    if (attachment.hasNonNull("data") && !isAddress(attachment.path("data").asText())) {
      long bytes = EmbeddedFile.of(attachment.path("data").asText()).bytes();
      long tokens = bytes / AUDIO_BYTES_PER_TOKEN + AUDIO_TOKENS_LEAST;
      return new TextTokens(tokens / 2, tokens);
    }
    String document = attachment.hasNonNull("file_id") ? "" : attachment.path("file_data").asText();
    if (EmbeddedFile.isOne(document)) {
      long bytes = EmbeddedFile.of(document).bytes();
      return new TextTokens(
          bytes / DOCUMENT_BYTES_PER_LIKELY_TOKEN + 1, Math.max(bytes, DOCUMENT_TOKENS_LEAST));
    }
    return new TextTokens(LIKELY_WHERE_UNSEEN, UNSEEN);
  }

  /// Some servers take an address where others take the recording itself.
  private static boolean isAddress(String data) {
    return data.regionMatches(true, 0, "http", 0, 4) || data.regionMatches(true, 0, "file:", 0, 5);
  }
}
