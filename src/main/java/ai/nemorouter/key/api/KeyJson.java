package ai.nemorouter.key.api;

import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyOverview;
import ai.nemorouter.limit.LimitJson;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A key as programs read it: an item of `/v1/keys`, in OpenRouter's shape. A team is what
/// OpenRouter calls a workspace.
@Schema(name = "Key", description = "A key that makes requests; its secret is never part of it.")
record KeyJson(
    @Schema(description = "The id of the key.") String hash,
    @Schema(description = "What may be shown of its newest secret.") String label,
    String name,
    boolean disabled,
    @JsonUnwrapped KeyFigures.OfBudget budget,
    @JsonUnwrapped KeyFigures.OfSpend spend,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    String description,
    @JsonUnwrapped KeyFigures.OfPolicy policy,
    @Schema(description = "The newest secret and, while it still works, the one before.")
        List<Secret> secrets,
    @Schema(description = "Always null: OpenRouter's id of a person. See `created_by`.")
        @Nullable String creatorUserId,
    String createdBy,
    @Schema(description = "The e-mail address of the member who owns it; null for none.")
        @Nullable String owner,
    @Nullable UUID ownerId,
    @Schema(description = "All limits of the key itself.") List<LimitJson> limits,
    @Schema(description = "The id of its team.") UUID workspaceId,
    @Schema(description = "The name of its team.") String team) {

  static KeyJson of(KeyOverview overview, Instant now) {
    Key key = overview.key();
    KeyOverview.Owner owner = overview.owner();
    return new KeyJson(
        key.id().toString(),
        key.label(),
        key.name(),
        key.status(now) == Key.Status.DISABLED,
        KeyFigures.OfBudget.of(overview.budget()),
        KeyFigures.OfSpend.of(overview.spend()),
        key.createdAt(),
        key.updatedAt(),
        key.expiresAt(),
        key.lastUsedAt(),
        key.description(),
        KeyFigures.OfPolicy.of(key.policy()),
        Secret.of(key, now),
        null,
        key.createdBy(),
        owner == null ? null : owner.email(),
        owner == null ? null : owner.id(),
        overview.limits().stream().map(LimitJson::of).toList(),
        key.teamId(),
        overview.teamName());
  }

  /// One of its secrets, by what may be shown of it.
  @Schema(name = "KeySecret")
  record Secret(
      @Nullable String label,
      @Nullable Instant createdAt,
      @Nullable Instant lastUsedAt,
      @Schema(description = "When it stops working; null for the newest.")
          @Nullable Instant validUntil) {
    /// The newest one first, then the one before it while that still works.
    static List<Secret> of(Key key, Instant now) {
      List<Secret> secrets = new ArrayList<>();
      secrets.add(new Secret(key.label(), key.secretCreatedAt(), key.secretUsedAt(), null));
      if (key.isInGrace(now)) {
        secrets.add(
            new Secret(key.previousLabel(), null, key.previousUsedAt(), key.previousUntil()));
      }
      return secrets;
    }
  }
}
