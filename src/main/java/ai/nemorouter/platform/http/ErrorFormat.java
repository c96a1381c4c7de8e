package ai.nemorouter.platform.http;

import jakarta.ws.rs.core.Response;

/// How one surface of the application words an error: a page, or the JSON of a protocol.
public interface ErrorFormat {
  boolean covers(RequestArea surface);

  Response render(Failure failure);

  /// What a request ended with.
  ///
  /// @param message what may be shown; never the text of an unexpected exception
  /// @param incident the id under which the cause was logged; empty where the request itself is at
  ///   fault
  record Failure(int status, String message, String incident, Throwable cause) {}
}
