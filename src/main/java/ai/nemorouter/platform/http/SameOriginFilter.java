package ai.nemorouter.platform.http;

import ai.nemorouter.platform.error.ForeignOriginException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Refuses what would change something in the console unless one of its own pages sent it, so that
/// a foreign page cannot act with the cookie of somebody who is signed in.
@Provider
@Priority(FilterOrder.SAME_ORIGIN)
public class SameOriginFilter implements ContainerRequestFilter {
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

  /// Endpoints that programs call without a session: a signature says who sent the request, and the
  /// cookie of a signed-in user has no effect there.
  private static final Set<String> FOR_PROGRAMS =
      Set.of("/sign-in/sso/back-channel-logout", "/webhooks/stripe");

  @Override
  public void filter(ContainerRequestContext request) {
    String path = request.getUriInfo().getRequestUri().getPath();
    if (RequestArea.of(path) != RequestArea.CONSOLE
        || FOR_PROGRAMS.contains(path)
        || SAFE_METHODS.contains(request.getMethod())) {
      return;
    }
    if (!isSameOrigin(
        request.getHeaderString("Sec-Fetch-Site"),
        request.getHeaderString("Origin"),
        request.getHeaderString("Host"))) {
      throw new ForeignOriginException();
    }
  }

  /// Browsers that send `Sec-Fetch-Site` are believed; older ones must name an origin that is ours.
  /// The scheme is not compared, because a proxy may have ended TLS.
  static boolean isSameOrigin(
      @Nullable String fetchSite, @Nullable String origin, @Nullable String host) {
    if (fetchSite != null) {
      return fetchSite.equals("same-origin");
    }
    if (origin == null || host == null) {
      return false;
    }
    return origin.equalsIgnoreCase("https://" + host) || origin.equalsIgnoreCase("http://" + host);
  }
}
