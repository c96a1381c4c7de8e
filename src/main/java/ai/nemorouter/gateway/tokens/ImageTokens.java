package ai.nemorouter.gateway.tokens;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How many tokens an image is, by the rule that its model's maker documents.
///
/// Sources: OpenAI's guide "Images and vision" (tiles of 512 pixels, patches of 32, their
/// multipliers and budgets), Claude's "Vision" (patches of 28 pixels, up to 1,568 or 4,784 tokens),
/// Gemini's "Understand and count tokens" (258 tokens per tile, 1,120 per image in Gemini 3),
/// Together's "Vision overview" (up to 6,404 tokens) and Qwen2.5-VL's processor (up to 16,384).
/// Where a rule rounds in a way that is not documented, it is rounded up here. An image whose size
/// cannot be told, because it is behind an address or its header is broken, counts the most that
/// the rule allows.
sealed interface ImageTokens {
  /// What an image of unknown size probably is: a square of 1,024 pixels in tiles.
  long LIKELY_WHERE_UNKNOWN = 765;

  /// @param detail `low`, `high`, `auto`, `original` or nothing, as the caller wrote it
  long of(ImageSize size, String detail);

  long most(String detail);

  /// The tokens of one image.
  static TextTokens of(ImageTokens rule, Optional<ImageSize> size, String detail) {
    if (size.isPresent()) {
      long tokens = rule.of(size.get(), detail);
      return new TextTokens(tokens, tokens);
    }
    long most = rule.most(detail);
    return new TextTokens(Math.min(LIKELY_WHERE_UNKNOWN, most), most);
  }

  /// @param slug the model's name, `author/name`
  static ImageTokens ruleOf(String slug) {
    String lower = slug.toLowerCase(Locale.ROOT);
    String name = lower.substring(lower.indexOf('/') + 1);
    if (lower.startsWith("openai/") || lower.startsWith("~openai/")) {
      return Rules.OPENAI.stream()
          .filter(named -> named.names().matcher(name).matches())
          .findFirst()
          .map(Rules.Named::rule)
          .orElse(Rules.NEWER_OPENAI);
    }
    if (lower.startsWith("anthropic/") || lower.startsWith("~anthropic/")) {
      return Rules.FORMER_CLAUDE.matcher(name).matches()
          ? new Patches(28, 100, 1_600, 1_600)
          : new Patches(28, 100, 4_784, 4_784);
    }
    if (lower.startsWith("google/") || lower.startsWith("~google/")) {
      return new Gemini();
    }
    return new Unknown();
  }

  /// Scaled down into a square of 2,048 pixels and to a shorter side of 768, then cut into tiles of
  /// 512. An image in low detail costs the base alone.
  record Tiles(long base, long perTile) implements ImageTokens {
    private static final int SQUARE = 2_048;
    private static final int SHORTER_SIDE = 768;
    private static final int TILE = 512;

    @Override
    public long of(ImageSize size, String detail) {
      if (detail.equals("low")) {
        return base;
      }
      long longer = Math.max(size.width(), size.height());
      long shorter = Math.min(size.width(), size.height());
      if (longer > SQUARE) {
        shorter = Math.ceilDiv(shorter * SQUARE, longer);
        longer = SQUARE;
      }
      if (shorter > SHORTER_SIDE) {
        longer = Math.ceilDiv(longer * SHORTER_SIDE, shorter);
        shorter = SHORTER_SIDE;
      }
      return base + perTile * Math.ceilDiv(longer, TILE) * Math.ceilDiv(shorter, TILE);
    }

    @Override
    public long most(String detail) {
      return of(new ImageSize(SQUARE, SHORTER_SIDE), detail);
    }
  }

