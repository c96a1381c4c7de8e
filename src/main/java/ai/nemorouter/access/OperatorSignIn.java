package ai.nemorouter.access;

import org.jspecify.annotations.Nullable;

/// Knows which program runs the installation over the API.
public interface OperatorSignIn {
  /// @param authorization the request's `Authorization` header
  /// @param changing whether the request may change something
  /// @throws ai.nemorouter.platform.json.ApiException with 401 where there is no valid key, with
  ///   403 where it is a key of another kind or may not do that
  Operator operatorOrThrow(@Nullable String authorization, boolean changing);
}
