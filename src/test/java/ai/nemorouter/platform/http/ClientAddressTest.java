package ai.nemorouter.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.platform.error.InvalidSettingException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
  private static final ClientAddress BEHIND_PROXIES = trusting("10.0.0.0/8", "2001:db8::/32");

  @Test
  void whatNobodyTrustedForwardsIsNotBelieved() {
    assertThat(trusting().of("198.51.100.7", List.of("203.0.113.1"))).isEqualTo("198.51.100.7");
    assertThat(BEHIND_PROXIES.of("198.51.100.7", List.of("203.0.113.1"))).isEqualTo("198.51.100.7");
  }

  @Test
  void behindATrustedProxyItIsTheAddressThatTheProxyAdded() {
    assertThat(BEHIND_PROXIES.of("10.1.2.3", List.of("203.0.113.1"))).isEqualTo("203.0.113.1");
  }

  @Test
  void whatTheCallerWroteInFrontOfItIsPassedOver() {
    assertThat(BEHIND_PROXIES.of("10.1.2.3", List.of("127.0.0.1, 203.0.113.1")))
        .isEqualTo("203.0.113.1");
    assertThat(BEHIND_PROXIES.of("10.1.2.3", List.of("127.0.0.1", "203.0.113.1")))
        .isEqualTo("203.0.113.1");
  }

  @Test
  void severalTrustedProxiesAreLookedThrough() {
    assertThat(BEHIND_PROXIES.of("10.1.2.3", List.of("203.0.113.1, 2001:db8::5, 10.9.9.9")))
        .isEqualTo("203.0.113.1");
  }

  @Test
  void aProxyThatForwardsNothingIsTheCallerItself() {
    assertThat(BEHIND_PROXIES.of("10.1.2.3", List.of())).isEqualTo("10.1.2.3");
  }

  @Test
  void aSettingThatIsNoAddressStopsTheStart() {
    assertThatThrownBy(() -> trusting("the proxy"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("NEMOROUTER_TRUSTED_PROXIES");
  }

  private static ClientAddress trusting(String... proxies) {
    return new ClientAddress(() -> Optional.of(List.of(proxies)));
  }
}
