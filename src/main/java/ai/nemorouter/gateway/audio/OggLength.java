package ai.nemorouter.gateway.audio;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/// How long an Ogg recording is (RFC 3533): of Opus the longer of what its pages and its packets
/// say, of Vorbis what its pages say. Recordings one after the other add up.
final class OggLength {
  private static final String PAGE = "OggS";
  private static final int PAGE_HEADER = 27;
  private static final int CONTINUED = 1;
  private static final int BEGINS = 2;
  private static final int OPEN_MOST = 64;
  private static final int FULL = 255;
  private static final long VORBIS_BYTES_PER_SECOND_MOST = 62_500;

  private final Octets file;
  private final Map<Long, Stream> open = new LinkedHashMap<>();
  private final Moments total = new Moments();
  private final Moments floor = new Moments();
  private boolean known;

  private OggLength(Octets file) {
    this.file = file;
  }

  /// One logical stream.
  private static final class Stream {
    private final boolean opus;
    private final long samplesPerSecond;
    private long position;
    private long packets;

    Stream(boolean opus, long samplesPerSecond) {
      this.opus = opus;
      this.samplesPerSecond = samplesPerSecond;
    }

    Moments length() {
      Moments length = new Moments();
      length.atLeast(position, samplesPerSecond);
      length.atLeast(packets, OpusPacket.SAMPLES_PER_SECOND);
      return length;
    }
  }

  static boolean matches(Octets file) {
    return file.is(0, PAGE);
  }

  /// Seconds, rounded up; empty where no stream is of a kind that tells.
  static OptionalLong seconds(Octets file) {
    return new OggLength(file).read();
  }

  private OptionalLong read() {
    long at = 0;
    while (at >= 0 && file.has(at, PAGE_HEADER)) {
      // Where a page should begin and does not, decoders look for the next one.
      at = file.is(at, PAGE) ? page(at) : file.find(at, PAGE);
    }
    open.values().forEach(stream -> total.add(stream.length()));
    total.atLeast(floor);
    return known ? OptionalLong.of(total.seconds()) : OptionalLong.empty();
  }

  /// @return where the next one begins
  private long page(long at) {
    int flags = file.at(at + 5);
    long position = file.little(at + 6, 8);
    long serial = file.little(at + 14, 4);
    int segments = file.at(at + 26);
    long body = at + PAGE_HEADER + segments;
    if ((flags & BEGINS) != 0) {
      begin(serial, body);
    }
    Stream stream = open.get(serial);
    if (stream != null) {
      stream.position = Math.max(stream.position, position);
    }
    boolean begins = (flags & CONTINUED) == 0;
    for (int segment = 0; segment < segments; segment++) {
      int size = Math.max(0, file.at(at + PAGE_HEADER + segment));
      if (begins && size > 0 && stream != null && stream.opus) {
        stream.packets += samples(body);
      }
      begins = size < FULL;
      body += size;
    }
    return body;
  }

  private void begin(long serial, long body) {
    if (open.containsKey(serial) || open.size() >= OPEN_MOST) {
      open.values().forEach(stream -> total.add(stream.length()));
      open.clear();
    }
    if (file.is(body, "OpusHead")) {
      open.put(serial, new Stream(true, OpusPacket.SAMPLES_PER_SECOND));
      known = true;
    } else if (file.is(body, "\u0001vorbis")) {
      Stream stream = new Stream(false, file.little(body + 12, 4));
      floor.atLeast(file.length(), VORBIS_BYTES_PER_SECOND_MOST);
      open.put(serial, stream);
      known |= stream.samplesPerSecond > 0;
    }
  }

  private long samples(long packet) {
    return file.is(packet, "OpusHead") || file.is(packet, "OpusTags")
        ? 0
        : OpusPacket.samples(file, packet);
  }
}
