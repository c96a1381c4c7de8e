package ai.nemorouter.account.signin;

import java.util.Optional;
import java.util.UUID;

/// Has a say in whether somebody may sign in with a password, asked after the password was right
/// and before a session begins. Operators are not asked about, so that a broken identity provider
/// never locks the operators out.
public interface SignInGate {
  /// @return why not; empty lets them in
  Optional<Refusal> refusal(Candidate candidate);

  /// Whose password was right.
  record Candidate(UUID userId, String email) {}

  /// @param reason what is in the way and what to do, as a sentence for that person
  /// @param link where they can sign in instead: a path of the console
  record Refusal(String reason, Optional<OtherSignIn.Link> link) {}
}
