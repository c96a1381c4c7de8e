package ai.nemorouter.catalog.price;

import ai.nemorouter.money.Money;
import io.quarkus.qute.TemplateExtension;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// Prices beside tokens as people read and type them: per image, minute, thousand characters.
@TemplateExtension
public final class UnitText {
  private static final int MILLION_EXPONENT = 6;
  private static final int NANO_EXPONENT = 9;

  private UnitText() {}

  /// As in `$0.04 per image`.
  public static String display(Price.UnitPrice price) {
    BigDecimal usd =
        price
            .perMillion()
            .usd()
            .movePointLeft(MILLION_EXPONENT)
            .multiply(BigDecimal.valueOf(size(price.unit())))
            .setScale(NANO_EXPONENT, RoundingMode.HALF_UP);
    return Money.ofUsd(usd).display() + " per " + name(price.unit());
  }

  /// What a person typed for as many units as the unit is named by.
  static Money perMillion(Price.Unit unit, Money typed) {
    return Money.ofUsdRoundedUp(
        typed
            .usd()
            .movePointRight(MILLION_EXPONENT)
            .divide(BigDecimal.valueOf(size(unit)), NANO_EXPONENT, RoundingMode.CEILING));
  }

  /// By how many units a price is said.
  private static long size(Price.Unit unit) {
    return switch (unit) {
      case IMAGE, REQUEST -> 1;
      case SECOND -> 60;
      case CHARACTER, SEARCH -> 1_000;
    };
  }

  public static String name(Price.Unit unit) {
    return switch (unit) {
      case IMAGE -> "image";
      case SECOND -> "minute";
      case CHARACTER -> "1K characters";
      case SEARCH -> "1K searches";
      case REQUEST -> "request";
    };
  }
}
