package ai.nemorouter.gateway.audio;

import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;

/// How long a recording is, in whole seconds, begun ones counted.
///
/// A WAV file tells by its size. Every other format is bounded by its size at 6 kbit/s, the lowest
/// rate of Opus (RFC 6716, section 2.1.1); MP3 goes no lower than 8 kbit/s. That is held. Where the
/// provider does not tell how much it heard, what the file's container says is charged: the longest
/// of what its headers and its frames say, and no less than its bytes take at the highest rate of
/// its kind. A file that does not tell is charged as what was held.
///
/// @param most an upper bound
/// @param likely what is charged if the provider does not tell
record RecordingLength(long most, long likely) {
  private static final long BYTES_PER_SECOND_LOWEST = 750;

  /// Silence may be smaller than any speech, but not by so much.
  private static final long SILENCE = 10;

  static RecordingLength of(Buffer file) {
    OptionalLong wave = WaveHeader.seconds(new Octets(file));
    if (wave.isPresent()) {
      return new RecordingLength(wave.getAsLong(), wave.getAsLong());
    }
    long bound = bound(file);
    long told = Math.max(1, told(file).orElse(bound));
    return new RecordingLength(Math.max(bound, told), told);
  }

  /// What the file tells; empty where it tells nothing, or something that cannot be.
  static OptionalLong told(Buffer file) {
    Octets octets = new Octets(file);
    OptionalLong wave = WaveHeader.seconds(octets);
    if (wave.isPresent()) {
      return wave;
    }
    OptionalLong told = read(octets);
    return told.isPresent() && told.getAsLong() > bound(file) * SILENCE
        ? OptionalLong.empty()
        : told;
  }

  private static long bound(Buffer file) {
    return Math.ceilDiv((long) file.length(), BYTES_PER_SECOND_LOWEST) + 1;
  }

  private static OptionalLong read(Octets file) {
    if (OggLength.matches(file)) {
      return OggLength.seconds(file);
    }
    if (MatroskaLength.matches(file)) {
      return MatroskaLength.seconds(file);
    }
    if (Mp4Length.matches(file)) {
      return Mp4Length.seconds(file);
    }
    if (FlacLength.matches(file)) {
      return FlacLength.seconds(file);
    }
    if (MpegProgramLength.matches(file)) {
      return MpegProgramLength.seconds(file);
    }
    return MpegAudioLength.matches(file) ? MpegAudioLength.seconds(file) : OptionalLong.empty();
  }
}
