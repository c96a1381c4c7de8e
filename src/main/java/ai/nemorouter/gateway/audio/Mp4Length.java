package ai.nemorouter.gateway.audio;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// How long a recording in MP4, M4A or QuickTime is (ISO 14496-12): the longest of what the headers
/// of the whole and of its tracks, the tables of their samples and their fragments say.
///
/// Boxes are read one after the other, those inside of others too, so that wrong sizes of the outer
/// ones do not matter.
final class Mp4Length {
  private static final Set<String> OUTER =
      Set.of("moov", "trak", "mdia", "minf", "stbl", "mvex", "moof", "traf");
  private static final int TRACKS_MOST = 64;
  private static final int BOX = 8;
  private static final int LARGE_BOX = 16;
  private static final long AAC_FRAME = 1_024;
  private static final long AAC_BYTES_PER_SECOND_MOST = 40_000;
  private static final long AUDIO_BYTES_PER_SECOND_MOST = 192_000;
  private static final long VIDEO_BYTES_PER_SECOND_MOST = 12_500_000;
  private static final long UNKNOWN_4 = 0xffff_ffffL;

  private final Octets file;
  private final Moments length = new Moments();
  private final List<Track> tracks = new ArrayList<>();
  private boolean video;
  private boolean otherThanAac;
  private Track track = new Track(0);
  private long sampleDuration;

  private Mp4Length(Octets file) {
    this.file = file;
  }

  /// One track, in units of its own.
  private static final class Track {
    private long id;
    private long perSecond;
    private long aacPerSecond;
    private long sampleDuration;
    private long units;
    private long frames;

    Track(long id) {
      this.id = id;
    }
  }

  static boolean matches(Octets file) {
    return file.is(4, "ftyp") || file.is(4, "moov") || file.is(4, "styp");
  }

  /// Seconds, rounded up; empty where nothing tells.
  static OptionalLong seconds(Octets file) {
    return new Mp4Length(file).read();
  }

  private OptionalLong read() {
    long at = 0;
    while (file.has(at, BOX)) {
      at = box(at);
    }
    for (Track read : tracks) {
      length.atLeast(read.units, read.perSecond);
      length.atLeast(read.frames * AAC_FRAME, read.aacPerSecond);
    }
    if (length.isNone()) {
      return OptionalLong.empty();
    }
    length.atLeast(file.length(), bytesPerSecondMost());
    return OptionalLong.of(length.seconds());
  }

  private long bytesPerSecondMost() {
    if (video) {
      return VIDEO_BYTES_PER_SECOND_MOST;
    }
    return otherThanAac ? AUDIO_BYTES_PER_SECOND_MOST : AAC_BYTES_PER_SECOND_MOST;
  }

  /// @return where the next one begins
  private long box(long at) {
    long size = file.big(at, 4);
    long data = at + BOX;
    if (size == 1) {
      size = file.big(at + BOX, 8);
      data = at + LARGE_BOX;
    }
    for (String outer : OUTER) {
      if (file.is(at + 4, outer)) {
        enter(outer);
        return data;
      }
    }
    take(at + 4, data, Math.min(at + size, file.length()));
    return size < data - at || size > file.length() ? file.length() : at + size;
  }

  private void enter(String outer) {
    if (outer.equals("trak") && tracks.size() < TRACKS_MOST) {
      track = new Track(0);
      tracks.add(track);
    }
  }

  private void take(long name, long data, long end) {
    boolean wide = file.at(data) == 1;
    if (file.is(name, "mvhd")) {
      header(data, wide);
    } else if (file.is(name, "mdhd")) {
      track.perSecond = header(data, wide);
    } else if (file.is(name, "tkhd")) {
      track.id = file.big(data + (wide ? 20 : 12), 4);
    } else if (file.is(name, "hdlr")) {
      video |= file.is(data + 8, "vide");
    } else if (file.is(name, "stsd")) {
      description(data);
    } else if (file.is(name, "stts")) {
      durations(data, end);
    } else if (file.is(name, "stsz") || file.is(name, "stz2")) {
      track.frames += samples(data + 8);
    } else if (file.is(name, "trex")) {
      trackOf(file.big(data + 4, 4)).sampleDuration = file.big(data + 12, 4);
    } else if (file.is(name, "tfhd")) {
      fragment(data);
    } else if (file.is(name, "trun")) {
      run(data, end);
    }
  }

  /// @return units per second
  private long header(long data, boolean wide) {
    long perSecond = file.big(data + (wide ? 20 : 12), 4);
    long duration = wide ? file.big(data + 24, 8) : file.big(data + 16, 4);
    length.atLeast(!wide && duration == UNKNOWN_4 ? 0 : duration, perSecond);
    return perSecond;
  }

  private void description(long data) {
    if (file.is(data + 12, "mp4a")) {
      // Sixteen bits before the point and sixteen behind it.
      track.aacPerSecond = Math.max(0, file.big(data + 40, 2));
    } else {
      otherThanAac = true;
    }
  }

  private void durations(long data, long end) {
    long entry = data + BOX;
    for (long left = file.big(data + 4, 4); left > 0 && entry + BOX <= end; left--) {
      add(file.big(entry, 4), file.big(entry + 4, 4));
      entry += BOX;
    }
  }

  private void fragment(long data) {
    long flags = file.big(data + 1, 3);
    track = trackOf(file.big(data + 4, 4));
    long at = data + BOX + ((flags & 1) != 0 ? 8 : 0) + ((flags & 2) != 0 ? 4 : 0);
    sampleDuration = (flags & 8) != 0 ? file.big(at, 4) : track.sampleDuration;
  }

  private void run(long data, long end) {
    long flags = file.big(data + 1, 3);
    long count = samples(data + 4);
    track.frames += count;
    if ((flags & 0x100) == 0) {
      add(count, sampleDuration);
      return;
    }
    long entry = data + BOX + ((flags & 1) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 4 : 0);
    long step = 4L * Long.bitCount(flags & 0xf00);
    for (long left = count; left > 0 && entry + step <= end; left--) {
      add(1, file.big(entry, 4));
      entry += step;
    }
  }

  /// Samples that last so many of the track's units each.
  private void add(long samples, long each) {
    if (samples > 0 && each > 0) {
      boolean tooMany = samples > (Long.MAX_VALUE - track.units) / each;
      track.units = tooMany ? Long.MAX_VALUE : track.units + samples * each;
    }
  }

  /// A number of samples: no more than the file has bytes.
  private long samples(long at) {
    return Math.clamp(file.big(at, 4), 0, file.length());
  }

  private Track trackOf(long id) {
    for (Track known : tracks) {
      if (known.id == id) {
        return known;
      }
    }
    return track;
  }
}
