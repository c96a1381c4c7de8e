package ai.nemorouter.gateway.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.ApiException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaximumUsageTest {
  private static final List<Price.Unit> UNITS = List.of(Price.Unit.values());

  /// Whatever the prices, and whatever within its measure a call takes.
  @Test
  void noCallWithinItsMeasureCostsMoreThanIsHeld() {
    Random random = new Random(20261122);
    for (int i = 0; i < 20_000; i++) {
      Price.Unit unit = UNITS.get(random.nextInt(UNITS.size()));
      Price price = new Price(1, rates(random), null, new Price.UnitPrice(unit, money(random)));
      boolean audio = random.nextBoolean();
      MaximumUsage measure = measure(random, unit, audio);

      Estimate estimate = Estimate.of(measure, price);
      TokenUsage taken = within(random, measure, unit, audio);
      Bill bill =
          Bill.of(
              Optional.empty(),
              MeasuredUsage.of(Optional.of(taken), taken).with(unit, taken.units(), true),
              estimate);

      assertThat(bill.cost())
          .as("%s of %s at %s", taken, measure, price)
          .isEqualTo(price.cost(bill.tokens()))
          .isLessThanOrEqualTo(estimate.ask().least());
      assertThat(estimate.ask().least()).isEqualTo(estimate.ask().most());
      assertThat(estimate.floor()).isLessThanOrEqualTo(estimate.ask().most());
      assertThat(bill.status()).isEqualTo("exact");
    }
  }

  @Test
  void aCallIsOneRequestWhateverElseItIs() {
    Price price =
        new Price(
            1,
            Rates.of(Money.ZERO, Money.ZERO),
            null,
            new Price.UnitPrice(Price.Unit.REQUEST, Money.ofUsd("5000")));
    MaximumUsage measure = new MaximumUsage(10, 5, 0, false, Map.of());

    assertThat(Estimate.of(measure, price).ask().most()).isEqualTo(Money.ofUsd("0.005"));
    assertThat(
            Bill.of(
                    Optional.empty(),
                    MeasuredUsage.of(Optional.empty(), TokenUsage.of(5, 0)),
                    Estimate.of(measure, price))
                .cost())
        .isEqualTo(Money.ofUsd("0.005"));
  }

  @Test
  void whatCannotBeMeasuredIsRefused() {
    Price price =
        new Price(
            1,
            Rates.of(Money.ZERO, Money.ZERO),
            null,
            new Price.UnitPrice(Price.Unit.SECOND, Money.ofUsd("1")));
    MaximumUsage measure = new MaximumUsage(10, 5, 0, false, Map.of());

    assertThatThrownBy(() -> Estimate.of(measure, price))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("per second");
  }

  private static MaximumUsage measure(Random random, Price.Unit unit, boolean audio) {
    long prompt = random.nextLong(1_000_000);
    MaximumUsage measure =
        new MaximumUsage(
            prompt, random.nextLong(prompt + 1), random.nextLong(100_000), audio, Map.of());
    if (unit == Price.Unit.REQUEST) {
      return measure;
    }
    long most = random.nextLong(100_000);
    return measure.with(unit, most, random.nextLong(most + 1));
  }

  private static TokenUsage within(
      Random random, MaximumUsage measure, Price.Unit unit, boolean audio) {
    long prompt = random.nextLong(measure.mostPrompt() + 1);
    long output = random.nextLong(measure.mostOutput() + 1);
    long units = unit == Price.Unit.REQUEST ? 1 : random.nextLong(most(measure, unit) + 1);
    return new TokenUsage(
        prompt,
        output,
        random.nextLong(prompt + 1),
        0,
        0,
        audio ? random.nextLong(prompt + 1) : 0,
        audio ? random.nextLong(output + 1) : 0,
        units);
  }

  private static long most(MaximumUsage measure, Price.Unit unit) {
    return Objects.requireNonNull(measure.units().get(unit)).most();
  }

  private static Rates rates(Random random) {
    return new Rates(
        money(random), money(random), money(random), money(random), money(random), money(random));
  }

  private static Money money(Random random) {
    return random.nextInt(4) == 0 ? Money.ZERO : Money.ofNanos(random.nextLong(100_000_000_000L));
  }
}
