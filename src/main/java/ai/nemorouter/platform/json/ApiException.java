package ai.nemorouter.platform.json;

import ai.nemorouter.platform.error.HttpStatusException;

/// Ends a request of the API with an answer in the API's error shape.
public class ApiException extends RuntimeException implements HttpStatusException {
  private static final long serialVersionUID = 1L;

  private final transient ApiError error;

  public ApiException(ApiError error) {
    super(error.message());
    this.error = error;
  }

  public ApiError error() {
    return error;
  }

  @Override
  public int httpStatus() {
    return error.status();
  }
}
