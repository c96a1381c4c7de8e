package ai.nemorouter.limit.engine;

/// So many calls wait for their hold that this one was rejected before the database was asked.
class QueueFullException extends NotAskedException {
  private static final long serialVersionUID = 1L;

  QueueFullException() {
    super("Too many calls are waiting");
  }
}
