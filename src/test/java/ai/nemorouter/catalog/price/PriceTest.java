package ai.nemorouter.catalog.price;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.money.Money;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PriceTest {
  private static final Rates RATES =
      new Rates(Money.ofUsd("3"), Money.ofUsd("0.3"), Money.ofUsd("3.75"), Money.ofUsd("15"));
  private static final Rates LONG_RATES =
      new Rates(Money.ofUsd("6"), Money.ofUsd("0.6"), Money.ofUsd("7.5"), Money.ofUsd("22.5"));
  private static final Price PRICE =
      new Price(1, RATES, new Price.LongPrompts(200_000, LONG_RATES));

  @Test
  void eachKindOfTokenHasItsPrice() {
    // 600 × $3 + 300 × $0.30 + 100 × $3.75 + 50 × $15 per million.
    assertThat(PRICE.cost(new TokenUsage(1_000, 50, 300, 100, 20)))
        .isEqualTo(Money.ofUsd("0.003015"));
  }

  @Test
  void theSumIsRoundedUpOnce() {
    Price cheap = new Price(1, Rates.of(Money.ofUsd("0.0375"), Money.ofUsd("0.0375")), null);

    // 37.5 nano-dollars a token: one of each kind makes 75, not 38 + 38.
    assertThat(cheap.cost(TokenUsage.of(1, 1))).isEqualTo(Money.ofNanos(75));
    assertThat(cheap.cost(TokenUsage.of(1, 0))).isEqualTo(Money.ofNanos(38));
  }

  @Test
  void longPromptsHaveTheirOwnPricesForInputAndOutput() {
    assertThat(PRICE.cost(TokenUsage.of(200_000, 1_000))).isEqualTo(Money.ofUsd("0.615"));
    assertThat(PRICE.cost(TokenUsage.of(200_001, 1_000))).isEqualTo(Money.ofUsd("1.222506"));
  }

  @Test
  void noCallWithinItsBoundsCostsMoreThanTheWorstCase() {
    Random random = new Random(20261122);
    for (int i = 0; i < 10_000; i++) {
      long promptBound = 1L + random.nextInt(400_000);
      long outputBound = 1L + random.nextInt(100_000);
      long prompt = random.nextLong(promptBound + 1);
      long cached = random.nextLong(prompt + 1);
      TokenUsage usage =
          new TokenUsage(
              prompt,
              random.nextLong(outputBound + 1),
              cached,
              random.nextLong(prompt - cached + 1),
              0);
      assertThat(PRICE.cost(usage))
          .as("%s of %d, %d", usage, promptBound, outputBound)
          .isLessThanOrEqualTo(PRICE.worstCase(promptBound, outputBound));
    }
  }

  @Test
  void theOutputThatAnAmountAffordsCostsNoMoreThanTheAmount() {
    Random random = new Random(20261122);
    for (int i = 0; i < 10_000; i++) {
      long prompt = random.nextInt(400_000);
      Money amount = PRICE.worstCase(prompt, 0).plus(Money.ofNanos(random.nextInt(2_000_000_000)));
      long output = PRICE.affordableOutput(amount, prompt);
      assertThat(PRICE.worstCase(prompt, output)).isLessThanOrEqualTo(amount);
    }
  }
}
