package ai.nemorouter.gateway.audio;

import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;

/// How many output tokens speech can be, where it is charged by tokens. OpenAI puts a minute of
/// gpt-4o-mini-tts at $0.015 and a million of its tokens at $12 ("Pricing"): 1,250 tokens a minute,
/// near 21 a second. People speak some 14 letters a second, so 1.5 tokens a letter are likely; ten
/// leave room for slow voices, pauses, and scripts in which one letter is a syllable.
final class SpeechTokens {
  private static final long TOKENS_PER_MINUTE = 1_250;
  private static final long SECONDS_PER_MINUTE = 60;
  private static final BigDecimal LIKELY_PER_LETTER = new BigDecimal("1.5");
  private static final BigDecimal MOST_PER_LETTER = BigDecimal.TEN;

  /// Silence before and after.
  private static final BigDecimal MOST_AROUND = new BigDecimal(250);

  private SpeechTokens() {}

  static long most(String text, BigDecimal speed) {
    return spoken(
        MOST_PER_LETTER.multiply(BigDecimal.valueOf(text.length())).add(MOST_AROUND), speed);
  }

  /// By the length of the recording where it says it, else by the text.
  static long likely(String text, BigDecimal speed, Buffer recording) {
    OptionalLong seconds = RecordingLength.told(recording);
    return seconds.isPresent()
        ? Math.ceilDiv(seconds.getAsLong() * TOKENS_PER_MINUTE, SECONDS_PER_MINUTE)
        : spoken(LIKELY_PER_LETTER.multiply(BigDecimal.valueOf(text.length())), speed);
  }

  private static long spoken(BigDecimal tokens, BigDecimal speed) {
    return tokens.divide(speed, 0, RoundingMode.CEILING).longValueExact();
  }
}
