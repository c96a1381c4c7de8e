package ai.nemorouter.gateway.audio;

import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;

/// How long the sound of an MPEG program is (ISO 11172-1, 13818-1), the container of `.mpeg` and
/// `.mpg`: as long as the frames in its audio packets.
final class MpegProgramLength {
  private static final String START = "\0\0\u0001";
  private static final int PACK = 0xba;
  private static final int FIRST_AUDIO = 0xc0;
  private static final int LAST_AUDIO = 0xdf;
  private static final int PACKET_HEADER = 6;
  private static final int STUFFING = 0xff;
  private static final int MOST_STUFFING = 16;

  private MpegProgramLength() {}

  static boolean matches(Octets file) {
    return file.is(0, START) && file.at(START.length()) == PACK;
  }

  /// Seconds, rounded up; empty where there is no MPEG audio inside.
  static OptionalLong seconds(Octets file) {
    Buffer sound = Buffer.buffer();
    long at = 0;
    while (at >= 0) {
      int stream = file.at(at + START.length());
      if (stream >= FIRST_AUDIO && stream <= LAST_AUDIO) {
        long end = Math.min(at + PACKET_HEADER + file.big(at + 4, 2), file.length());
        file.copy(payload(file, at + PACKET_HEADER), end, sound);
        at = file.find(Math.max(end, at + START.length()), START);
      } else {
        at = file.find(at + START.length(), START);
      }
    }
    return MpegAudioLength.seconds(new Octets(sound));
  }

  /// Where the sound of a packet begins: its header is of MPEG-2, or one of MPEG-1 by parts.
  private static long payload(Octets file, long header) {
    if ((file.at(header) & 0xc0) == 0x80) {
      return header + 3 + Math.max(0, file.at(header + 2));
    }
    long at = header;
    for (int i = 0; i < MOST_STUFFING && file.at(at) == STUFFING; i++) {
      at++;
    }
    at += (file.at(at) & 0xc0) == 0x40 ? 2 : 0;
    return switch (file.at(at) & 0xf0) {
      case 0x20 -> at + 5;
      case 0x30 -> at + 10;
      default -> at + 1;
    };
  }
}
