package ai.nemorouter.gateway.audio;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/// How long a WAV recording is. Only formats that spend the same number of bytes on each moment
/// (PCM, floating point, A-law, µ-law) tell; and what counts is what a decoder goes by, the
/// sampling rate and the size of a sample, for all bytes of the file, whatever the header says of
/// its length.
final class WaveHeader {
  private static final int RIFF = 0x5249_4646;
  private static final int WAVE = 0x5741_5645;
  private static final int FMT = 0x666d_7420;
  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FMT_SIZE = 16;
  private static final int MOST_CHUNKS = 64;
  private static final int PCM = 1;
  private static final int FLOATING = 3;
  private static final int A_LAW = 6;
  private static final int MU_LAW = 7;
  private static final long BITS_PER_BYTE = 8;

  private WaveHeader() {}

  /// Seconds, rounded up; empty where the file does not tell.
  static Optional<Long> seconds(Buffer file) {
    if (file.length() < FIRST_CHUNK || file.getInt(0) != RIFF || file.getInt(8) != WAVE) {
      return Optional.empty();
    }
    long at = FIRST_CHUNK;
    for (int chunk = 0; chunk < MOST_CHUNKS && at + CHUNK_HEADER <= file.length(); chunk++) {
      int start = (int) at + CHUNK_HEADER;
      if (file.getInt((int) at) == FMT) {
        return start + FMT_SIZE <= file.length() ? seconds(file, start) : Optional.empty();
      }
      long size = file.getUnsignedIntLE((int) at + 4);
      at = start + size + (size & 1);
    }
    return Optional.empty();
  }

  private static Optional<Long> seconds(Buffer file, int format) {
    int coding = file.getUnsignedShortLE(format);
    if (coding != PCM && coding != FLOATING && coding != A_LAW && coding != MU_LAW) {
      return Optional.empty();
    }
    long channels = file.getUnsignedShortLE(format + 2);
    long samplesPerSecond = file.getUnsignedIntLE(format + 4);
    long bits = file.getUnsignedShortLE(format + 14);
    long bytesPerSecond = samplesPerSecond * channels * (bits / BITS_PER_BYTE);
    return bytesPerSecond <= 0
        ? Optional.empty()
        : Optional.of(Math.ceilDiv(file.length(), bytesPerSecond));
  }
}
