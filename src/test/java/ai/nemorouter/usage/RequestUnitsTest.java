package ai.nemorouter.usage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.money.Money;
import org.junit.jupiter.api.Test;

class RequestUnitsTest {
  @Test
  void unitsReadAsPeopleCount() {
    assertThat(RequestUnits.display(1L, "image")).isEqualTo("1 image");
    assertThat(RequestUnits.display(1_200L, "character")).isEqualTo("1,200 characters");
    assertThat(RequestUnits.display(2L, "search")).isEqualTo("2 searches");
    assertThat(RequestUnits.display(0L, "second")).isEqualTo("0 seconds");
    assertThat(RequestUnits.display(3L, null)).isNull();
    assertThat(RequestUnits.display(null, "image")).isNull();
  }

  @Test
  void aPriceIsOfOneUnitWithEveryDigit() {
    assertThat(RequestUnits.price(Money.ofUsd("40000"), "image")).isEqualTo("$0.04 per image");
    assertThat(RequestUnits.price(Money.ofUsd("15"), "character"))
        .isEqualTo("$0.000015 per character");
    assertThat(RequestUnits.price(Money.ofUsd("10000000"), "request")).isEqualTo("$10 per request");
    assertThat(RequestUnits.price(null, null)).isNull();
  }
}
