package ai.nemorouter.account.session;

import ai.nemorouter.account.Program;
import java.time.Instant;
import java.util.UUID;

/// One sign-in of one person, as they tell it from their others.
///
/// @param method how they showed who they are: `password` or `sso`
/// @param secondFactor whether they gave a code as well
/// @param agent what their program calls itself
public record Session(
    UUID id,
    String method,
    boolean secondFactor,
    String address,
    String agent,
    Instant createdAt,
    Instant lastSeenAt) {

  public String methodName() {
    if (method.equals("sso")) {
      return "Single sign-on";
    }
    return secondFactor ? "Password and code" : "Password";
  }

  /// The program in words.
  public String program() {
    return Program.of(agent);
  }
}
