package ai.nemorouter.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.nemorouter.platform.outbound.OutboundTarget.Reach;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundTargetTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "file:///etc/passwd",
        "gopher://hooks.example.com/",
        "hooks.example.com",
        "//hooks.example.com/",
        "https:hooks.example.com",
        "https://",
        "https:///hook",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://017700000001/",
        "https://127.0.0.0x1/",
        "https://8.8.8.8/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[0:0:0:0:0:ffff:8.8.8.8]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[fe80::1%25eth0]/",
        "https://[2606:4700::1111]/",
        "https://localhost/",
        "https://localhost./",
        "https://hooks.example.com@127.0.0.1/",
        "https://user:password@hooks.example.com/",
        "https://user@hooks.example.com/",
        "https://@hooks.example.com/",
        "https://127.0.0.1\\@hooks.example.com/",
        "https://hooks.example.com\\.internal/",
        "https://hooks.example.com#@127.0.0.1/",
        "https://hooks.example.com:22/",
        "https://hooks.example.com:0/",
        "https://hooks.example.com:99999/",
        "https://hooks.example.com:4430000000000/",
        "https://hooks example.com/",
        "https://hooks.example.com/a b",
        "https://hooks.example.com/\r\nHost: internal",
        "https://１２７.０.０.１/",
        "https://127。0。0。1/",
        "https://münchen.example/",
        "https://hooks..example.com/",
        "https://-hooks.example.com/",
        "https://%31%32%37.0.0.1/",
        "https://hooks.example.com%00.internal/",
        "https://metadata/",
        ""
      })
  void anAddressThatIsNoPlainNameOfThePublicInternetIsRefused(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OutboundTarget.parse(address, Reach.PUBLIC))
        .withMessageMatching(".{20,}\\.");
  }

  @Test
  void anOrdinaryAddressIsTakenAsItStands() {
    assertThat(OutboundTarget.parse(" https://Hooks.example.com/a%20b?c=d ", Reach.PUBLIC))
        .isEqualTo(new OutboundTarget(true, "Hooks.example.com", 443, "/a%20b?c=d"));
    assertThat(OutboundTarget.parse("https://a.b-c.xn--p1ai:8443", Reach.PUBLIC))
        .isEqualTo(new OutboundTarget(true, "a.b-c.xn--p1ai", 8443, "/"));
    assertThat(OutboundTarget.parse("http://127.0.0.1:8080/x", Reach.ANYWHERE))
        .isEqualTo(new OutboundTarget(false, "127.0.0.1", 8080, "/x"));
    assertThat(OutboundTarget.parse("http://[::1]:81", Reach.ANYWHERE).authority())
        .isEqualTo("[::1]:81");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.7",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void anAddressOnlyWeCanReachIsNotPublic(String address) throws UnknownHostException {
    assertThat(PublicAddress.is(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "168.63.129.17",
        "192.167.255.255",
        "223.255.255.254",
        "2606:4700:4700::1111",
        "2a00:1450:4001:81b::200e",
        "2001:4860:4860::8888"
      })
  void anAddressOfThePublicInternetIsPublic(String address) throws UnknownHostException {
    assertThat(PublicAddress.is(InetAddress.getByName(address))).isTrue();
  }
}
