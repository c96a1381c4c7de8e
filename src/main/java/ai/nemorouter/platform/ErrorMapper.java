package ai.nemorouter.platform;

import io.quarkus.arc.All;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Turns every exception that a request ends with into an answer in the words of its surface. What
/// nobody expected is logged under an incident id, and only that id is shown.
public class ErrorMapper {
  private static final Logger LOG = Logger.getLogger(ErrorMapper.class);
  private static final int SERVER_ERROR = 500;
  private static final int FORBIDDEN = 403;

  private final List<ErrorFormat> formats;

  ErrorMapper(@All List<ErrorFormat> formats) {
    this.formats = formats;
  }

  /// The framework's own 404 is named beside the general case, because in development mode the
  /// framework would otherwise answer it with a page of its own.
  @ServerExceptionMapper({Throwable.class, NotFoundException.class})
  public Response map(Throwable cause, UriInfo uri) {
    String path = uri.getRequestUri().getRawPath();
    ErrorFormat.Failure failure = failure(cause, path);
    Surface surface = Surface.of(path);
    return formats.stream()
        .filter(format -> format.covers(surface))
        .findFirst()
        .map(format -> format.render(failure))
        .orElseGet(() -> plain(failure));
  }

  private static ErrorFormat.Failure failure(Throwable cause, String path) {
    int status =
        switch (cause) {
          case Answerable answerable -> answerable.httpStatus();
          case WebApplicationException web -> web.getResponse().getStatus();
          default -> SERVER_ERROR;
        };
    if (status == FORBIDDEN) {
      LOG.infof("Refused status=%d path=%s cause=%s", status, path, cause.getMessage());
    }
    if (status >= SERVER_ERROR) {
      String incident = Ids.next().toString();
      LOG.errorf(cause, "Request failed incident=%s path=%s", incident, path);
      String message = "Something went wrong on our side. Nothing you entered is at fault.";
      return new ErrorFormat.Failure(status, message, incident, cause);
    }
    String message =
        cause instanceof Answerable ? String.valueOf(cause.getMessage()) : reason(status);
    return new ErrorFormat.Failure(status, message, "", cause);
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
