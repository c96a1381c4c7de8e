package ai.nemorouter.gateway.audio;

import java.util.OptionalLong;
import java.util.Set;

/// How long a WAV recording is. Only formats that spend the same number of bits on each moment
/// (PCM, floating point, A-law, µ-law, ADPCM) tell; and what counts is what a decoder goes by, the
/// sampling rate and the size of a sample, for all bytes of the file, whatever the header says of
/// its length.
final class WaveHeader {
  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FMT_SIZE = 16;
  private static final int MOST_CHUNKS = 64;

  /// PCM, Microsoft's ADPCM, floating point, A-law, µ-law, IMA ADPCM.
  private static final Set<Long> CODINGS = Set.of(1L, 2L, 3L, 6L, 7L, 17L);

  /// The coding stands further behind.
  private static final long EXTENSIBLE = 0xfffe;

  private static final long BITS_PER_BYTE = 8;

  /// A file that says more is not decoded, or lies.
  private static final long MOST_SAMPLES_PER_SECOND = 768_000;

  private static final long MOST_CHANNELS = 8;
  private static final long MOST_BITS = 64;

  private WaveHeader() {}

  /// Seconds, rounded up; empty where the file does not tell.
  static OptionalLong seconds(Octets file) {
    if (!file.is(0, "RIFF") || !file.is(8, "WAVE")) {
      return OptionalLong.empty();
    }
    long at = FIRST_CHUNK;
    for (int chunk = 0; chunk < MOST_CHUNKS && file.has(at, CHUNK_HEADER); chunk++) {
      long start = at + CHUNK_HEADER;
      if (file.is(at, "fmt ")) {
        return file.has(start, FMT_SIZE) ? seconds(file, start) : OptionalLong.empty();
      }
      long size = file.little(at + 4, 4);
      at = start + size + (size & 1);
    }
    return OptionalLong.empty();
  }

  private static OptionalLong seconds(Octets file, long format) {
    long coding = file.little(format, 2);
    if (coding == EXTENSIBLE) {
      coding = file.little(format + 24, 2);
    }
    long channels = file.little(format + 2, 2);
    long samplesPerSecond = file.little(format + 4, 4);
    long bits = file.little(format + 14, 2);
    long stored = bits < BITS_PER_BYTE ? bits : Math.ceilDiv(bits, BITS_PER_BYTE) * BITS_PER_BYTE;
    long bitsPerSecond = samplesPerSecond * channels * stored;
    return !CODINGS.contains(coding)
            || bitsPerSecond <= 0
            || samplesPerSecond > MOST_SAMPLES_PER_SECOND
            || channels > MOST_CHANNELS
            || bits > MOST_BITS
        ? OptionalLong.empty()
        : OptionalLong.of(Math.ceilDiv(file.length() * BITS_PER_BYTE, bitsPerSecond));
  }
}
