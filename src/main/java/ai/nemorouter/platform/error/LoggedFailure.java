package ai.nemorouter.platform.error;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// Stands for an exception in the log: the same places and causes, and of the messages only what
/// may be written down.
final class LoggedFailure extends Throwable {
  private static final long serialVersionUID = 1L;

  private LoggedFailure(Throwable original) {
    super(FailureText.one(original));
    setStackTrace(original.getStackTrace());
  }

  static LoggedFailure of(Throwable original) {
    return original instanceof LoggedFailure known
        ? known
        : copy(original, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static LoggedFailure copy(Throwable original, Set<Throwable> seen) {
    seen.add(original);
    LoggedFailure copy = new LoggedFailure(original);
    Throwable cause = original.getCause();
    if (cause != null && !seen.contains(cause)) {
      copy.initCause(copy(cause, seen));
    }
    for (Throwable suppressed : original.getSuppressed()) {
      if (!seen.contains(suppressed)) {
        copy.addSuppressed(copy(suppressed, seen));
      }
    }
    return copy;
  }

  /// The stack trace is set by hand.
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  /// As the original would write itself: its type is part of the message.
  @Override
  @SuppressWarnings("OverrideThrowableToString")
  public String toString() {
    return String.valueOf(getMessage());
  }
}
