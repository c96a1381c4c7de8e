package ai.nemorouter.gateway.audio;

/// How long a packet of Opus sounds (RFC 6716, section 3.1). Its first byte says it, and a decoder
/// goes by nothing else.
final class OpusPacket {
  static final long SAMPLES_PER_SECOND = 48_000;

  private static final long LONGEST = 5_760;
  private static final long[] SILK = {480, 960, 1_920, 2_880};
  private static final long[] HYBRID = {480, 960};
  private static final long[] CELT = {120, 240, 480, 960};
  private static final int FIRST_HYBRID = 12;
  private static final int FIRST_CELT = 16;

  private OpusPacket() {}

  /// Samples of the packet that begins there.
  static long samples(Octets file, long at) {
    int head = file.at(at);
    if (head < 0) {
      return 0;
    }
    long frames =
        switch (head & 3) {
          case 0 -> 1;
          case 1, 2 -> 2;
          default -> Math.max(0, file.at(at + 1)) & 63;
        };
    return Math.min(LONGEST, frames * ofFrame(head >> 3));
  }

  private static long ofFrame(int configuration) {
    if (configuration < FIRST_HYBRID) {
      return SILK[configuration & 3];
    }
    return configuration < FIRST_CELT ? HYBRID[configuration & 1] : CELT[configuration & 3];
  }
}
