package ai.nemorouter.guardrail.finding;

/// What a rule in shadow mode would have done in the last 24 hours and the hour under way. All are
/// numbers of requests.
///
/// @param screened those that it looked at
public record ShadowHits(long screened, long blocked, long redacted, long flagged) {

  /// Those in which it found something.
  public long hits() {
    return blocked + redacted + flagged;
  }
}
