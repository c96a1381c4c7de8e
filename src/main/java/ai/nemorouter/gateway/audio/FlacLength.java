package ai.nemorouter.gateway.audio;

import java.util.OptionalLong;

/// How long a FLAC recording is (RFC 9639): the longer of what its header and its frames say.
final class FlacLength {
  private static final String MARK = "fLaC";
  private static final int BLOCK_HEADER = 4;
  private static final int STREAM_INFO = 34;
  private static final int LAST = 0x80;
  private static final int POLYNOMIAL = 0x07;

  private FlacLength() {}

  static boolean matches(Octets file) {
    return file.is(file.afterTags(), MARK);
  }

  /// Seconds, rounded up; empty where the header cannot be read.
  static OptionalLong seconds(Octets file) {
    long info = file.afterTags() + MARK.length() + BLOCK_HEADER;
    long facts = file.big(info + 10, 4);
    long samplesPerSecond = facts >> 12;
    if (!file.has(info, STREAM_INFO) || samplesPerSecond <= 0) {
      return OptionalLong.empty();
    }
    long channels = (facts >> 9 & 7) + 1;
    long bits = (facts >> 4 & 31) + 1;
    long told = (facts & 15) << 32 | Math.max(0, file.big(info + 14, 4));
    long audio = audio(file, info - BLOCK_HEADER);
    Moments length = new Moments();
    length.atLeast(told, samplesPerSecond);
    length.atLeast(samplesOfFrames(file, audio), samplesPerSecond);
    length.atLeast(file.length() - audio, samplesPerSecond * channels * Math.ceilDiv(bits, 8));
    return OptionalLong.of(length.seconds());
  }

  /// Where the frames begin: after all blocks of metadata, pictures among them.
  private static long audio(Octets file, long firstBlock) {
    long at = firstBlock;
    while (file.has(at, BLOCK_HEADER)) {
      boolean last = (file.at(at) & LAST) != 0;
      at += BLOCK_HEADER + file.big(at + 1, 3);
      if (last) {
        break;
      }
    }
    return Math.min(at, file.length());
  }

  private static long samplesOfFrames(Octets file, long from) {
    long samples = 0;
    for (long at = from; file.has(at, 6); at++) {
      if (file.at(at) == 0xff && (file.at(at + 1) & 0xfe) == 0xf8) {
        samples += samplesOfFrame(file, at);
      }
    }
    return samples;
  }

  /// Of the frame whose header begins there; 0 where what is there is no header.
  private static long samplesOfFrame(Octets file, long at) {
    int block = file.at(at + 2) >> 4;
    int rate = file.at(at + 2) & 15;
    long end = at + 4 + bytesOfNumber(file.at(at + 4));
    long blockAt = end;
    end += block == 6 ? 1 : block == 7 ? 2 : 0;
    end += rate == 12 ? 1 : rate == 13 || rate == 14 ? 2 : 0;
    if (block == 0 || rate == 15 || !file.has(end, 1) || file.at(end) != checksum(file, at, end)) {
      return 0;
    }
    return switch (block) {
      case 1 -> 192;
      case 2, 3, 4, 5 -> 144L << block;
      case 6 -> file.at(blockAt) + 1;
      case 7 -> file.big(blockAt, 2) + 1;
      default -> 1L << block;
    };
  }

  /// A number in the manner of UTF-8.
  private static int bytesOfNumber(int first) {
    int ones = Integer.numberOfLeadingZeros(~(first << 24));
    return ones < 2 ? 1 : Math.min(ones, 7);
  }

  private static int checksum(Octets file, long from, long to) {
    int sum = 0;
    for (long at = from; at < to; at++) {
      sum ^= file.at(at);
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum & 0x80) != 0 ? sum << 1 ^ POLYNOMIAL : sum << 1;
      }
      sum &= 0xff;
    }
    return sum;
  }
}
