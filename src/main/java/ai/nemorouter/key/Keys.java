package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.allowlist.ModelAllowlist;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.key.owner.KeyOwners;
import ai.nemorouter.key.owner.KeyRights;
import ai.nemorouter.key.owner.KeyTeams;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.error.Problems;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Mints, lists, changes and revokes inference keys. An actor who sees keys in some teams only sees
/// no others, not even that they exist.
@ForActor
@ApplicationScoped
public class Keys {
  private final KeyRows rows;
  private final KeyLists lists;
  private final KeyQueries queries;
  private final KeyReports reports;
  private final MintRules rules;
  private final KeyTeams teams;
  private final KeyOwners owners;
  private final KeyLimits limits;
  private final Catalog catalog;
  private final Constraints constraints;
  private final Database database;
  private final AuditLog auditLog;

  Keys(
      KeyRows rows,
      KeyLists lists,
      KeyQueries queries,
      KeyReports reports,
      MintRules rules,
      KeyTeams teams,
      KeyOwners owners,
      KeyLimits limits,
      Catalog catalog,
      Constraints constraints,
      Database database,
      AuditLog auditLog) {
    this.rows = rows;
    this.lists = lists;
    this.queries = queries;
    this.reports = reports;
    this.rules = rules;
    this.teams = teams;
    this.owners = owners;
    this.limits = limits;
    this.catalog = catalog;
    this.constraints = constraints;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// The key gets its own budget, and every default limit of new keys that is about something else.
  ///
  /// @throws MadeAlreadyException if the same form has made a key before
  public MintedKey mint(Actor actor, NewKey wanted) {
    KeyRights.mintOrThrow(actor);
    rules.requireUnmade(wanted.form(), form -> queries.ofForm(actor.orgId(), form));
    checkOrThrow(actor, wanted);
    KeySecret secret = KeySecret.mint();
    KeyEntity made = new KeyEntity(actor, wanted, secret, database.now());
    rows.persist(made);
    Key key = made.toKey();
    auditLog.record(actor, "key.minted", KeyHistory.target(key), KeyHistory.minted(key));
    limits.begin(actor, key.id(), wanted.budget());
    return new MintedKey(key, secret);
  }

  /// All that speaks against minting such a key, at once.
  ///
  /// @throws InvalidInputException for each of its fields that cannot be accepted
  public void checkOrThrow(Actor actor, NewKey wanted) {
    KeyRights.mintOrThrow(actor);
    Problems problems = new Problems();
    problems.add(constraints.violations(wanted));
    problems.check(() -> teams.keepOpen(actor, wanted.teamId()));
    KeyRights.changeOrThrow(actor, wanted.teamId(), wanted.ownerId());
    problems.check(() -> owners.requireEligible(actor.orgId(), wanted.teamId(), wanted.ownerId()));
    problems.check(() -> rules.requireFuture(wanted.expiresAt()));
    problems.check(() ->
        wanted.policy().models().requireKnown(catalog, actor.orgId(), ModelAllowlist.EVERYTHING));
    problems.throwIfAny();
  }

  public KeyList list(Actor actor, KeyFilter filter) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    List<KeyEntity> page = lists.page(actor.orgId(), reach, filter);
    return new KeyList(
        limits.with(actor.orgId(), reports.overviews(actor.orgId(), page)),
        lists.count(actor.orgId(), reach, filter));
  }

  /// Those on all pages, as far as a file goes.
  public List<KeyOverview> all(Actor actor, KeyFilter filter) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    List<KeyEntity> found = lists.all(actor.orgId(), reach, filter);
    return limits.with(actor.orgId(), reports.overviews(actor.orgId(), found));
  }

  public KeyOverview find(Actor actor, UUID keyId) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    return overviewOrThrow(actor.orgId(), keyId, reach);
  }

  /// For forms that change a key and pages that confirm it.
  public KeyOverview findForChange(Actor actor, UUID keyId) {
    KeyOverview overview = find(actor, keyId);
    KeyRights.changeOrThrow(actor, overview.key().teamId(), overview.key().ownerId());
    return overview;
  }

  /// What a key may see of itself. The caller has shown its secret, which is all it needs.
  public KeyOverview self(KeyIdentity identity) {
    return database.inOrganization(
        identity.orgId(),
        () -> overviewOrThrow(identity.orgId(), identity.keyId(), Reach.EVERYWHERE));
  }

  /// Changes what `change` makes of the present settings, undisturbed by changes at the same time.
  /// Once this returns, no call starts on any node with a key that is now disabled or expired;
  /// whatever else a key may be used for counts on every node two seconds later at the latest.
  public KeyOverview change(Actor actor, UUID keyId, UnaryOperator<KeySettings> change) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    KeyEntity row = rows.lockOrThrow(actor.orgId(), keyId, reach);
    Key key = row.toKey();
    KeyRights.changeOrThrow(actor, key.teamId(), key.ownerId());
    if (key.revokedAt() != null) {
      throw new InvalidInputException("key", "A revoked key cannot be changed.");
    }
    KeySettings before = overviewOrThrow(actor.orgId(), keyId, reach).settings();
    KeySettings after = constraints.requireMet(change.apply(before));
    change(actor, row, before, after);
    rows.reread(row);
    return overviewOrThrow(actor.orgId(), keyId, reach);
  }

  private void change(Actor actor, KeyEntity row, KeySettings before, KeySettings after) {
    Problems problems = new Problems();
    if (!before.name().equals(after.name())) {
      problems.check(() -> Names.requireVisible("name", after.name()));
    }
    if (!Objects.equals(before.expiresAt(), after.expiresAt())) {
      problems.check(() -> rules.requireFuture(after.expiresAt()));
    }
    problems.check(() ->
        after.policy().models().requireKnown(catalog, actor.orgId(), before.policy().models()));
    problems.throwIfAny();
    if (!Objects.equals(before.budget(), after.budget())) {
      limits.replace(actor, row.id(), before.budget(), after.budget());
    }
    row.change(after, database.now());
    ObjectNode changes = KeyHistory.changed(before, after);
    if (!changes.isEmpty()) {
      auditLog.record(actor, "key.changed", "key " + row.id(), changes);
    }
  }

  /// Ends a key for good. Once this returns no call can start with it on any node, because every
  /// hold looks at the key's row; a call under way ends as it would have. Revoking again changes
  /// nothing.
  ///
  /// @return the key as it is now
  public Key revoke(Actor actor, UUID keyId) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    KeyEntity row = rows.lockOrThrow(actor.orgId(), keyId, reach);
    Key before = row.toKey();
    KeyRights.changeOrThrow(actor, before.teamId(), before.ownerId());
    if (row.revoke(database.now())) {
      auditLog.record(
          actor,
          "key.revoked",
          KeyHistory.target(before),
          Json.object().put("name", before.name()).put("secret", before.label()));
    }
    return row.toKey();
  }

  /// The team that a program names when it mints a key; null for the first of those in which it may
  /// mint.
  ///
  /// @param reference the team's id or its name in any case
  public UUID teamOrThrow(Actor actor, @Nullable String reference) {
    return teams.idOrThrow(actor, reference);
  }

  private KeyOverview overviewOrThrow(UUID orgId, UUID keyId, Reach reach) {
    List<KeyEntity> found = rows.find(orgId, keyId, reach).stream().toList();
    return limits.with(orgId, reports.overviews(orgId, found)).stream()
        .findFirst()
        .orElseThrow(() -> new NotFoundException("key"));
  }
}
