package ai.nemorouter.credit.fee;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidSettingException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.List;

/// What the environment says about buying credit, checked. A value that cannot be meant stops the
/// start.
@ApplicationScoped
public class CreditSettings {
  private static final String PREFIX = "NEMOROUTER_CREDIT_";
  private static final Money LARGEST = Money.ofUsd("900000");

  private final CreditConfig config;

  CreditSettings(CreditConfig config) {
    this.config = config;
  }

  void check(@Observes StartupEvent event) {
    fee();
    if (smallest().compareTo(largest()) > 0 || largest().compareTo(LARGEST) > 0) {
      throw new InvalidSettingException(
          PREFIX + "LARGEST_PURCHASE",
          "must be from NEMOROUTER_CREDIT_SMALLEST_PURCHASE to 900000");
    }
  }

  Fee fee() {
    Tax tax =
        new Tax(config.taxName().strip(), percent("TAX_PERCENT", config.taxPercent()), base());
    return new Fee(
        percent("FEE_PERCENT", config.feePercent()),
        cents("FEE_MINIMUM", config.feeMinimum()),
        tax);
  }

  public Money smallest() {
    Money smallest = cents("SMALLEST_PURCHASE", config.smallestPurchase());
    if (smallest.isZero()) {
      throw new InvalidSettingException(PREFIX + "SMALLEST_PURCHASE", "must be above 0");
    }
    return smallest;
  }

  public Money largest() {
    return cents("LARGEST_PURCHASE", config.largestPurchase());
  }

  /// The lines of the seller's name and address; none where the operator names no seller.
  public List<String> seller() {
    return Arrays.stream(config.seller().orElse("").split(";", -1))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private Tax.Base base() {
    return Arrays.stream(Tax.Base.values())
        .filter(base -> base.word().equals(config.taxOn().strip()))
        .findFirst()
        .orElseThrow(() -> new InvalidSettingException(PREFIX + "TAX_ON", "must be fee or total"));
  }

  private static Percent percent(String name, String text) {
    try {
      return Percent.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(PREFIX + name, String.valueOf(e.getMessage()));
    }
  }

  private static Money cents(String name, String text) {
    try {
      Money amount = Money.parseTypedUsd(text);
      if (Quote.isWholeCents(amount)) {
        return amount;
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(PREFIX + name, String.valueOf(e.getMessage()));
    }
    throw new InvalidSettingException(PREFIX + name, "must be in whole cents");
  }
}
