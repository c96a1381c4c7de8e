package ai.nemorouter.gateway.http;

import ai.nemorouter.limit.engine.HoldsUnavailableException;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.FailureText;
import ai.nemorouter.platform.http.RefusalLog;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.process.MemoryOut;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;

/// What a client is told when answering its request ended with an exception or an error, whichever
/// it was.
@ApplicationScoped
class ErrorAnswers {
  private static final Logger LOG = Logger.getLogger(ErrorAnswers.class);

  private final RefusalLog refusals;

  ErrorAnswers(RefusalLog refusals) {
    this.refusals = refusals;
  }

  /// Does not return if memory is out: then the process ends.
  ApiError error(Exchange exchange, Throwable cause) {
    MemoryOut.endIf(cause);
    return switch (cause) {
      case ApiException refused -> refused.error();
      case HoldsUnavailableException away -> unavailable(exchange, away);
      case RuntimeException away when Database.isUnavailable(away) -> unavailable(exchange, away);
      default -> fault(exchange, cause);
    };
  }

  /// Without the books no call passes.
  private ApiError unavailable(Exchange exchange, RuntimeException cause) {
    refusals.write(
        RefusalLog.Kind.UNAVAILABLE,
        LOG,
        Logger.Level.ERROR,
        "A request was rejected because the database cannot be reached call=%s cause=%s",
        exchange.id(),
        FailureText.of(cause));
    return ApiError.of(
            503,
            "service_unavailable",
            "provider_overloaded",
            "The cost of the call could not be reserved, so it was not sent. Try again shortly.")
        .reason("holds_unavailable")
        .header("retry-after", "1");
  }

  private static ApiError fault(Exchange exchange, Throwable cause) {
    UUID incident = exchange.id();
    LOG.errorf(cause, "A request failed incident=%s", incident);
    return ApiError.of(
            500,
            "server_error",
            "server",
            "The gateway failed. Incident " + incident + " has the details.")
        .with("incident_id", incident.toString());
  }
}
