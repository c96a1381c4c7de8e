package ai.nemorouter.platform.http.bounds;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/// The refusal of a request whose body does not arrive in time. What handles the request may answer
/// at the same moment, on another thread, into the same response. So the refusal is said under the
/// lock that the response itself takes (its connection), and only where no answer has begun. Its
/// status and headers are set again when the head is written, because the framework may have an
/// answer ready whose own it writes over them then.
final class LateBody {
  private final RoutingContext context;
  private final RequestBounds.Refusal refusal;
  private volatile @Nullable Thread refusing;

  private LateBody(RoutingContext context, RequestBounds.Refusal refusal) {
    this.context = context;
    this.refusal = refusal;
  }

  /// Before the request is passed on, because handlers of the head are called in reverse order.
  static LateBody watch(RoutingContext context, RequestBounds.Refusal refusal) {
    LateBody late = new LateBody(context, refusal);
    context.addHeadersEndHandler(_ -> late.sayIfRefusing());
    return late;
  }

  /// Whether the answer is the refusal: another one may have begun before.
  boolean refuse() {
    HttpServerResponse response = context.response();
    synchronized (context.request().connection()) {
      if (response.ended() || response.closed() || response.headWritten()) {
        return false;
      }
      refusing = Thread.currentThread();
      try {
        response.end(refusal.body());
      } finally {
        refusing = null;
      }
      return true;
    }
  }

  private void sayIfRefusing() {
    if (Thread.currentThread() == refusing) {
      HttpServerResponse response = context.response();
      Buffer body = refusal.body();
      response.headers().clear();
      response.putHeader("content-length", Integer.toString(body.length()));
      refusal.describe(context.request(), response);
    }
  }
}
