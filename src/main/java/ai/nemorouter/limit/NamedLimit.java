package ai.nemorouter.limit;

/// A budget with the name of what it caps.
public record NamedLimit(String name, LimitStatus status) {
  /// As in `Search, per month`.
  public String title() {
    return name + ", " + status.limit().period().label();
  }
}
