package ai.nemorouter.platform.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;

/// Tells browsers what a page of the console may load and do: nothing inline, nothing foreign, no
/// frame around it, and no copy of it kept.
public class SecurityHeaders {
  private static final String POLICY = "Content-Security-Policy";
  private static final String FORMS = "form-action 'self'";
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; font-src 'self'; "
          + FORMS
          + "; base-uri 'none';"
          + " frame-ancestors 'none'";

  /// For a page whose form is answered by sending the browser on to somebody else: browsers follow
  /// such a redirect only to where the page says that its forms may go.
  ///
  /// @param source of the address, as in `https://example.com`
  public static void letFormsLeadTo(RoutingContext context, String source) {
    context
        .response()
        .headers()
        .set(POLICY, CONTENT_SECURITY_POLICY.replace(FORMS, FORMS + " " + source));
  }

  void register(@Observes Filters filters) {
    filters.register(SecurityHeaders::add, FilterOrder.SECURITY_HEADERS);
  }

  private static void add(RoutingContext context) {
    RequestArea surface = RequestArea.of(context.normalizedPath());
    MultiMap headers = context.response().headers();
    if (surface == RequestArea.CONSOLE || surface == RequestArea.ASSET) {
      headers.set(POLICY, CONTENT_SECURITY_POLICY);
      headers.set("X-Content-Type-Options", "nosniff");
      // Not "no-referrer": browsers would then send "Origin: null" with our own forms.
      headers.set("Referrer-Policy", "same-origin");
    }
    if (context.request().isSSL() || "https".equals(context.request().scheme())) {
      headers.set("Strict-Transport-Security", "max-age=31536000");
    }
    if (surface == RequestArea.CONSOLE) {
      headers.set("Cache-Control", "no-store");
    }
    context.next();
  }
}
