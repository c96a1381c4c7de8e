package ai.nemorouter.console;

import ai.nemorouter.platform.http.Redirect;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.ext.Provider;

/// Forgets the notice of what was done once a page has shown it.
@Provider
public class NoticeFilter implements ContainerResponseFilter {
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    boolean isPage =
        response.getMediaType() != null
            && response.getMediaType().isCompatible(MediaType.TEXT_HTML_TYPE)
            && response.getEntity() != null;
    if (isPage && request.getCookies().containsKey(Redirect.NOTICE_COOKIE)) {
      response
          .getHeaders()
          .add(
              HttpHeaders.SET_COOKIE,
              new NewCookie.Builder(Redirect.NOTICE_COOKIE)
                  .value("")
                  .path("/")
                  .maxAge(0)
                  .httpOnly(true)
                  .build());
    }
  }
}
