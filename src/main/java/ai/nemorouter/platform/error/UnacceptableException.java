package ai.nemorouter.platform.error;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/// An address or a text that nothing here can be about, whatever it was meant for: answered with
/// 400.
public class UnacceptableException extends WebApplicationException implements HttpStatusException {
  private static final long serialVersionUID = 1L;

  /// @param message what is wrong with it, as a sentence
  public UnacceptableException(String message) {
    super(message, Response.Status.BAD_REQUEST);
  }

  @Override
  public int httpStatus() {
    return Response.Status.BAD_REQUEST.getStatusCode();
  }
}
