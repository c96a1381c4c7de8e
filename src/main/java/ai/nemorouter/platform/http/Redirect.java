package ai.nemorouter.platform.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Sends the browser on after a form was accepted, with or without JavaScript.
public final class Redirect {
  public static final String NOTICE_COOKIE = "nemo-notice";
  private static final int NOTICE_SECONDS = 30;

  private Redirect() {}

  public static Response to(HttpHeaders headers, String path) {
    return builder(headers, path).build();
  }

  /// @param notice what was done, shown once on the next page
  public static Response to(HttpHeaders headers, String path, String notice) {
    return builder(headers, path)
        .cookie(
            new NewCookie.Builder(NOTICE_COOKIE)
                .value(URLEncoder.encode(notice, StandardCharsets.UTF_8))
                .path("/")
                .maxAge(NOTICE_SECONDS)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.STRICT)
                .build())
        .build();
  }

  public static Response.ResponseBuilder builder(HttpHeaders headers, String path) {
    if (isAskedByScript(headers)) {
      return Response.ok().header("HX-Redirect", path);
    }
    // A bare path, because behind a proxy that ends TLS we would name the wrong scheme.
    return Response.status(Response.Status.SEE_OTHER).header(HttpHeaders.LOCATION, path);
  }

  /// Whether htmx asks, which takes a part of a page.
  public static boolean isAskedByScript(HttpHeaders headers) {
    return headers.getHeaderString("HX-Request") != null;
  }
}
