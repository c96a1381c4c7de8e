package ai.nemorouter.guardrail.rule.exception;

import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;

/// The form of an exception.
///
/// @param owner who answers for it
/// @param endsAt when it ends by itself
public record Grant(
    @Name(
            max = 120,
            empty = "Name who answers for the exception.",
            message = "Use at most {max} characters.")
        String owner,
    @Size(min = 1, max = 500, message = "Say why, in at most {max} characters.") String reason,
    @NotNull(message = "Choose when the exception ends.") Instant endsAt) {

  public Grant {
    owner = Names.trimmed(owner);
    reason = Names.trimmed(reason);
  }
}
