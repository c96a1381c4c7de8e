package ai.nemorouter.access;

import org.jspecify.annotations.Nullable;

/// Knows on whose behalf a program calls the management API.
public interface AutomationSignIn {
  /// @param authorization the request's `Authorization` header
  /// @throws ai.nemorouter.platform.json.ApiException with 401 where there is no valid key, with
  ///   403 where it is a key for calls
  Actor.Automation automationOrThrow(@Nullable String authorization);
}
