package ai.nemorouter.key.management;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.key.KeyHistory;
import ai.nemorouter.key.KeyRotations;
import ai.nemorouter.key.MintRules;
import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The keys of programs that manage an organization. They cannot make calls. One given by the
/// environment may be any long string, so a management key is known by its SHA-256 alone. A
/// management key can only be created or rotated by an actor that holds all of its permissions.
@ForActor
@ApplicationScoped
public class ManagementKeys {
  /// What a management key may do that the environment set: everything but what concerns owners.
  static final Rights OF_ENVIRONMENT = Rights.of(Role.ADMINISTRATOR);

  /// Lists those too that were revoked or have expired.
  public static final String ALL = "all";

  /// The last use is written down again after this time.
  private static final Duration USE_NOTED = Duration.ofMinutes(1);

  private final ManagementKeyRows rows;
  private final ManagementKeyQueries queries;
  private final MintRules rules;
  private final Constraints constraints;
  private final Database database;
  private final AuditLog auditLog;

  ManagementKeys(
      ManagementKeyRows rows,
      ManagementKeyQueries queries,
      MintRules rules,
      Constraints constraints,
      Database database,
      AuditLog auditLog) {
    this.rows = rows;
    this.queries = queries;
    this.rules = rules;
    this.constraints = constraints;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// The orders in which management keys are listed.
  public enum Sort {
    NEWEST,
    NAME,
    USED
  }

  /// On whose behalf the program with this secret acts; empty if no such key works now, or its
  /// organization is suspended.
  ///
  /// @throws ai.nemorouter.platform.json.ApiException with 403 from an address that it is not for
  public Optional<Actor.Automation> find(byte[] secretHash, Origin origin) {
    Optional<ManagementKey> found = database.inInstallation(() -> rows.ofSecret(secretHash));
    found.ifPresent(key -> admit(key, origin));
    return found.map(key ->
        new Actor.Automation(key.orgId(), key.id(), key.name(), key.rights(), false, origin));
  }

  /// Whether there is one with this secret, wherever it may be used from.
  public boolean isKnown(byte[] secretHash) {
    return database.inInstallation(() -> rows.ofSecret(secretHash)).isPresent();
  }

  private void admit(ManagementKey key, Origin origin) {
    if (!KeyPolicy.isWithin(origin.address(), key.allowedAddresses())) {
      throw ApiError.permission(
              "The management key %s may not be used from the address %s."
                  .formatted(key.label(), origin.address()))
          .reason("key_address_not_allowed")
          .exception();
    }
    database.inOrganization(
        key.orgId(),
        () -> {
          Instant now = database.now();
          return queries.use(key.orgId(), key.id(), now, now.minus(USE_NOTED));
        });
  }

  /// @param query shows `ALL` or those that work, by a `Sort`
  public PageOf<ManagementKey> list(Actor actor, ListQuery query) {
    actor.authorizeOrThrow(Permission.VIEW_MANAGEMENT_KEYS);
    return rows.page(actor.orgId(), query);
  }

  public ManagementKey find(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.VIEW_MANAGEMENT_KEYS);
    return rows.getOrThrow(actor.orgId(), id);
  }

  /// For pages that confirm a change.
  public ManagementKey findForChange(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_MANAGEMENT_KEYS);
    return find(actor, id);
  }

  /// @throws MadeAlreadyException if the same form has made one before
  /// @throws ai.nemorouter.access.ForbiddenException if it is to do what the actor may not
  public ManagementKey.Minted mint(Actor actor, NewManagementKey wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_MANAGEMENT_KEYS);
    NewManagementKey.grantOrThrow(actor, wanted.permissions());
    constraints.requireMet(wanted);
    rules.requireUnmade(wanted.form(), form -> queries.ofForm(actor.orgId(), form));
    rules.requireFuture(wanted.expiresAt());
    KeySecret secret = KeySecret.mintForManagement();
    ManagementKeyEntity made = new ManagementKeyEntity(actor, wanted, secret, database.now());
    rows.persist(made);
    ManagementKey key = made.toKey();
    ObjectNode details = Json.object().put("name", key.name()).put("secret", key.label());
    details.put("expires_at", key.expiresAt() == null ? null : key.expiresAt().toString());
    details.set(
        "permissions", KeyHistory.texts(key.granted().stream().map(Enum::name).sorted().toList()));
    details.set("allowed_addresses", KeyHistory.texts(key.allowedAddresses()));
    record(actor, "minted", key, details);
    return new ManagementKey.Minted(key, secret);
  }

  /// Makes a new secret; the one before works for the grace period.
  ///
  /// @param number how many secrets it had when its owner asked; null to rotate in any case
  public ManagementKey.Minted rotate(
      Actor actor, UUID id, Duration grace, @Nullable Integer number) {
    actor.authorizeOrThrow(Permission.CHANGE_MANAGEMENT_KEYS);
    KeyRotations.requireGrace(grace);
    ManagementKeyEntity row = rows.lockOrThrow(actor.orgId(), id);
    ManagementKey before = row.toKey();
    NewManagementKey.grantOrThrow(actor, before.granted());
    requireRotatable(before, number);
    KeySecret secret = KeySecret.mintForManagement();
    row.rotate(secret, grace, database.now());
    ManagementKey key = row.toKey();
    ObjectNode details = Json.object().put("name", key.name());
    details.put("old_secret", key.previousLabel()).put("new_secret", key.label());
    details.put("old_secret_until", String.valueOf(key.previousUntil()));
    record(actor, "rotated", key, details);
    return new ManagementKey.Minted(key, secret);
  }

  /// Ends the secret before the newest one, before its time.
  public void endPrevious(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_MANAGEMENT_KEYS);
    ManagementKeyEntity row = rows.lockOrThrow(actor.orgId(), id);
    if (row.endPrevious(database.now())) {
      ManagementKey key = row.toKey();
      ObjectNode details = Json.object().put("name", key.name());
      record(actor, "secret_ended", key, details.put("secret", key.previousLabel()));
    }
  }

  /// Ends it for good, from the next request on. Revoking again changes nothing.
  public ManagementKey revoke(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_MANAGEMENT_KEYS);
    ManagementKeyEntity row = rows.lockOrThrow(actor.orgId(), id);
    boolean revoked = row.revoke(database.now());
    ManagementKey key = row.toKey();
    if (revoked) {
      ObjectNode details = Json.object().put("name", key.name());
      record(actor, "revoked", key, details.put("secret", key.label()));
    }
    return key;
  }

  private void record(Actor actor, String verb, ManagementKey key, ObjectNode details) {
    auditLog.record(actor, "management_key." + verb, "management key " + key.id(), details);
  }

  private static void requireRotatable(ManagementKey key, @Nullable Integer number) {
    KeyRotations.requireNumber(number, key.secretNumber());
    if (key.revokedAt() != null) {
      throw new InvalidInputException("key", "A revoked key gets no new secret. Make another one.");
    }
    if (key.isOfEnvironment()) {
      throw new InvalidInputException(
          "key",
          "This key is set by NEMOROUTER_BOOTSTRAP_MANAGEMENT_KEY: change it there and start the nodes again.");
    }
  }

  /// Makes `secret` the one management key of that name: what the environment says is what counts,
  /// so a secret that stood there before is revoked.
  public void replace(UUID orgId, String name, String secret) {
    byte[] secretHash = KeySecret.sha256(secret);
    database.joining(
        orgId,
        () -> {
          queries.revokeOthers(orgId, name, secretHash, database.now());
          return queries.insertOrRestore(
              orgId, Ids.next(), name, secretHash, KeySecret.lastFour(secret));
        });
  }
}
