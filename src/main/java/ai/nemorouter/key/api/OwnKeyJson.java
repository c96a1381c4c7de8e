package ai.nemorouter.key.api;

import ai.nemorouter.access.Actor;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyOverview;
import ai.nemorouter.limit.LimitJson;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What `/v1/key` tells a key about itself, in OpenRouter's shape. A management key cannot spend:
/// it has no limits and no lists.
@Schema(name = "OwnKey")
record OwnKeyJson(
    String label,
    String name,
    @JsonUnwrapped KeyFigures.OfBudget budget,
    @JsonUnwrapped KeyFigures.OfSpend spend,
    @Schema(description = "All limits of the key itself; absent for a management key.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable List<LimitJson> limits,
    @Nullable Instant expiresAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> allowedModels,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> allowedEndpoints,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> allowedAddresses,
    @JsonUnwrapped Common common,
    UUID organizationId,
    @Schema(description = "The id of its team; null for a management key.")
        @Nullable UUID workspaceId) {

  static OwnKeyJson of(KeyOverview overview) {
    Key key = overview.key();
    KeyFigures.OfPolicy policy = KeyFigures.OfPolicy.of(key.policy());
    return new OwnKeyJson(
        key.label(),
        key.name(),
        KeyFigures.OfBudget.of(overview.budget()),
        KeyFigures.OfSpend.of(overview.spend()),
        overview.limits().stream().map(LimitJson::of).toList(),
        key.expiresAt(),
        policy.allowedModels(),
        policy.allowedEndpoints(),
        policy.allowedAddresses(),
        Common.of(false),
        key.orgId(),
        key.teamId());
  }

  static OwnKeyJson of(Actor.Automation program) {
    String name = program.displayName();
    return new OwnKeyJson(
        name,
        name,
        KeyFigures.OfBudget.of(null),
        KeyFigures.OfSpend.NONE,
        null,
        null,
        null,
        null,
        null,
        Common.of(true),
        program.orgId(),
        null);
  }

  /// What clients of OpenRouter look for.
  record Common(
      boolean isFreeTier,
      boolean isManagementKey,
      boolean isProvisioningKey,
      @Schema(description = "Always null.") @Nullable String creatorUserId,
      RateLimit rateLimit,
      @Schema(description = "Always empty.") List<String> allowedDataRegions,
      FreeRequests freeModelDailyRequests) {
    private static final int NO_LIMIT = -1;

    static Common of(boolean management) {
      return new Common(
          false,
          management,
          management,
          null,
          new RateLimit(NO_LIMIT, "10s", "This key has no rate limit."),
          List.of(),
          new FreeRequests(0, 0, 0));
    }
  }

  /// Rates are limits here.
  @Schema(name = "KeyRateLimit", description = "Always the same: rates are limits, see `limits`.")
  record RateLimit(int requests, String interval, String note) {}

  /// There are no free requests.
  @Schema(name = "KeyFreeRequests", description = "Always zeros.")
  record FreeRequests(int limit, int remaining, int used) {}
}
