package ai.nemorouter.guardrail.rule.exchange;

import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.rule.exception.Grant;
import ai.nemorouter.platform.error.InvalidInputException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What programs send about rules, besides the rules themselves.
public final class GuardrailRequests {
  private GuardrailRequests() {}

  /// @param scope `organization`, `team` or `key`; without it the organization
  /// @param scopeId not needed for the organization
  /// @param reason why
  public record Where(@Nullable String scope, @Nullable String scopeId, @Nullable String reason) {
    public String why() {
      return reason == null ? "" : reason;
    }
  }

  /// @param version that the change was made from; null for any
  public record Change(@Nullable Integer version, @Nullable String reason) {
    public String why() {
      return reason == null ? "" : reason;
    }
  }

  public record NewException(
      String scope, String scopeId, String owner, String reason, Instant endsAt) {
    public Grant grant() {
      return new Grant(owner, reason, endsAt);
    }
  }

  /// @param id of a stored rule; null for one that the request brings in `rule`
  /// @param scope of the rule in `rule`: `organization`, `team` or `key`; without it the
  ///   organization
  /// @param scopeId not needed for the organization
  public record Replay(@Nullable String id, @Nullable String scope, @Nullable String scopeId) {}

  /// @param id of a stored rule; null for one that the request brings in `rule`
  /// @param direction `input` or `output`; null for input
  public record Trial(@Nullable String id, @Nullable String direction, String text) {
    public Direction way() {
      if (direction == null || direction.equals("input")) {
        return Direction.INPUT;
      }
      if (direction.equals("output")) {
        return Direction.OUTPUT;
      }
      throw new InvalidInputException("direction", "`direction` must be \"input\" or \"output\".");
    }
  }
}
