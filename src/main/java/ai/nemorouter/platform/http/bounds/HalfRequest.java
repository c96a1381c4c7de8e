package ai.nemorouter.platform.http.bounds;

import io.vertx.ext.web.RoutingContext;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.stream.Stream;

/// Tells whether an exception means that a request did not arrive whole, or its form is none: then
/// the client is to blame and not the server. The framework has no type for it, so what counts is
/// that it came from the classes that read bodies and forms.
public final class HalfRequest {
  private static final int CAUSES_MAX = 10;
  private static final int FRAMES = 12;
  private static final List<String> READERS =
      List.of(
          "org.jboss.resteasy.reactive.server.core.multipart.",
          "org.jboss.resteasy.reactive.server.handlers.FormBodyHandler",
          "org.jboss.resteasy.reactive.server.vertx.VertxInputStream");

  private HalfRequest() {}

  public static boolean is(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      // A disk that is full is not the client's fault.
      if (isOfReader(cause) && !(cause instanceof FileSystemException)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /// Whether the request was refused as it arrived, while an answer was made: nobody gets that
  /// answer, and that it cannot be written any more is not the server's fault.
  public static boolean wasRefused(RoutingContext request) {
    return RequestBounds.wasRefused(request);
  }

  private static boolean isOfReader(Throwable cause) {
    return Stream.of(cause.getStackTrace())
        .limit(FRAMES)
        .map(StackTraceElement::getClassName)
        .anyMatch(name -> READERS.stream().anyMatch(name::startsWith));
  }
}
