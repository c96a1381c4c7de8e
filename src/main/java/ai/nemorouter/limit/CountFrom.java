package ai.nemorouter.limit;

/// What a new limit counts of the period that is under way when it is made.
public enum CountFrom {
  /// What the scope's calls took in this period so far counts: the window is *kept*.
  PERIOD,
  /// Only calls from now on count: the window is *restarted*.
  NOW
}
