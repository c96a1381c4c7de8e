package ai.nemorouter.usage;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.text.Numbers;
import org.jspecify.annotations.Nullable;

/// What a request took beside tokens, as people read it.
public final class RequestUnits {
  private static final int MILLION_EXPONENT = 6;

  private RequestUnits() {}

  /// As in `3 images`; null where the price was of tokens alone.
  ///
  /// @param unit as in `image`; null where the price has none
  public static @Nullable String display(@Nullable Long units, @Nullable String unit) {
    if (units == null || unit == null) {
      return null;
    }
    return Numbers.grouped(units) + " " + (units == 1 ? unit : plural(unit));
  }

  /// As in `$0.04 per image`.
  public static @Nullable String price(@Nullable Money perMillion, @Nullable String unit) {
    if (perMillion == null || unit == null) {
      return null;
    }
    String each =
        perMillion.usd().movePointLeft(MILLION_EXPONENT).stripTrailingZeros().toPlainString();
    return "$" + each + " per " + unit;
  }

  private static String plural(String unit) {
    return unit.endsWith("ch") ? unit + "es" : unit + "s";
  }
}
