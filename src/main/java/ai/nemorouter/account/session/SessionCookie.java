package ai.nemorouter.account.session;

import ai.nemorouter.account.signin.PendingSignIns;
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
  private static final String NAME = "nemo-session";

  /// Holds the token of somebody who has yet to give a code.
  private static final String PENDING_NAME = "nemo-pending";

  private static final String SAFE_PREFIX = "__Host-";
  private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

  private SessionCookie() {}

  public static Optional<String> token(Map<String, Cookie> cookies, UriInfo uri) {
    return token(NAME, cookies, uri);
  }

  /// Without a maximum age: the browser forgets it when it closes, the server when it expires.
  public static NewCookie of(String token, UriInfo uri) {
    return builder(NAME, uri).value(token).build();
  }

  public static NewCookie cleared(UriInfo uri) {
    return builder(NAME, uri).value("").maxAge(0).build();
  }

  public static Optional<String> pendingToken(Map<String, Cookie> cookies, UriInfo uri) {
    return token(PENDING_NAME, cookies, uri);
  }

  public static NewCookie ofPending(String token, UriInfo uri) {
    int seconds = Math.toIntExact(PendingSignIns.PATIENCE.toSeconds());
    return builder(PENDING_NAME, uri).value(token).maxAge(seconds).build();
  }

  public static NewCookie clearedPending(UriInfo uri) {
    return builder(PENDING_NAME, uri).value("").maxAge(0).build();
  }

  private static Optional<String> token(String name, Map<String, Cookie> cookies, UriInfo uri) {
    return Optional.ofNullable(cookies.get(isSafe(uri) ? SAFE_PREFIX + name : name))
        .map(Cookie::getValue)
        .filter(value -> !value.isEmpty());
  }

  private static NewCookie.Builder builder(String name, UriInfo uri) {
    boolean safe = isSafe(uri);
    return new NewCookie.Builder(safe ? SAFE_PREFIX + name : name)
        .path("/")
        .secure(safe)
        .httpOnly(true)
        .sameSite(NewCookie.SameSite.LAX);
  }

  /// Whether the browser keeps cookies that are bound to the host by their prefix.
  public static boolean isSafe(UriInfo uri) {
    return uri.getBaseUri().getScheme().equals("https")
        || LOCAL_HOSTS.contains(uri.getBaseUri().getHost());
  }
}
