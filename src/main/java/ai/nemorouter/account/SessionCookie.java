package ai.nemorouter.account;

import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The cookie that holds a session's token. Where the connection is safe (TLS, or the machine
/// itself) it is `Secure` and bound to the host by its prefix; plain HTTP elsewhere cannot have
/// that and gets a plain name.
public final class SessionCookie {
  private static final String SAFE_NAME = "__Host-nemo-session";
  private static final String PLAIN_NAME = "nemo-session";
  private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

  private SessionCookie() {}

  public static Optional<String> token(Map<String, Cookie> cookies, UriInfo uri) {
    return Optional.ofNullable(cookies.get(isSafe(uri) ? SAFE_NAME : PLAIN_NAME))
        .map(Cookie::getValue)
        .filter(value -> !value.isEmpty());
  }

  /// Without a maximum age: the browser forgets it when it closes, the server when it expires.
  public static NewCookie of(String token, UriInfo uri) {
    return builder(uri).value(token).build();
  }

  public static NewCookie cleared(UriInfo uri) {
    return builder(uri).value("").maxAge(0).build();
  }

  private static NewCookie.Builder builder(UriInfo uri) {
    boolean safe = isSafe(uri);
    return new NewCookie.Builder(safe ? SAFE_NAME : PLAIN_NAME)
        .path("/")
        .secure(safe)
        .httpOnly(true)
        .sameSite(NewCookie.SameSite.LAX);
  }

  private static boolean isSafe(UriInfo uri) {
    return uri.getBaseUri().getScheme().equals("https")
        || LOCAL_HOSTS.contains(uri.getBaseUri().getHost());
  }
}
