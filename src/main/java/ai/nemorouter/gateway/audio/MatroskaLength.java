package ai.nemorouter.gateway.audio;

import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/// How long a recording in Matroska or WebM is (RFC 9559): the longest of what its header says,
/// which browsers leave out, what its last block says, and what its packets say if they are Opus.
///
/// Elements are read one after the other, those inside of others too, so that neither unknown nor
/// wrong sizes of the outer ones matter.
final class MatroskaLength {
  private static final long EBML = 0x1A45DFA3L;
  private static final long SEGMENT = 0x18538067L;
  private static final long INFO = 0x1549A966L;
  private static final long TIMESTAMP_SCALE = 0x2AD7B1;
  private static final long DURATION = 0x4489;
  private static final long TRACKS = 0x1654AE6BL;
  private static final long TRACK = 0xAE;
  private static final long TRACK_NUMBER = 0xD7;
  private static final long TRACK_TYPE = 0x83;
  private static final long CODEC = 0x86;
  private static final long CLUSTER = 0x1F43B675L;
  private static final long TIMESTAMP = 0xE7;
  private static final long SIMPLE_BLOCK = 0xA3;
  private static final long BLOCK_GROUP = 0xA0;
  private static final long BLOCK = 0xA1;
  private static final String CLUSTER_MARK = "\u001fC\u00b6u";
  private static final int TRACKS_MOST = 64;
  private static final int VIDEO = 1;
  private static final int LACING = 6;
  private static final long NANOS = 1_000_000_000;
  private static final long MILLISECOND = 1_000_000;
  private static final long AUDIO_BYTES_PER_SECOND_MOST = 192_000;
  private static final long VIDEO_BYTES_PER_SECOND_MOST = 12_500_000;

  private final Octets file;
  private final Set<Long> opusTracks = new HashSet<>();
  private long scale = MILLISECOND;
  private long track;
  private boolean video;
  private long cluster;
  private long last;
  private long told;
  private long samples;

  private MatroskaLength(Octets file) {
    this.file = file;
  }

  static boolean matches(Octets file) {
    return file.big(0, 4) == EBML;
  }

  /// Seconds, rounded up; empty where nothing tells.
  static OptionalLong seconds(Octets file) {
    return new MatroskaLength(file).read();
  }

  private OptionalLong read() {
    long at = 0;
    while (at >= 0 && file.has(at, 2)) {
      long next = element(at);
      // What cannot be read is skipped as players do: up to where sound goes on.
      at = next > at ? next : file.find(at + 1, CLUSTER_MARK);
    }
    Moments length = new Moments();
    length.atLeast(nanos(told), NANOS);
    length.atLeast(nanos(last), NANOS);
    length.atLeast(samples, OpusPacket.SAMPLES_PER_SECOND);
    if (length.isNone()) {
      return OptionalLong.empty();
    }
    length.atLeast(
        file.length(), video ? VIDEO_BYTES_PER_SECOND_MOST : AUDIO_BYTES_PER_SECOND_MOST);
    return OptionalLong.of(length.seconds());
  }

  private long nanos(long ticks) {
    return ticks > Long.MAX_VALUE / scale ? Long.MAX_VALUE : ticks * scale;
  }

  /// @return where the next one begins; no further than `at` where there is none here
  private long element(long at) {
    int idBytes = bytes(at);
    long id = idBytes > 4 ? Octets.NONE : file.big(at, idBytes);
    int sizeBytes = bytes(at + idBytes);
    long size = number(at + idBytes, sizeBytes);
    long data = at + idBytes + sizeBytes;
    if (id < 0 || size < 0) {
      return at;
    }
    if (id == SEGMENT
        || id == INFO
        || id == TRACKS
        || id == TRACK
        || id == CLUSTER
        || id == BLOCK_GROUP) {
      return data;
    }
    take(id, data, size);
    return file.has(data, size) ? data + size : at;
  }

  private void take(long id, long data, long size) {
    if (id == SIMPLE_BLOCK || id == BLOCK) {
      block(data);
    } else if (id == CODEC && file.is(data, "A_OPUS") && opusTracks.size() < TRACKS_MOST) {
      opusTracks.add(track);
    } else if (id == DURATION) {
      told = Math.max(told, floating(data, size));
    } else if (size <= 8) {
      long value = file.big(data, (int) size);
      if (id == TIMESTAMP_SCALE && value > 0) {
        scale = value;
      } else if (id == TRACK_NUMBER) {
        track = value;
      } else if (id == TRACK_TYPE) {
        video |= value == VIDEO;
      } else if (id == TIMESTAMP) {
        cluster = Math.clamp(value, 0, Long.MAX_VALUE / 2);
      }
    }
  }

  private void block(long at) {
    int trackBytes = bytes(at);
    long moment = at + trackBytes;
    long frame = moment + 3;
    if (!file.has(frame, 1)) {
      return;
    }
    last = Math.max(last, cluster + (short) file.big(moment, 2));
    boolean laced = (file.at(moment + 2) & LACING) != 0;
    if (!laced && opusTracks.contains(number(at, trackBytes))) {
      samples += OpusPacket.samples(file, frame);
    }
  }

  /// How many bytes a number of variable size has; 9 where there is none.
  private int bytes(long at) {
    int first = file.at(at);
    return first <= 0 ? 9 : Integer.numberOfLeadingZeros(first) - 23;
  }

  /// Without the bit that marks its size. A size that is not known is a very large one.
  private long number(long at, int bytes) {
    return bytes > 8 ? Octets.NONE : file.big(at, bytes) & ((1L << (7 * bytes)) - 1);
  }

  /// The whole part of an IEEE number of 4 or 8 bytes; 0 where it is none, negative or too large.
  private long floating(long at, long size) {
    long bits = file.big(at, size == 4 ? 4 : 8);
    int fraction = size == 4 ? 23 : 52;
    int power = size == 4 ? (int) (bits >> fraction) - 127 : (int) (bits >> fraction) - 1_023;
    if (bits < 0 || power < 0 || power > 62 || (size != 4 && size != 8)) {
      return 0;
    }
    long mark = 1L << fraction;
    long digits = (bits & (mark - 1)) | mark;
    return power > fraction
        ? digits << Math.min(power - fraction, 62 - fraction)
        : digits >> (fraction - power);
  }
}