  /// One token per patch up to a budget, to which larger images are scaled down, times a
  /// multiplier. Low detail makes it no cheaper.
  ///
  /// @param percent the multiplier in hundredths
  /// @param budget the most patches in low and high detail
  /// @param budgetOtherwise the most where the detail is left open or asked to be the original's
  record Patches(int side, int percent, long budget, long budgetOtherwise) implements ImageTokens {
    @Override
    public long of(ImageSize size, String detail) {
      long patches = (long) Math.ceilDiv(size.width(), side) * Math.ceilDiv(size.height(), side);
      return times(Math.min(patches, budgetFor(detail)));
    }

    @Override
    public long most(String detail) {
      return times(budgetFor(detail));
    }

    private long budgetFor(String detail) {
      return detail.equals("high") || detail.equals("low") ? budget : budgetOtherwise;
    }

    private long times(long patches) {
      return Math.ceilDiv(patches * percent, 100L);
    }
  }

  /// 258 tokens up to 384 pixels, else as many per tile, whose side is the shorter side ÷ 1.5
  /// within 256 and 768 pixels; Gemini 3 takes 1,120 for an image of any size.
  record Gemini() implements ImageTokens {
    private static final long TOKENS_PER_TILE = 258;
    private static final long TOKENS_OF_GEMINI_3 = 1_120;
    private static final int TILES_MOST = 32;

    @Override
    public long of(ImageSize size, String detail) {
      int shorter = Math.min(size.width(), size.height());
      int unit = Math.clamp(shorter * 2L / 3, 256, 768);
      long tiles = (long) Math.ceilDiv(size.width(), unit) * Math.ceilDiv(size.height(), unit);
      return Math.max(TOKENS_OF_GEMINI_3, TOKENS_PER_TILE * tiles);
    }

    @Override
    public long most(String detail) {
      return TOKENS_PER_TILE * TILES_MOST;
    }
  }

  /// Patches of 14 pixels, a token each and one more per row, within the least and the most that
  /// any known maker counts.
  record Unknown() implements ImageTokens {
    private static final int SIDE = 14;
    private static final long LEAST = 6_404;
    private static final long MOST = 16_384;

    @Override
    public long of(ImageSize size, String detail) {
      long patches =
          (long) Math.ceilDiv(size.height(), SIDE) * (Math.ceilDiv(size.width(), SIDE) + 1);
      return Math.clamp(patches, LEAST, MOST);
    }

    @Override
    public long most(String detail) {
      return MOST;
    }
  }

  /// Which of OpenAI's and Anthropic's models follow which rule.
  final class Rules {
    private static final ImageTokens NEWER_OPENAI = new Patches(32, 162, 2_500, 10_000);

    private static final List<Named> OPENAI =
        List.of(
            named("gpt-4o-mini.*", new Tiles(2_833, 5_667)),
            named("gpt-4\\.1-mini.*", new Patches(32, 162, 1_536, 1_536)),
            named("gpt-4\\.1-nano.*", new Patches(32, 246, 1_536, 1_536)),
            named("gpt-5-mini.*", new Patches(32, 162, 1_536, 1_536)),
            named("gpt-5-nano.*", new Patches(32, 246, 1_536, 1_536)),
            named("(o4-mini|codex-mini).*", new Patches(32, 172, 1_536, 1_536)),
            named("(chatgpt-4o|gpt-4o|gpt-4\\.1|gpt-4\\.5|gpt-4).*", new Tiles(85, 170)),
            named("gpt-5(\\.1)?([-:](?!codex).*)?", new Tiles(70, 140)),
            named("(o1|o3)([-:].*)?", new Tiles(75, 150)));

    private static final Pattern FORMER_CLAUDE =
        Pattern.compile(
            "claude-(2|3|instant).*|claude-(opus|sonnet|haiku)-4([.-][0156])?([-:@]\\d{8}.*)?");

    private Rules() {}

    private record Named(Pattern names, ImageTokens rule) {}

    private static Named named(String names, ImageTokens rule) {
      return new Named(Pattern.compile(names), rule);
    }
  }
}
