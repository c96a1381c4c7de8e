package ai.nemorouter.limit;

/// A limit with the name of what it caps.
public record NamedLimit(NamedScope scope, LimitStatus status) {
  public String name() {
    return scope.name();
  }

  public Limit limit() {
    return status.limit();
  }

  /// As in `Search, $10.00 per month`.
  public String title() {
    return name() + ", " + limit().terms().title();
  }
}
