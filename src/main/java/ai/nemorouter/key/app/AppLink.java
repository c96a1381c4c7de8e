package ai.nemorouter.key.app;

import jakarta.ws.rs.QueryParam;
import java.util.Objects;

/// The parameters of the link that an app sends a person to, as they came.
public record AppLink(
    @QueryParam("callback_url") String callbackUrl,
    @QueryParam("code_challenge") String challenge,
    @QueryParam("code_challenge_method") String method,
    @QueryParam("state") String state) {

  /// The framework leaves out the defaults of parameters that were not sent.
  public AppLink {
    callbackUrl = Objects.requireNonNullElse(callbackUrl, "");
    challenge = Objects.requireNonNullElse(challenge, "");
    method = Objects.requireNonNullElse(method, "");
    state = Objects.requireNonNullElse(state, "");
  }
}
