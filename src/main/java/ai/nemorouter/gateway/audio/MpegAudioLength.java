package ai.nemorouter.gateway.audio;

import java.util.OptionalLong;

/// How long an MP3 recording is, or another of MPEG audio's layers (ISO 11172-3, 13818-3): as long
/// as all its frames together, whatever a header in front of them says.
final class MpegAudioLength {
  private static final int HEADER = 4;
  private static final int SYNC = 0x7ff;
  private static final long BYTES_PER_SECOND_MOST = 56_000;
  private static final int[][] KBITS_V1 = {
    {32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
    {32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
    {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
  };
  private static final int[][] KBITS_V2 = {
    {32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
    {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
    {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
  };
  private static final int[] RATES = {44_100, 48_000, 32_000};

  private MpegAudioLength() {}

  /// @param bytes of the whole frame
  private record Frame(long bytes, int samples, int samplesPerSecond) {
    private static final Frame NONE = new Frame(0, 0, 0);

    boolean isNone() {
      return bytes == 0;
    }
  }

  static boolean matches(Octets file) {
    long start = file.afterTags();
    return isAt(file, start) || (start > 0 && file.at(start) == 0);
  }

  /// Seconds, rounded up; empty where there are no frames.
  static OptionalLong seconds(Octets file) {
    long start = file.afterTags();
    Moments length = new Moments();
    long at = start;
    while (file.has(at, HEADER)) {
      Frame frame = isAt(file, at) ? frame(file, at) : Frame.NONE;
      length.add(frame.samples(), frame.samplesPerSecond());
      at += Math.max(1, frame.bytes());
    }
    if (length.isNone()) {
      return OptionalLong.empty();
    }
    length.atLeast(file.length() - start, BYTES_PER_SECOND_MOST);
    return OptionalLong.of(length.seconds());
  }

  /// Chance makes headers; two at the right distance it makes seldom. The last frame has no next.
  private static boolean isAt(Octets file, long at) {
    if (file.at(at) != 0xff) {
      return false;
    }
    Frame frame = frame(file, at);
    long next = at + frame.bytes();
    return !frame.isNone()
        && (!file.has(next, HEADER) || !frame(file, next).isNone() || isTag(file, next));
  }

  private static boolean isTag(Octets file, long at) {
    return file.is(at, "TAG") || file.is(at, "APETAGEX") || file.is(at, "ID3");
  }

  private static Frame frame(Octets file, long at) {
    long header = file.big(at, HEADER);
    int version = (int) (header >> 19) & 3;
    int layer = 3 - ((int) (header >> 17) & 3);
    int bitrate = ((int) (header >> 12) & 15) - 1;
    int rate = (int) (header >> 10) & 3;
    if (header < 0
        || header >> 21 != SYNC
        || version == 1
        || layer == 3
        || bitrate < 0
        || bitrate > 13
        || rate == 3) {
      return Frame.NONE;
    }
    boolean first = version == 3;
    int samplesPerSecond = RATES[rate] / (first ? 1 : version == 2 ? 2 : 4);
    long bits = (first ? KBITS_V1 : KBITS_V2)[layer][bitrate] * 1_000L;
    long padding = header >> 9 & 1;
    int samples = layer == 0 ? 384 : layer == 2 && !first ? 576 : 1_152;
    long bytes =
        layer == 0
            ? (12 * bits / samplesPerSecond + padding) * 4
            : samples / 8 * bits / samplesPerSecond + padding;
    return new Frame(bytes, samples, samplesPerSecond);
  }
}
