package ai.nemorouter.sso.provider;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.OidcConfigurationMetadata;
import io.quarkus.oidc.common.OidcRequestFilter;
import io.quarkus.oidc.common.OidcResponseFilter;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What quarkus-oidc's requests to the provider need beside it: the client's secret is sent as RFC
/// 6749 (2.3.1) writes it, in the body where the provider takes it there only; and an answer that
/// says "not now" is told from one that says "no".
@Unremovable
@ApplicationScoped
class ProviderHttp implements OidcRequestFilter, OidcResponseFilter {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final String METHODS = "token_endpoint_auth_methods_supported";

  private final SsoProviderSettings settings;

  ProviderHttp(SsoProviderSettings settings) {
    this.settings = settings;
  }

  /// The provider is there and cannot answer now.
  static final class AwayException extends OIDCException {
    private static final long serialVersionUID = 1L;

    AwayException(int status) {
      super("It answers with status " + status + ".");
    }
  }

  @Override
  public Uni<Void> filter(OidcRequestFilterContext request) {
    Optional<String> secret = settings.getOrThrow().secret();
    String authorization = HttpHeaderNames.AUTHORIZATION.toString();
    String before = request.request().headers().get(authorization);
    if (secret.isPresent() && before != null && before.startsWith("Basic ")) {
      String id = encoded(settings.getOrThrow().clientId());
      if (takesTheSecretInTheBodyOnly(request)) {
        request.request().headers().remove(authorization);
        request.requestBody(
            Buffer.buffer(
                request.requestBody()
                    + "&client_id="
                    + id
                    + "&client_secret="
                    + encoded(secret.get())));
      } else {
        byte[] credentials = (id + ":" + encoded(secret.get())).getBytes(StandardCharsets.UTF_8);
        request
            .request()
            .putHeader(authorization, "Basic " + Base64.getEncoder().encodeToString(credentials));
      }
    }
    return Uni.createFrom().voidItem();
  }

  @Override
  public Uni<Void> filter(OidcResponseFilterContext response) {
    int status = response.statusCode();
    return status >= SERVER_ERROR || status == TOO_MANY_REQUESTS
        ? Uni.createFrom().failure(new AwayException(status))
        : Uni.createFrom().voidItem();
  }

  private static boolean takesTheSecretInTheBodyOnly(OidcRequestFilterContext request) {
    OidcConfigurationMetadata metadata =
        request.contextProperties().get(OidcConfigurationMetadata.class.getName());
    List<String> methods = metadata.getStringList(METHODS);
    return methods != null
        && !methods.contains("client_secret_basic")
        && methods.contains("client_secret_post");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
