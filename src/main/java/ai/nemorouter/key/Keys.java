package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.ModelAllowlist;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.LimitDefaults;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.NotFoundException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Mints, lists, changes and revokes inference keys. Whoever sees keys in some teams only sees no
/// others, not even that they exist.
@ApplicationScoped
public class Keys {
  private final Database database;
  private final Limits limits;
  private final LimitDefaults defaults;
  private final Catalog catalog;
  private final KeyOwners owners;
  private final AuditLog auditLog;

  Keys(
      Database database,
      Limits limits,
      LimitDefaults defaults,
      Catalog catalog,
      KeyOwners owners,
      AuditLog auditLog) {
    this.database = database;
    this.limits = limits;
    this.defaults = defaults;
    this.catalog = catalog;
    this.owners = owners;
    this.auditLog = auditLog;
  }

  public MintedKey mint(Actor actor, NewKey wanted) {
    KeyRights.mintOrThrow(actor);
    return database.of(actor.orgId()).inTransaction(handle -> mint(handle, actor, wanted));
  }

  /// For setups that mint as part of their own transaction. The key gets its own budget, and every
  /// default limit of new keys that is about something else.
  ///
  /// @throws MadeAlreadyException if the same form has made a key before
  public MintedKey mint(Handle handle, Actor actor, NewKey wanted) {
    KeyRights.mintOrThrow(actor);
    requireOpenTeam(handle, actor, wanted.teamId());
    KeyRights.changeOrThrow(actor, wanted.teamId(), wanted.ownerId());
    requireUnmade(handle, actor.orgId(), wanted.form());
    requireFuture(handle, wanted.expiresAt());
    wanted.policy().models().requireKnown(catalog, actor.orgId(), ModelAllowlist.EVERYTHING);
    owners.requireEligible(actor.orgId(), wanted.teamId(), wanted.ownerId());
    KeySecret secret = KeySecret.mint();
    Key key = KeyRows.insert(handle, actor, wanted, secret);
    auditLog.record(handle, actor, "key.minted", KeyHistory.target(key), KeyHistory.minted(key));
    limit(handle, actor, Scope.key(key.id()), wanted.budget());
    return new MintedKey(key, secret);
  }

