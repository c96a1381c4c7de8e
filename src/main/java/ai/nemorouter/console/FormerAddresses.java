package ai.nemorouter.console;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Leads from addresses that pages had before to those that they have now, for bookmarks and for
/// links in mail that was sent.
@Provider
@PreMatching
public class FormerAddresses implements ContainerRequestFilter {
  /// Requests were named calls.
  private static final Pattern REQUESTS = Pattern.compile("(/o/[^/]+)/calls(/.*)?");

  @Override
  public void filter(ContainerRequestContext request) {
    present(request.getUriInfo().getRequestUri())
        .ifPresent(address ->
            request.abortWith(
                Response.status(Response.Status.PERMANENT_REDIRECT)
                    .header(HttpHeaders.LOCATION, address)
                    .build()));
  }

  private static Optional<String> present(URI asked) {
    Matcher former = REQUESTS.matcher(asked.getRawPath());
    if (!former.matches()) {
      return Optional.empty();
    }
    String path = former.replaceFirst("$1/requests$2");
    String query = asked.getRawQuery();
    return Optional.of(query == null ? path : path + "?" + query);
  }
}
