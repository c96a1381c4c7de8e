package ai.nemorouter.credit.fee;

import ai.nemorouter.money.Money;

/// What an amount of credit costs, in whole cents. The parts always add up to the total.
///
/// @param credit what is granted, all of it
/// @param fee what the operator takes for it
/// @param tax what the tax office takes
/// @param total what is paid
public record Quote(Money credit, Money fee, Money tax, Money total) {
  private static final long NANOS_PER_CENT = 10_000_000;

  public Quote {
    if (credit.compareTo(Money.ZERO) <= 0 || fee.isNegative() || tax.isNegative()) {
      throw new IllegalArgumentException("A part is below zero");
    }
    if (!credit.plus(fee).plus(tax).equals(total)) {
      throw new IllegalArgumentException("The parts do not add up to the total");
    }
    if (!isWholeCents(credit) || !isWholeCents(fee) || !isWholeCents(tax)) {
      throw new IllegalArgumentException("A part has fractions of a cent");
    }
  }

  public static Quote of(Money credit, Money fee, Money tax) {
    return new Quote(credit, fee, tax, credit.plus(fee).plus(tax));
  }

  public static boolean isWholeCents(Money amount) {
    return amount.nanos() % NANOS_PER_CENT == 0;
  }

  /// The amount as payment providers count it.
  public static long cents(Money amount) {
    return amount.nanos() / NANOS_PER_CENT;
  }

  public static Money ofCents(long cents) {
    return Money.ofNanos(Math.multiplyExact(cents, NANOS_PER_CENT));
  }
}
