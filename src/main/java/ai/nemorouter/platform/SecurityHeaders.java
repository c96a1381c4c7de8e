package ai.nemorouter.platform;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;

/// Tells browsers what a page of the console may load and do: nothing inline, nothing foreign, no
/// frame around it, and no copy of it kept.
class SecurityHeaders {
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  void register(@Observes Filters filters) {
    filters.register(SecurityHeaders::add, FilterOrder.SECURITY_HEADERS);
  }

  private static void add(RoutingContext context) {
    Surface surface = Surface.of(context.normalizedPath());
    MultiMap headers = context.response().headers();
    if (surface == Surface.CONSOLE || surface == Surface.ASSET) {
      headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
      headers.set("X-Content-Type-Options", "nosniff");
      // Not "no-referrer": browsers would then send "Origin: null" with our own forms.
      headers.set("Referrer-Policy", "same-origin");
    }
    if (context.request().isSSL() || "https".equals(context.request().scheme())) {
      headers.set("Strict-Transport-Security", "max-age=31536000");
    }
    if (surface == Surface.CONSOLE) {
      headers.set("Cache-Control", "no-store");
    }
    context.next();
  }
}
