package ai.nemorouter.limit.defaults;

import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Scope;
import java.util.UUID;

/// A limit that every new key or every new member gets.
///
/// @param scope `KEY` or `MEMBER`
/// @param inForce how many keys in use or members have the limit that it made
public record LimitDefault(UUID id, Scope.Kind scope, LimitTerms terms, long inForce) {
  /// As in `keys` or `members`.
  public String plural() {
    return scope.column() + "s";
  }
}
