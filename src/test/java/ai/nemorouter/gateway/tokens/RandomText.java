package ai.nemorouter.gateway.tokens;

import java.util.Random;

/// Texts made to be awkward for tokenizers, from a seed.
public final class RandomText {
  /// Ranges of code points that tokenizers treat differently; surrogates stand alone on purpose.
  private static final int[][] RANGES = {
    {0x00, 0x7F},
    {'a', 'z'},
    {'A', 'Z'},
    {'0', '9'},
    {' ', ' '},
    {'\n', '\r'},
    {'\'', '\''},
    {0x80, 0x24F},
    {0x300, 0x36F},
    {0x400, 0x4FF},
    {0x600, 0x6FF},
    {0x900, 0x97F},
    {0x2000, 0x206F},
    {0x3000, 0x30FF},
    {0x4E00, 0x9FFF},
    {0xAC00, 0xD7A3},
    {0xD800, 0xDFFF},
    {0xE000, 0xF8FF},
    {0xFB50, 0xFDFF},
    {0xFE00, 0xFE0F},
    {0xFF00, 0xFFEF},
    {0x1F300, 0x1FAFF},
    {0x20000, 0x2A6DF},
    {0xE0000, 0xE007F},
    {0x0, 0x10FFFF}
  };

  private RandomText() {}

  /// Runs of one kind each, from a single letter to hundreds, some of one letter repeated.
  public static String adversarial(Random random, int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      int[] range = RANGES[random.nextInt(RANGES.length)];
      int run = 1 + random.nextInt(1 << random.nextInt(10));
      int repeated = random.nextInt(3) == 0 ? within(range, random) : -1;
      for (int i = 0; i < run && text.length() < length; i++) {
        text.appendCodePoint(repeated >= 0 ? repeated : within(range, random));
      }
    }
    return text.toString();
  }

  /// Letters of one range.
  public static String of(Random random, int length, int from, int to) {
    return random
        .ints(length, from, to + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /// The beginning, for a message.
  public static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .limit(60)
        .forEach(
            c -> escaped.append(c > 0x20 && c < 0x7F ? "" + (char) c : "\\u%04x".formatted(c)));
    return escaped.toString();
  }

  private static int within(int[] range, Random random) {
    return range[0] + random.nextInt(range[1] - range[0] + 1);
  }
}
