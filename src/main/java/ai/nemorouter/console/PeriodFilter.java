package ai.nemorouter.console;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.stream.Stream;

/// Remembers the period that a page of an organization was asked for, until the browser is closed.
@Provider
public class PeriodFilter implements ContainerResponseFilter {
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (!request.getMethod().equals(HttpMethod.GET)
        || !request.getUriInfo().getPath().startsWith("/o/")
        || response.getStatus() != Response.Status.OK.getStatusCode()) {
      return;
    }
    MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
    Periods.parameters().stream()
        .flatMap(name -> Stream.ofNullable(query.getFirst(name)))
        .filter(word -> word.isEmpty() || Periods.isKnown(word))
        .findFirst()
        .ifPresent(word ->
            response
                .getHeaders()
                .add(
                    HttpHeaders.SET_COOKIE,
                    new NewCookie.Builder(Periods.COOKIE)
                        .value(word)
                        .path("/o/")
                        .httpOnly(true)
                        .sameSite(NewCookie.SameSite.LAX)
                        .build()));
  }
}
