package ai.nemorouter.sso.provider;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a signed token says. It is believed once quarkus-oidc has checked the signature, issuer,
/// audience and times; what that leaves open is checked here.
record SignedToken(JsonObject header, JsonObject content) {
  private static final String LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";
  private static final int PARTS = 3;

  static SignedToken of(String token) throws ProviderRefusedException {
    String[] parts = token.split("\\.", -1);
    if (parts.length != PARTS) {
      throw new ProviderRefusedException("The token is no signed token");
    }
    try {
      return new SignedToken(json(parts[0]), json(parts[1]));
    } catch (DecodeException | IllegalArgumentException e) {
      throw new ProviderRefusedException("The token cannot be read", e);
    }
  }

  Map<String, Object> claims() {
    return content.getMap();
  }

  @Nullable String text(String claim) {
    return content.getValue(claim) instanceof String text && !text.isEmpty() ? text : null;
  }

  /// A token for several audiences names the one it was made for, and that must be this one; and a
  /// token of another type is no ID token.
  void requireIdTokenFor(String clientId) throws ProviderRefusedException {
    boolean several =
        content.getValue("aud") instanceof JsonArray audiences && audiences.size() > 1;
    if ((several || content.containsKey("azp")) && !clientId.equals(text("azp"))) {
      throw new ProviderRefusedException("The token was made for another client");
    }
    if (header.getValue("typ") != null && !"JWT".equalsIgnoreCase(type())) {
      throw new ProviderRefusedException("The token is no ID token");
    }
  }

  /// Of the type `logout+jwt`, with the logout event and without a nonce, once and about somebody.
  void requireLogoutToken() throws ProviderRefusedException {
    boolean event =
        content.getValue("events") instanceof JsonObject events
            && events.getValue(LOGOUT_EVENT) instanceof JsonObject;
    if (!"logout+jwt".equalsIgnoreCase(type()) || !event || content.containsKey("nonce")) {
      throw new ProviderRefusedException("The token is no logout token");
    }
    if (text("jti") == null || (text("sub") == null && text("sid") == null)) {
      throw new ProviderRefusedException("The logout token does not say what it ends");
    }
  }

  private @Nullable String type() {
    return header.getValue("typ") instanceof String type ? type : null;
  }

  private static JsonObject json(String part) {
    return new JsonObject(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
  }
}
