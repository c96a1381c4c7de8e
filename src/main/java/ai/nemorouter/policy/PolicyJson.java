package ai.nemorouter.policy;

import ai.nemorouter.limit.LimitJson;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.policy.PolicyLine.Kind;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What applies to a key as programs read it.
@Schema(name = "KeyPolicy", description = "All that applies to a key.")
record PolicyJson(
    List<AppliedLimit> limits,
    @Schema(description = "Whether any prepaid credit is left.") boolean creditLeft,
    @Schema(description = "The lists in force: a request has to pass all of them.")
        List<Allowed> allowedModels,
    List<Allowed> allowedEndpoints,
    List<Allowed> allowedAddresses,
    @Schema(description = "For each level how many rules are on.") List<Rules> guardrails) {

  static PolicyJson of(Policy policy) {
    List<AppliedLimit> limits = new ArrayList<>();
    for (PolicyLine line : policy.lines()) {
      LimitStatus status = line.status();
      if (status != null) {
        limits.add(
            line.isWhole()
                ? new OwnLimit(LimitJson.of(status), line.isFirst(), line.isUsedUp())
                : new OthersLimit(LimitJson.Rest.of(status), line.isFirst(), line.isUsedUp()));
      }
    }
    return new PolicyJson(
        limits,
        of(policy, Kind.CREDIT).stream().noneMatch(PolicyLine::isUsedUp),
        lists(policy, Kind.MODELS),
        lists(policy, Kind.ENDPOINTS),
        lists(policy, Kind.ADDRESSES),
        of(policy, Kind.GUARDRAIL).stream().map(Rules::of).toList());
  }

  private static List<Allowed> lists(Policy policy, Kind kind) {
    return of(policy, kind).stream().map(Allowed::of).toList();
  }

  private static List<PolicyLine> of(Policy policy, Kind kind) {
    return policy.lines().stream().filter(line -> line.kind() == kind).toList();
  }

  /// A limit that applies to the key.
  @Schema(
      name = "AppliedLimit",
      anyOf = {OwnLimit.class, OthersLimit.class})
  sealed interface AppliedLimit {}

  /// One of the key itself.
  @Schema(name = "AppliedOwnLimit", description = "A limit of the key itself.")
  record OwnLimit(
      @JsonUnwrapped LimitJson limit,
      @Schema(description = "Whether it leaves the least of its amount.") boolean firstReached,
      boolean usedUp)
      implements AppliedLimit {}

  /// One that counts for others too.
  @Schema(
      name = "AppliedSharedLimit",
      description = "A limit of its organization, team or owner, which counts for others too.")
  record OthersLimit(
      @JsonUnwrapped LimitJson.Rest limit,
      @Schema(description = "Whether it leaves the least of its amount.") boolean firstReached,
      boolean usedUp)
      implements AppliedLimit {}

  /// A list of what is allowed.
  @Schema(name = "AllowList")
  record Allowed(
      @Schema(description = "`organization`, `team` or `key`.") String scope,
      List<String> entries) {
    static Allowed of(PolicyLine line) {
      return new Allowed(line.source().level().word(), line.words().entries());
    }
  }

  /// Guardrails of one level.
  @Schema(name = "GuardrailsInForce")
  record Rules(
      @Schema(description = "`installation`, `organization`, `team` or `key`.") String scope,
      @Schema(description = "How many rules are on.") int rules,
      @Schema(description = "What they do: `block`, `redact`, `flag`.") List<String> actions) {
    static Rules of(PolicyLine line) {
      return new Rules(line.source().level().word(), line.words().count(), line.words().entries());
    }
  }
}
