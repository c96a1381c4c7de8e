package ai.nemorouter.account.session;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.platform.http.FilterOrder;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.http.RequestArea;
import io.quarkus.arc.All;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// Finds out who is signed in, and sends everybody else to the sign-in page.
@Provider
@Priority(FilterOrder.SESSION)
public class SessionFilter implements ContainerRequestFilter {
  public static final String SIGN_IN = "/sign-in";
  private static final Set<String> OPEN_PATHS =
      Set.of("/sign-out", "/theme", "/migration", "/webhooks/stripe");

  /// Pages that everybody may read, and everything below them.
  private static final Set<String> OPEN_SECTIONS =
      Set.of("/models", SIGN_IN, "/sign-up", "/password", "/invitations");

  private final Sessions sessions;
  private final List<SessionCheck> checks;
  private final CurrentActor current;
  private final HttpHeaders headers;

  SessionFilter(
      Sessions sessions,
      @All List<SessionCheck> checks,
      CurrentActor current,
      HttpHeaders headers) {
    this.sessions = sessions;
    this.checks = checks;
    this.current = current;
    this.headers = headers;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    UriInfo uri = request.getUriInfo();
    String path = uri.getRequestUri().getPath();
    if (RequestArea.of(path) != RequestArea.CONSOLE) {
      return;
    }
    SessionCookie.token(request.getCookies(), uri)
        .flatMap(sessions::find)
        .filter(person -> checks.stream().allMatch(check -> check.stands(person)))
        .ifPresent(current::signIn);
    if (current.signedIn().isEmpty() && !isOpen(path)) {
      request.abortWith(Redirect.to(headers, signInAndReturn(request)));
    }
  }

  private static boolean isOpen(String path) {
    return OPEN_PATHS.contains(path)
        || OPEN_SECTIONS.stream()
            .anyMatch(section -> path.equals(section) || path.startsWith(section + "/"));
  }

  /// Only what was being read is returned to: a form that was being sent is not sent again.
  private static String signInAndReturn(ContainerRequestContext request) {
    String path = request.getUriInfo().getRequestUri().getRawPath();
    if (!request.getMethod().equals("GET") || path.equals("/")) {
      return SIGN_IN;
    }
    String query = request.getUriInfo().getRequestUri().getRawQuery();
    String wanted = query == null ? path : path + "?" + query;
    return SIGN_IN + "?next=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8);
  }
}
