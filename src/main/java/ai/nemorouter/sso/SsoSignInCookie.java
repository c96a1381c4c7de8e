package ai.nemorouter.sso;

import ai.nemorouter.account.session.SessionCookie;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.UriInfo;
import org.jspecify.annotations.Nullable;

/// The cookie by which a browser shows that it is the one that began a sign-in. It comes along when
/// the provider sends the browser back, which is a link from elsewhere.
final class SsoSignInCookie {
  private static final String SAFE_NAME = "__Host-nemo-sso";
  private static final String PLAIN_NAME = "nemo-sso";

  private SsoSignInCookie() {}

  static @Nullable String value(HttpHeaders headers, UriInfo uri) {
    Cookie cookie = headers.getCookies().get(name(uri));
    return cookie == null ? null : cookie.getValue();
  }

  static NewCookie of(String value, UriInfo uri) {
    return cookie(value, (int) PendingSsoSignIns.PATIENCE.toSeconds(), uri);
  }

  static NewCookie cleared(UriInfo uri) {
    return cookie("", 0, uri);
  }

  private static NewCookie cookie(String value, int seconds, UriInfo uri) {
    return new NewCookie.Builder(name(uri))
        .value(value)
        .path("/")
        .maxAge(seconds)
        .secure(SessionCookie.isSafe(uri))
        .httpOnly(true)
        .sameSite(NewCookie.SameSite.LAX)
        .build();
  }

  private static String name(UriInfo uri) {
    return SessionCookie.isSafe(uri) ? SAFE_NAME : PLAIN_NAME;
  }
}
