package ai.nemorouter.platform.error;

/// An exception that knows its HTTP status and whose message may be shown to the caller.
public interface HttpStatusException {
  int httpStatus();
}
