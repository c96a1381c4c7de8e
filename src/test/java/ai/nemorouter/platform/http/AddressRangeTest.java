package ai.nemorouter.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "203.0.113.0/24, 203.0.113.255, true",
    "203.0.113.0/24, 203.0.114.0, false",
    "203.0.113.77/24, 203.0.113.1, true",
    "10.0.0.0/9, 10.127.255.255, true",
    "10.0.0.0/9, 10.128.0.0, false",
    "0.0.0.0/0, 198.51.100.7, true",
    "0.0.0.0/0, ::1, false",
    "198.51.100.7, 198.51.100.7, true",
    "198.51.100.7, 198.51.100.8, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, 0:0:0:0:0:0:0:1, true",
    "127.0.0.0/8, ::ffff:127.0.0.1, true",
    "fe80::/10, fe80::1%eth0, true",
    "0.0.0.0/0, '', false",
    "0.0.0.0/0, localhost, false"
  })
  void anAddressIsInARangeIfItSharesThePrefix(String range, String address, boolean contained) {
    assertThat(AddressRange.parse(range).orElseThrow().contains(address)).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com",
        "1.2.3",
        "1.2.3.4/33",
        "1.2.3.4/-1",
        "1.2.3.4/",
        "::/129",
        "1.2.3.4/8/8",
        "12345",
        "dead"
      })
  void whatIsNoRangeIsNotReadAsOneAndNoNameIsLookedUp(String text) {
    assertThat(AddressRange.parse(text)).isEmpty();
  }

  @Test
  void aRangeIsWrittenInOneWay() {
    assertThat(AddressRange.parse("203.0.113.77/24").orElseThrow()).hasToString("203.0.113.0/24");
    assertThat(AddressRange.parse("203.0.113.77").orElseThrow()).hasToString("203.0.113.77/32");
  }
}
