package ai.nemorouter.sso.provider;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.sso.WithIdentityProvider;
import ai.nemorouter.testsupport.ScriptedIdentityProvider;
import io.quarkus.oidc.OidcConfigurationMetadata;
import io.quarkus.oidc.common.OidcRequestContextProperties;
import io.quarkus.oidc.common.OidcRequestFilter.OidcRequestFilterContext;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How this installation shows the provider that it is the client.
@QuarkusTest
@WithTestResource(WithIdentityProvider.class)
class ProviderHttpTest {
  private static final String CREDENTIALS =
      "client_id="
          + ScriptedIdentityProvider.CLIENT
          + "&client_secret="
          + URLEncoder.encode(ScriptedIdentityProvider.SECRET, StandardCharsets.UTF_8);

  @Inject ProviderHttp http;
  @Inject Vertx vertx;

  @Test
  void theSecretIsEncodedInTheHeader() {
    OidcRequestFilterContext request = filtered("client_secret_post", "client_secret_basic");

    String header = request.request().headers().get("Authorization").replace("Basic ", "");
    assertThat(new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8))
        .isEqualTo(CREDENTIALS.replace("client_id=", "").replace("&client_secret=", ":"));
    assertThat(request.requestBody()).hasToString("code=1");
  }

  @Test
  void aProviderThatTakesItInTheBodyOnlyGetsItThere() {
    OidcRequestFilterContext request = filtered("client_secret_post", "private_key_jwt");

    assertThat(request.request().headers().contains("Authorization")).isFalse();
    assertThat(request.requestBody()).hasToString("code=1&" + CREDENTIALS);
  }

  @Test
  void aProviderThatDoesNotSayGetsTheHeader() {
    assertThat(filtered().request().headers().contains("Authorization")).isTrue();
  }

  private OidcRequestFilterContext filtered(@Nullable String... methods) {
    JsonObject configuration = new JsonObject();
    if (methods.length > 0) {
      configuration.put("token_endpoint_auth_methods_supported", JsonArray.of((Object[]) methods));
    }
    HttpRequest<Buffer> request =
        WebClient.create(vertx)
            .postAbs("http://localhost/token")
            .putHeader("Authorization", "Basic as quarkus-oidc has it");
    OidcRequestFilterContext context =
        new OidcRequestFilterContext(
            request,
            Buffer.buffer("code=1"),
            new OidcRequestContextProperties(
                Map.of(
                    OidcConfigurationMetadata.class.getName(),
                    new OidcConfigurationMetadata(configuration))));
    http.filter(context).await().indefinitely();
    return context;
  }
}
