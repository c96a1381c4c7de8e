package ai.nemorouter.migration.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.migration.MigrationConfig;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.outbound.OperatorHttp;
import ai.nemorouter.platform.outbound.OutboundHttp;
import ai.nemorouter.testsupport.ScriptedUpstream;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Reading keys from an account elsewhere.
@QuarkusTest
class OpenRouterAccountTest {
  private static final String SECRET = "sk-or-v1-live";

  @Inject OperatorHttp operator;
  @Inject OutboundHttp tenants;

  private final ScriptedUpstream openRouter = ScriptedUpstream.start();

  /// An installation whose operator lets no one reach its network.
  private record Config(URI openrouterUrl) implements MigrationConfig {
    @Override
    public int checksPerMinute() {
      return 1;
    }

    @Override
    public boolean allowPrivateSources() {
      return false;
    }
  }

  @AfterEach
  void stopUpstream() throws IOException {
    openRouter.close();
  }

  @Test
  void theConfiguredAddressIsAskedWhereNoneIsEntered() {
    openRouter.otherwise(wire -> wire.json(200, "{\"data\":[{\"name\":\"ci\",\"limit\":1}]}"));

    assertThat(account().keys("", SECRET)).extracting(ForeignKey::name).containsExactly("ci");
    assertThat(openRouter.received("keys"))
        .singleElement()
        .satisfies(request -> {
          assertThat(request.path()).isEqualTo("/v1/keys?include_disabled=true&offset=0");
          assertThat(request.headers())
              .containsEntry("authorization", "Bearer " + SECRET)
              .containsEntry("accept", "application/json");
        });
  }

  @Test
  void anAddressThatSomebodyEntersMustBePublicAndTheConfiguredOneNeedNot() {
    openRouter.otherwise(wire -> wire.json(200, "{\"data\":[{\"name\":\"ci\",\"limit\":1}]}"));
    String address = openRouter.baseUrl().toString();

    assertThat(account().keys(address, SECRET)).hasSize(1);
    assertThatThrownBy(() -> account().keys(address.replace("/v1", "/v2"), SECRET))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must begin with https://");
    assertThat(openRouter.received("keys")).hasSize(1);
  }

  @Test
  void whatTheAccountAnswersIsSaidInWords() {
    openRouter.otherwise(wire -> wire.json(403, "{}"));
    assertThatThrownBy(() -> account().keys("", SECRET))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("This is not a management key");
    openRouter.otherwise(wire -> wire.json(302, "", "location: /v1/elsewhere"));
    assertThatThrownBy(() -> account().keys("", SECRET))
        .hasMessageContaining("It answered with HTTP 302.");
    openRouter.otherwise(wire -> wire.json(200, "x".repeat(2 * 1024 * 1024 + 1)));
    assertThatThrownBy(() -> account().keys("", SECRET))
        .hasMessageContaining("The answer is larger than 2048 KB.");
  }

  private OpenRouterAccount account() {
    return new OpenRouterAccount(operator, tenants, new Config(openRouter.baseUrl()));
  }
}
