package ai.nemorouter.testsupport;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a token says, for tests to change.
public final class TokenClaims {
  private final Map<String, @Nullable Object> claims;

  private TokenClaims(Map<String, @Nullable Object> claims) {
    this.claims = claims;
  }

  static TokenClaims none() {
    return new TokenClaims(Map.of());
  }

  /// Those of a signed token.
  public static TokenClaims of(String token) {
    ObjectNode content = Json.parseObject(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    Map<String, @Nullable Object> claims = new HashMap<>();
    content.properties().forEach(claim -> claims.put(claim.getKey(), claim.getValue()));
    return new TokenClaims(claims);
  }

  /// @return others, with that claim
  public TokenClaims with(String claim, @Nullable Object value) {
    Map<String, @Nullable Object> others = new HashMap<>(claims);
    others.put(claim, value);
    return new TokenClaims(others);
  }

  /// @return others, without that claim
  public TokenClaims without(String claim) {
    Map<String, @Nullable Object> others = new HashMap<>(claims);
    others.remove(claim);
    return new TokenClaims(others);
  }

  String json() {
    ObjectNode content = Json.object();
    claims.forEach(content::putPOJO);
    return Json.write(content);
  }
}
