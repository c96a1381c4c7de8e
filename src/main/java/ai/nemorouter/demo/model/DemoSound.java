package ai.nemorouter.demo.model;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/// Tones instead of speech, as a WAV file, and how long a recording is.
final class DemoSound {
  private static final int SAMPLES_PER_SECOND = 8_000;
  private static final int HEADER_BYTES = 44;
  private static final int LETTERS_PER_SECOND = 14;
  private static final int SECONDS_MOST = 10;
  private static final int TONES_PER_SECOND = 4;
  private static final int LOWEST_HERTZ = 220;
  private static final int SILENCE = 128;
  private static final int LOUDNESS = 40;
  private static final int BYTE_RATE_AT = 28;
  private static final long USUAL_BYTE_RATE = 16_000;

  private DemoSound() {}

  /// A tone for each of some letters: about as long as speaking the text would take.
  static Buffer of(String text) {
    int seconds = Math.clamp(text.length() / LETTERS_PER_SECOND + 1, 1, SECONDS_MOST);
    int samples = seconds * SAMPLES_PER_SECOND;
    Buffer sound = header(samples);
    for (int sample = 0; sample < samples; sample++) {
      int tone = sample * TONES_PER_SECOND / SAMPLES_PER_SECOND;
      int letter = text.isEmpty() ? 0 : text.charAt(tone % text.length());
      double hertz = LOWEST_HERTZ * (1 + letter % 12 / 12.0);
      double wave = Math.sin(2 * Math.PI * hertz * sample / SAMPLES_PER_SECOND);
      sound.appendByte((byte) (SILENCE + Math.round(LOUDNESS * wave)));
    }
    return sound;
  }

  /// One channel, one byte a sample.
  private static Buffer header(int samples) {
    return Buffer.buffer(HEADER_BYTES + samples)
        .appendString("RIFF")
        .appendIntLE(HEADER_BYTES - 8 + samples)
        .appendString("WAVEfmt ")
        .appendIntLE(16)
        .appendShortLE((short) 1)
        .appendShortLE((short) 1)
        .appendIntLE(SAMPLES_PER_SECOND)
        .appendIntLE(SAMPLES_PER_SECOND)
        .appendShortLE((short) 1)
        .appendShortLE((short) 8)
        .appendString("data")
        .appendIntLE(samples);
  }

  /// How long the recording in a form is: a WAV file tells, any other is guessed by its size.
  static long seconds(Buffer form) {
    int start = form.toString(StandardCharsets.ISO_8859_1).indexOf("RIFF");
    if (start < 0 || start + HEADER_BYTES > form.length()) {
      return form.length() / USUAL_BYTE_RATE + 1;
    }
    long rate = Math.max(1, form.getUnsignedIntLE(start + BYTE_RATE_AT));
    return Math.max(1, (form.length() - start) / rate);
  }
}
