package ai.nemorouter.gateway.audio;

import io.vertx.core.buffer.Buffer;

/// How long a recording can be, in whole seconds.
///
/// A WAV file tells by its size. Every other format is bounded by its size at 6 kbit/s, the lowest
/// rate of Opus (RFC 6716, section 2.1.1); MP3 goes no lower than 8 kbit/s. Only recordings of
/// silence can be smaller: a call of one that is charged for more than was held is booked in full
/// and flagged. The likely length is that at 64 kbit/s, a usual rate of speech.
///
/// @param most an upper bound
record RecordingLength(long most, long likely) {
  private static final long BYTES_PER_SECOND_LOWEST = 750;
  private static final long BYTES_PER_SECOND_USUAL = 8_000;

  static RecordingLength of(Buffer file) {
    return WaveHeader.seconds(file)
        .map(seconds -> new RecordingLength(seconds, seconds))
        .orElseGet(() ->
            new RecordingLength(
                Math.ceilDiv(file.length(), BYTES_PER_SECOND_LOWEST) + 1,
                Math.ceilDiv(file.length(), BYTES_PER_SECOND_USUAL)));
  }
}
