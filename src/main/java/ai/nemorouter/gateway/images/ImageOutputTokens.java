package ai.nemorouter.gateway.images;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many output tokens one image can be, where images are charged by tokens.
///
/// For gpt-image-1 (1-mini, 1.5) it is the table of OpenAI's guide "Image generation", section
/// "Cost and latency": low 272, 408, 400; medium 1056, 1584, 1568; high 4160, 6240, 6208 tokens for
/// 1024×1024, 1024×1536 and 1536×1024. For gpt-image-2 the guide has only a calculator; what
/// developers read out of it (OpenAI's forum, "GPT-image-2 output pricing calculator") is at most
/// the square of 16, 48 or 96 (by quality) × (2,000,000 + pixels) ÷ 4,000,000. Any other model
/// counts the dearer of both, and a size or quality left to the model the dearest there is.
final class ImageOutputTokens {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
  private static final Pattern FIRST_FAMILY =
      Pattern.compile("(.*/)?gpt-image-1(-mini|\\.5)?(-20.*)?");

  /// The largest that the first family makes, and that gpt-image-2 does.
  private static final long PIXELS_MOST_FIRST = 1_024L * 1_536;

  private static final long PIXELS_MOST = 8_294_400;
  private static final long PIXELS_OF_TABLE = 1_024L * 1_024;
  private static final long PIXELS_ADDED = 2_000_000;
  private static final long PIXELS_PER_STEP = 4_000_000;

  /// With the table's figure for 1024×1024, and gpt-image-2's steps along the longer side.
  private enum Quality {
    LOW(272, 16),
    MEDIUM(1_056, 48),
    HIGH(4_160, 96);

    private final long square;
    private final long steps;

    Quality(long square, long steps) {
      this.square = square;
      this.steps = steps;
    }

    static Quality of(String word) {
      return switch (word.toLowerCase(Locale.ROOT)) {
        case "low" -> LOW;
        case "medium" -> MEDIUM;
        default -> HIGH;
      };
    }
  }

  private ImageOutputTokens() {}

  static long most(String model, String size, String quality) {
    boolean first = FIRST_FAMILY.matcher(model.toLowerCase(Locale.ROOT)).matches();
    long pixels = pixels(size, first ? PIXELS_MOST_FIRST : PIXELS_MOST);
    Quality of = Quality.of(quality);
    // The table's other sizes have half as many pixels more and at most half as many tokens.
    long byTable = roundedUp(of.square * pixels, PIXELS_OF_TABLE);
    return first
        ? byTable
        : Math.max(
            byTable, roundedUp(of.steps * of.steps * (PIXELS_ADDED + pixels), PIXELS_PER_STEP));
  }

  private static long pixels(String size, long otherwise) {
    Matcher matcher = SIZE.matcher(size);
    return matcher.matches()
        ? Long.parseLong(matcher.group(1)) * Long.parseLong(matcher.group(2))
        : otherwise;
  }

  private static long roundedUp(long dividend, long divisor) {
    return Math.ceilDiv(dividend, divisor);
  }
}
