package ai.nemorouter.platform.http;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.FailureText;
import ai.nemorouter.platform.error.HttpStatusException;
import ai.nemorouter.platform.http.bounds.HalfRequest;
import ai.nemorouter.platform.process.MemoryOut;
import io.quarkus.arc.All;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;

/// Turns every exception that ends a request into a response in the format of its surface.
/// Unexpected exceptions are logged under an incident id, and only that id is shown.
public class ErrorMapper {
  private static final Logger LOG = Logger.getLogger(ErrorMapper.class);
  private static final int BAD_REQUEST = 400;
  private static final int SERVER_ERROR = 500;
  private static final int FORBIDDEN = 403;

  private final List<ErrorFormat> formats;
  private final RefusalLog refusals;
  private final RoutingContext request;

  ErrorMapper(@All List<ErrorFormat> formats, RefusalLog refusals, RoutingContext request) {
    this.formats = formats;
    this.refusals = refusals;
    this.request = request;
  }

  /// The framework's own 404 is named beside the general case, because in development mode the
  /// framework would otherwise answer it with a page of its own.
  @ServerExceptionMapper({Throwable.class, NotFoundException.class})
  public Response map(Throwable cause, UriInfo uri, SimpleResourceInfo route) {
    MemoryOut.endIf(cause);
    String path = uri.getRequestUri().getRawPath();
    ErrorFormat.Failure failure = failure(cause, name(route));
    RequestArea surface = RequestArea.of(path);
    return formats.stream()
        .filter(format -> format.covers(surface))
        .findFirst()
        .map(format -> format.render(failure))
        .orElseGet(() -> plain(failure));
  }

  /// The method that answers. The address itself is not logged: it can hold the secret of a link,
  /// or whatever else was written there.
  private static String name(@Nullable SimpleResourceInfo route) {
    return route == null || route.getResourceClass() == null
        ? "none"
        : route.getResourceClass().getSimpleName() + "." + route.getMethodName();
  }

  private ErrorFormat.Failure failure(Throwable cause, String route) {
    int status =
        switch (cause) {
          case HttpStatusException answerable -> answerable.httpStatus();
          case WebApplicationException web -> web.getResponse().getStatus();
          default -> HalfRequest.is(cause) || isLost(cause, route) ? BAD_REQUEST : SERVER_ERROR;
        };
    if (status == FORBIDDEN) {
      refusals.write(
          RefusalLog.Kind.FORBIDDEN,
          LOG,
          Logger.Level.INFO,
          "Refused status=%d route=%s cause=%s",
          status,
          route,
          FailureText.of(cause));
    }
    if (status >= SERVER_ERROR) {
      String incident = Ids.next().toString();
      LOG.errorf(cause, "Request failed incident=%s route=%s", incident, route);
      String message = "Something went wrong on our side. Nothing you entered is at fault.";
      return new ErrorFormat.Failure(status, message, incident, cause);
    }
    String message =
        cause instanceof HttpStatusException ? String.valueOf(cause.getMessage()) : reason(status);
    return new ErrorFormat.Failure(status, message, "", cause);
  }

  private boolean isLost(Throwable cause, String route) {
    if (!HalfRequest.wasRefused(request)) {
      return false;
    }
    refusals.write(
        RefusalLog.Kind.LOST,
        LOG,
        Logger.Level.INFO,
        "An answer was lost: its request was refused meanwhile route=%s cause=%s",
        route,
        FailureText.of(cause));
    return true;
  }

  private static String reason(int status) {
    return switch (status) {
      case 404 -> "There is no such page.";
      case 405 -> "That cannot be done here.";
      case 413 -> "That is too large.";
      case 415 -> "That format is not accepted here.";
      default -> "The request could not be understood.";
    };
  }

  private static Response plain(ErrorFormat.Failure failure) {
    return Response.status(failure.status())
        .type(MediaType.TEXT_PLAIN_TYPE)
        .entity(failure.message() + "\n")
        .build();
  }
}
