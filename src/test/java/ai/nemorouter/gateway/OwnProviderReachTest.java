package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.outbound.ScriptedInternet;
import ai.nemorouter.provider.ConnectionTests;
import ai.nemorouter.provider.StoredProviders;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An organization's own provider cannot be used to reach what only we can reach.
@QuarkusTest
@TestProfile(OwnProviderReachTest.PublicOnly.class)
class OwnProviderReachTest {
  private final GatewayWorld world;
  private final StoredProviders providers;
  private final ConnectionTests tests;
  private final ScriptedInternet internet;

  OwnProviderReachTest(
      GatewayWorld world,
      StoredProviders providers,
      ConnectionTests tests,
      ScriptedInternet internet) {
    this.world = world;
    this.providers = providers;
    this.tests = tests;
    this.internet = internet;
  }

  /// As an installation is unless its operator says otherwise.
  public static class PublicOnly implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("nemorouter.byok.allow-private-targets", "false");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api.example.com/v1",
        "https://127.0.0.1/v1",
        "https://[::1]/v1",
        "https://[::ffff:10.0.0.1]/v1",
        "https://2130706433/v1",
        "https://0x7f000001/v1",
        "https://localhost/v1",
        "https://api.example.com:5432/v1",
        "https://user:pass@api.example.com/v1",
        "file:///etc/passwd",
        "https://api.example.com/v1?x=y"
      })
  void anAddressThatCannotBeMeantIsNotTaken(String address) {
    Caller caller = world.callerWithCredit("0");

    assertThatThrownBy(() ->
            providers.add(
                OwnProviders.holder(caller),
                OwnProviders.at(URI.create(address), "m"),
                OwnProviders.KEY))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            refused -> assertThat(refused.field()).isEqualTo("base_url"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "fd00:ec2::254",
        "fe80::1",
        "64:ff9b::a00:1"
      })
  void aNameThatLeadsInwardIsRefusedAtTheMomentOfTheCall(String address) {
    Caller caller = world.callerWithCredit("0");
    String host = "inward-" + Ids.next() + ".example.com";
    internet.lead(host, List.of("8.8.8.8", address));
    bring(caller, host);

    HttpResponse<String> answer =
        world.post(caller.secret(), GatewayWorld.chat("mine/m", ",\"max_tokens\":5"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
    assertThat(GatewayWorld.reason(answer)).isEqualTo("provider_address_refused");
    assertThat(answer.body())
        .contains("The provider mine cannot be reached.")
        .doesNotContain(address, host, OwnProviders.KEY);
    assertThat(world.settledCall(caller)).containsEntry("cost", 0L);
  }

  @Test
  void theTestOfTheConnectionIsBoundInTheSameWay() {
    Caller caller = world.callerWithCredit("0");
    String host = "probed-" + Ids.next() + ".example.com";
    internet.lead(host, List.of("10.0.0.1"));
    bring(caller, host);

    ConnectionTests.Result result = tests.run(OwnProviders.holder(caller), OwnProviders.NAME);

    assertThat(result.works()).isFalse();
    assertThat(result.message())
        .isEqualTo("The host leads to an address that is not on the public internet.");
  }

  private void bring(Caller caller, String host) {
    providers.add(
        OwnProviders.holder(caller),
        OwnProviders.at(URI.create("https://" + host + "/v1"), "m"),
        OwnProviders.KEY);
  }
}
