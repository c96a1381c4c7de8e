package ai.nemorouter.account.throttle;

import ai.nemorouter.platform.error.HttpStatusException;
import java.time.Duration;
import java.time.Instant;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;

/// Something was tried too often: answered with 429.
public class ThrottledException extends RuntimeException implements HttpStatusException {
  private static final long serialVersionUID = 1L;

  /// @param until when the next try is allowed
  public ThrottledException(Instant until) {
    super(message(until));
  }

  /// @param what there were too many of, as a sentence
  public ThrottledException(String what, Instant until) {
    super(message(what, until));
  }

  public static String message(Instant until) {
    return message("Too many failed attempts.", until);
  }

  private static String message(String what, Instant until) {
    long minutes = Math.max(1, Duration.between(Instant.now(), until).toMinutes() + 1);
    return "%s Try again in %d minute%s.".formatted(what, minutes, minutes == 1 ? "" : "s");
  }

  @Override
  public int httpStatus() {
    return StatusCode.TOO_MANY_REQUESTS;
  }
}
