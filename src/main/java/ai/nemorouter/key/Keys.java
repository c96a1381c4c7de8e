package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.LimitDefaults;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.NotFoundException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Mints, lists, changes and revokes inference keys.
@ApplicationScoped
public class Keys {
  private final Database database;
  private final Limits limits;
  private final LimitDefaults defaults;

  Keys(Database database, Limits limits, LimitDefaults defaults) {
    this.database = database;
    this.limits = limits;
    this.defaults = defaults;
  }

  public MintedKey mint(Actor actor, NewKey wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_KEYS);
    return database.of(actor.orgId()).inTransaction(handle -> mint(handle, actor, wanted));
  }

  /// For setups that mint as part of their own transaction. The key gets its own budget, and every
  /// default limit of new keys that is about something else.
  public MintedKey mint(Handle handle, Actor actor, NewKey wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_KEYS);
    if (wanted.budget() != null) {
      actor.authorizeOrThrow(Permission.CHANGE_LIMITS);
    }
    requireOpenTeam(handle, actor.orgId(), wanted.teamId());
    requireFuture(wanted.expiresAt());
    KeyOwners.requireMember(handle, actor.orgId(), wanted.ownerId());
    KeySecret secret = KeySecret.mint();
    UUID id = Ids.next();
    handle
        .createUpdate(
            """
            insert into keys (org_id, id, team_id, owner_id, name, secret_hash, last_four, created_by, expires_at)
            values (:orgId, :id, :teamId, :ownerId, :name, :secretHash, :lastFour, :createdBy, :expiresAt)
            """)
        .bind("orgId", actor.orgId())
        .bind("id", id)
        .bind("teamId", wanted.teamId())
        .bind("ownerId", wanted.ownerId())
        .bind("name", wanted.name())
        .bind("secretHash", secret.sha256())
        .bind("lastFour", secret.lastFour())
        .bind("createdBy", actor.displayName())
        .bind("expiresAt", wanted.expiresAt())
        .execute();
    limit(handle, actor, Scope.key(id), wanted.budget());
    return new MintedKey(KeyRows.lockOrThrow(handle, actor.orgId(), id), secret);
  }

  public KeyList list(Actor actor, KeyFilter filter) {
    actor.authorizeOrThrow(Permission.VIEW_KEYS);
    return database
        .of(actor.orgId())
        .read(handle -> {
          List<KeyOverview> page = KeyRows.page(handle, actor.orgId(), filter);
          List<UUID> ids = page.stream().map(overview -> overview.key().id()).toList();
          Map<UUID, List<LimitStatus>> budgets = limits.listAll(handle, actor.orgId(), ids);
          return new KeyList(
              page.stream().map(overview -> withLimits(overview, budgets)).toList(),
              KeyRows.count(handle, actor.orgId(), filter));
        });
  }

  public KeyOverview find(Actor actor, UUID keyId) {
    actor.authorizeOrThrow(Permission.VIEW_KEYS);
    return database.of(actor.orgId()).read(handle -> overviewOrThrow(handle, actor.orgId(), keyId));
  }

  /// What a key may see of itself. The caller has shown its secret, which is all it needs.
  public KeyOverview self(KeyIdentity identity) {
    return database
        .of(identity.orgId())
        .read(handle -> overviewOrThrow(handle, identity.orgId(), identity.keyId()));
  }

  /// Changes what `change` makes of the present settings, undisturbed by changes at the same time.
  public KeyOverview change(Actor actor, UUID keyId, UnaryOperator<KeySettings> change) {
    actor.authorizeOrThrow(Permission.CHANGE_KEYS);
    return database
        .of(actor.orgId())
        .inTransaction(handle -> {
          Key key = KeyRows.lockOrThrow(handle, actor.orgId(), keyId);
          if (key.revokedAt() != null) {
            throw new InvalidInputException("key", "A revoked key cannot be changed.");
          }
          KeySettings before = overviewOrThrow(handle, actor.orgId(), keyId).settings();
          KeySettings after = change.apply(before);
          if (!Objects.equals(before.budget(), after.budget())) {
            limits.replaceBudget(handle, actor, Scope.key(keyId), before.budget(), after.budget());
          }
          if (!Objects.equals(before.expiresAt(), after.expiresAt())) {
            requireFuture(after.expiresAt());
          }
          store(handle, key, after);
          return overviewOrThrow(handle, actor.orgId(), keyId);
        });
  }

  /// Ends a key for good. Once this returns no call can start with it on any node, because every
  /// hold looks at the key's row; a call under way ends as it would have. Revoking again changes
  /// nothing.
  public void revoke(Actor actor, UUID keyId) {
    actor.authorizeOrThrow(Permission.CHANGE_KEYS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          KeyRows.lockOrThrow(handle, actor.orgId(), keyId);
          handle
              .createUpdate(
                  """
                  update keys set revoked_at = now(), updated_at = now()
                  where org_id = :orgId and id = :keyId and revoked_at is null
                  """)
              .bind("orgId", actor.orgId())
              .bind("keyId", keyId)
              .execute();
        });
  }

  /// The team that a program names when it mints a key; null for the organization's first.
  ///
  /// @param reference the team's id or its name in any case
  public UUID teamOrThrow(Actor actor, @Nullable String reference) {
    actor.authorizeOrThrow(Permission.CHANGE_KEYS);
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    """
                    select id from teams
                    where org_id = :orgId and archived_at is null
                      and (cast(:reference as text) is null or lower(name) = lower(:reference) or id::text = lower(:reference))
                    order by id limit 1
                    """)
                .bind("orgId", actor.orgId())
                .bind("reference", reference)
                .mapTo(UUID.class)
                .findOne()
                .orElseThrow(() -> new InvalidInputException("team", "There is no such team.")));
  }

  private KeyOverview overviewOrThrow(Handle handle, UUID orgId, UUID keyId) {
    KeyOverview overview =
        KeyRows.overview(handle, orgId, keyId).orElseThrow(() -> new NotFoundException("key"));
    return withLimits(overview, limits.listAll(handle, orgId, List.of(keyId)));
  }

  private static KeyOverview withLimits(KeyOverview overview, Map<UUID, List<LimitStatus>> limits) {
    return overview.with(limits.getOrDefault(overview.key().id(), List.of()));
  }

  private static void store(Handle handle, Key key, KeySettings settings) {
    handle
        .createUpdate(
            """
            update keys set name = :name, expires_at = :expiresAt,
              disabled_at = case when :disabled then coalesce(disabled_at, now()) end, updated_at = now()
            where org_id = :orgId and id = :keyId
            """)
        .bind("name", settings.name())
        .bind("expiresAt", settings.expiresAt())
        .bind("disabled", settings.disabled())
        .bind("orgId", key.orgId())
        .bind("keyId", key.id())
        .execute();
  }

  /// Nothing else is asked of whoever may mint: defaults are not their choice.
  private void limit(Handle handle, Actor actor, Scope scope, @Nullable Budget budget) {
    if (budget != null) {
      limits.set(handle, actor, scope, budget);
    }
    defaults.apply(
        handle, actor, scope, budget == null ? List.of() : List.of(LimitTerms.of(budget)));
  }

  private static void requireOpenTeam(Handle handle, UUID orgId, UUID teamId) {
    boolean archived =
        handle
            .createQuery(
                "select archived_at is not null from teams where org_id = :orgId and id = :teamId for share")
            .bind("orgId", orgId)
            .bind("teamId", teamId)
            .mapTo(Boolean.class)
            .findOne()
            .orElseThrow(() -> new NotFoundException("team"));
    if (archived) {
      throw new InvalidInputException("team", "This team is archived. Choose another one.");
    }
  }

  private static void requireFuture(@Nullable Instant expiresAt) {
    if (expiresAt != null && !expiresAt.isAfter(Instant.now())) {
      throw new InvalidInputException("expires_at", "Choose a time in the future.");
    }
  }
}
