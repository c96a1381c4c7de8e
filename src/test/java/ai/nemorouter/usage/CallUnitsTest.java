package ai.nemorouter.usage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.money.Money;
import org.junit.jupiter.api.Test;

class CallUnitsTest {
  @Test
  void unitsReadAsPeopleCount() {
    assertThat(CallUnits.display(1L, "image")).isEqualTo("1 image");
    assertThat(CallUnits.display(1_200L, "character")).isEqualTo("1,200 characters");
    assertThat(CallUnits.display(2L, "search")).isEqualTo("2 searches");
    assertThat(CallUnits.display(0L, "second")).isEqualTo("0 seconds");
    assertThat(CallUnits.display(3L, null)).isNull();
    assertThat(CallUnits.display(null, "image")).isNull();
  }

  @Test
  void aPriceIsOfOneUnitWithEveryDigit() {
    assertThat(CallUnits.price(Money.ofUsd("40000"), "image")).isEqualTo("$0.04 per image");
    assertThat(CallUnits.price(Money.ofUsd("15"), "character"))
        .isEqualTo("$0.000015 per character");
    assertThat(CallUnits.price(Money.ofUsd("10000000"), "request")).isEqualTo("$10 per request");
    assertThat(CallUnits.price(null, null)).isNull();
  }
}