  public KeyList list(Actor actor, KeyFilter filter) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    return database
        .of(actor.orgId())
        .read(handle -> {
          List<KeyOverview> page = KeyRows.page(handle, actor.orgId(), reach, filter);
          List<UUID> ids = page.stream().map(overview -> overview.key().id()).toList();
          Map<UUID, List<LimitStatus>> budgets = limits.listAll(handle, actor.orgId(), ids);
          return new KeyList(
              page.stream().map(overview -> withLimits(overview, budgets)).toList(),
              KeyRows.count(handle, actor.orgId(), reach, filter));
        });
  }

  public KeyOverview find(Actor actor, UUID keyId) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    return database
        .of(actor.orgId())
        .read(handle -> overviewOrThrow(handle, actor.orgId(), keyId, reach));
  }

  /// For forms that change a key and pages that confirm it.
  public KeyOverview findForChange(Actor actor, UUID keyId) {
    KeyOverview overview = find(actor, keyId);
    KeyRights.changeOrThrow(actor, overview.key().teamId(), overview.key().ownerId());
    return overview;
  }

  /// What a key may see of itself. The caller has shown its secret, which is all it needs.
  public KeyOverview self(KeyIdentity identity) {
    return database
        .of(identity.orgId())
        .read(handle ->
            overviewOrThrow(handle, identity.orgId(), identity.keyId(), Reach.EVERYWHERE));
  }

  /// Changes what `change` makes of the present settings, undisturbed by changes at the same time.
  /// Once this returns, no call starts on any node with a key that is now disabled or expired;
  /// whatever else a key may be used for counts on every node two seconds later at the latest.
  public KeyOverview change(Actor actor, UUID keyId, UnaryOperator<KeySettings> change) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    return database
        .of(actor.orgId())
        .inTransaction(handle -> {
          Key key = KeyRows.lockOrThrow(handle, actor.orgId(), keyId, reach);
          KeyRights.changeOrThrow(actor, key.teamId(), key.ownerId());
          if (key.revokedAt() != null) {
            throw new InvalidInputException("key", "A revoked key cannot be changed.");
          }
          KeySettings before = overviewOrThrow(handle, actor.orgId(), keyId, reach).settings();
          KeySettings after = change.apply(before);
          change(handle, actor, key, before, after);
          return overviewOrThrow(handle, actor.orgId(), keyId, reach);
        });
  }

  private void change(Handle handle, Actor actor, Key key, KeySettings before, KeySettings after) {
    if (!before.name().equals(after.name())) {
      Names.requireVisible("name", after.name());
    }
    if (!Objects.equals(before.budget(), after.budget())) {
      limits.replaceBudget(handle, actor, Scope.key(key.id()), before.budget(), after.budget());
    }
    if (!Objects.equals(before.expiresAt(), after.expiresAt())) {
      requireFuture(handle, after.expiresAt());
    }
    after.policy().models().requireKnown(catalog, key.orgId(), before.policy().models());
    KeyRows.store(handle, key, after);
    ObjectNode changes = KeyHistory.changed(before, after);
    if (!changes.isEmpty()) {
      auditLog.record(handle, actor, "key.changed", KeyHistory.target(key), changes);
    }
  }

  /// Ends a key for good. Once this returns no call can start with it on any node, because every
  /// hold looks at the key's row; a call under way ends as it would have. Revoking again changes
  /// nothing.
  ///
  /// @return the key as it is now
  public Key revoke(Actor actor, UUID keyId) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    return database
        .of(actor.orgId())
        .inTransaction(handle -> {
          Key key = KeyRows.lockOrThrow(handle, actor.orgId(), keyId, reach);
          KeyRights.changeOrThrow(actor, key.teamId(), key.ownerId());
          if (KeyRows.revoke(handle, key)) {
            auditLog.record(
                handle,
                actor,
                "key.revoked",
                KeyHistory.target(key),
                Json.object().put("name", key.name()).put("secret", key.label()));
          }
          return key;
        });
  }

  /// The team that a program names when it mints a key; null for the first of those in which it may
  /// mint.
  ///
  /// @param reference the team's id or its name in any case
  public UUID teamOrThrow(Actor actor, @Nullable String reference) {
    KeyRights.mintOrThrow(actor);
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    """
                    select id from teams
                    where org_id = :orgId and archived_at is null and (:everywhere or id = any(:teams))
                      and (cast(:reference as text) is null or lower(name) = lower(:reference) or id::text = lower(:reference))
                    order by id limit 1
                    """)
                .bind("orgId", actor.orgId())
                .bind("everywhere", KeyRights.mintsEverywhere(actor))
                .bindArray("teams", UUID.class, KeyRights.mintingTeams(actor))
                .bind("reference", reference)
                .mapTo(UUID.class)
                .findOne()
                .orElseThrow(() -> new InvalidInputException("team", "There is no such team.")));
  }

  private KeyOverview overviewOrThrow(Handle handle, UUID orgId, UUID keyId, Reach reach) {
    KeyOverview overview =
        KeyRows.overview(handle, orgId, keyId)
            .filter(found -> reach.covers(found.key().teamId()))
            .orElseThrow(() -> new NotFoundException("key"));
    return withLimits(overview, limits.listAll(handle, orgId, List.of(keyId)));
  }

  private static KeyOverview withLimits(KeyOverview overview, Map<UUID, List<LimitStatus>> limits) {
    return overview.with(limits.getOrDefault(overview.key().id(), List.of()));
  }

  /// Nothing else is asked of whoever may mint: defaults are not their choice.
  private void limit(Handle handle, Actor actor, Scope scope, @Nullable Budget budget) {
    if (budget != null) {
      limits.set(handle, actor, scope, budget);
    }
    defaults.apply(
        handle, actor, scope, budget == null ? List.of() : List.of(LimitTerms.of(budget)));
  }

  private static void requireOpenTeam(Handle handle, Actor actor, UUID teamId) {
    boolean archived =
        handle
            .createQuery(
                "select archived_at is not null from teams where org_id = :orgId and id = :teamId for share")
            .bind("orgId", actor.orgId())
            .bind("teamId", teamId)
            .mapTo(Boolean.class)
            .findOne()
            .filter(_ ->
                KeyRights.mintsEverywhere(actor) || KeyRights.mintingTeams(actor).contains(teamId))
            .orElseThrow(() -> new NotFoundException("team"));
    if (archived) {
      throw new InvalidInputException("team", "This team is archived. Choose another one.");
    }
  }

  private static void requireUnmade(Handle handle, UUID orgId, @Nullable UUID form) {
    if (form != null) {
      KeyRows.ofForm(handle, orgId, form)
          .ifPresent(id -> {
            throw new MadeAlreadyException(id);
          });
    }
  }

  /// By the database's clock, which is the one that lets keys expire.
  private static void requireFuture(Handle handle, @Nullable Instant expiresAt) {
    if (expiresAt != null
        && !handle
            .select("select ? > clock_timestamp()", expiresAt.atOffset(ZoneOffset.UTC))
            .mapTo(Boolean.class)
            .one()) {
      throw new InvalidInputException("expires_at", "Choose a time in the future.");
    }
  }
}
