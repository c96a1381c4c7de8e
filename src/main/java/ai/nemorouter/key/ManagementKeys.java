package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.ApiError;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The keys of programs that manage an organization. They cannot make calls. One given by the
/// environment may be any long string, so a management key is known by its SHA-256 alone. Nobody
/// makes one, or gets the secret of one, that may more than they do.
@ApplicationScoped
public class ManagementKeys {
  /// What a management key may do that the environment set: everything but what concerns owners.
  static final Rights OF_ENVIRONMENT = Rights.of(Role.ADMINISTRATOR);

  private final Database database;
  private final AuditLog auditLog;

  ManagementKeys(Database database, AuditLog auditLog) {
    this.database = database;
    this.auditLog = auditLog;
  }

  /// The orders in which management keys are listed.
  public enum Sort {
    NEWEST("id desc"),
    NAME("lower(name), id desc"),
    LAST_USED("last_used_at desc nulls last, id desc");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }

    String columns() {
      return columns;
    }
  }

  /// @param search part of a name; empty for all
  /// @param ended also those that were revoked or have expired
  public record Filter(String search, boolean ended, Sort sort, int page) {
    public Filter {
      search = search.strip();
      page = PageOf.within(page);
    }
  }

  /// On whose behalf the program with this secret acts; empty if no such key works now, or its
  /// organization is suspended.
  ///
  /// @throws ai.nemorouter.platform.ApiException with 403 from an address that it is not for
  public Optional<Actor.Automation> find(byte[] secretHash, Origin origin) {
    Optional<ManagementKey> found =
        database
            .acrossOrganizations()
            .read(handle -> ManagementKeyRows.ofSecret(handle, secretHash));
    found.ifPresent(key -> admit(key, origin));
    return found.map(
        key -> new Actor.Automation(key.orgId(), key.id(), key.name(), key.rights(), origin));
  }

  /// Whether there is one with this secret, wherever it may be used from.
  public boolean isKnown(byte[] secretHash) {
    return database
        .acrossOrganizations()
        .read(handle -> ManagementKeyRows.ofSecret(handle, secretHash).isPresent());
  }

  private void admit(ManagementKey key, Origin origin) {
    if (!KeyPolicy.isWithin(origin.address(), key.allowedAddresses())) {
      throw ApiError.permission(
              "The management key %s may not be used from the address %s."
                  .formatted(key.label(), origin.address()))
          .reason("key_address_not_allowed")
          .exception();
    }
    database.of(key.orgId()).useTransaction(handle -> ManagementKeyRows.used(handle, key));
  }

  public PageOf<ManagementKey> list(Actor actor, Filter filter) {
    actor.authorizeOrThrow(Permission.VIEW_MANAGEMENT_KEYS);
    return database
        .of(actor.orgId())
        .read(handle -> ManagementKeyRows.page(handle, actor.orgId(), filter));
  }

  public ManagementKey find(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.VIEW_MANAGEMENT_KEYS);
    return database
        .of(actor.orgId())
        .read(handle -> ManagementKeyRows.findOrThrow(handle, actor.orgId(), id));
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
    return database
        .of(actor.orgId())
        .inTransaction(handle -> {
          requireUnmade(handle, actor.orgId(), wanted.form());
          requireFuture(handle, wanted.expiresAt());
          KeySecret secret = KeySecret.mintForManagement();
          ManagementKey key = ManagementKeyRows.insert(handle, actor, wanted, secret);
          ObjectNode details = Json.object().put("name", key.name()).put("secret", key.label());
          details.put("expires_at", key.expiresAt() == null ? null : key.expiresAt().toString());
          details.set(
              "permissions",
              KeyHistory.texts(key.granted().stream().map(Enum::name).sorted().toList()));
          details.set("allowed_addresses", KeyHistory.texts(key.allowedAddresses()));
          record(handle, actor, "minted", key, details);
          return new ManagementKey.Minted(key, secret);
        });
  }

  /// Makes a new secret; the one before works for the grace period.
  ///
  /// @param number how many secrets it had when its owner asked; null to rotate in any case
  public ManagementKey.Minted rotate(
      Actor actor, UUID id, Duration grace, @Nullable Integer number) {
    actor.authorizeOrThrow(Permission.CHANGE_MANAGEMENT_KEYS);
    KeyRotations.requireGrace(grace);
    return database
        .of(actor.orgId())
        .inTransaction(handle -> {
          ManagementKey before = ManagementKeyRows.lockOrThrow(handle, actor.orgId(), id);
          NewManagementKey.grantOrThrow(actor, before.granted());
          requireRotatable(before, number);
          KeySecret secret = KeySecret.mintForManagement();
          ManagementKey key = ManagementKeyRows.rotate(handle, before, secret, grace.toSeconds());
          ObjectNode details = Json.object().put("name", key.name());
          details.put("old_secret", key.previousLabel()).put("new_secret", key.label());
          details.put("old_secret_until", String.valueOf(key.previousUntil()));
          record(handle, actor, "rotated", key, details);
          return new ManagementKey.Minted(key, secret);
        });
  }

  /// Ends the secret before the newest one, before its time.
  public void endPrevious(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_MANAGEMENT_KEYS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          ManagementKey key = ManagementKeyRows.lockOrThrow(handle, actor.orgId(), id);
          if (ManagementKeyRows.endPrevious(handle, key)) {
            ObjectNode details = Json.object().put("name", key.name());
            record(handle, actor, "secret_ended", key, details.put("secret", key.previousLabel()));
          }
        });
  }

  /// Ends it for good, from the next request on. Revoking again changes nothing.
  public ManagementKey revoke(Actor actor, UUID id) {
    actor.authorizeOrThrow(Permission.CHANGE_MANAGEMENT_KEYS);
    return database
        .of(actor.orgId())
        .inTransaction(handle -> {
          ManagementKey key = ManagementKeyRows.lockOrThrow(handle, actor.orgId(), id);
          if (ManagementKeyRows.revoke(handle, key)) {
            ObjectNode details = Json.object().put("name", key.name());
            record(handle, actor, "revoked", key, details.put("secret", key.label()));
          }
          return key;
        });
  }

  private void record(
      Handle handle, Actor actor, String verb, ManagementKey key, ObjectNode details) {
    auditLog.record(handle, actor, "management_key." + verb, "management key " + key.id(), details);
  }

  private static void requireRotatable(ManagementKey key, @Nullable Integer number) {
    if (number != null && number != key.secretNumber()) {
      throw new RotatedAlreadyException();
    }
    if (key.revokedAt() != null) {
      throw new InvalidInputException("key", "A revoked key gets no new secret. Make another one.");
    }
    if (key.isOfEnvironment()) {
      throw new InvalidInputException(
          "key",
          "This key is set by NEMOROUTER_BOOTSTRAP_MANAGEMENT_KEY: change it there and start the nodes again.");
    }
  }

  private static void requireUnmade(Handle handle, UUID orgId, @Nullable UUID form) {
    if (form != null) {
      ManagementKeyRows.ofForm(handle, orgId, form)
          .ifPresent(id -> {
            throw new MadeAlreadyException(id);
          });
    }
  }

  private static void requireFuture(Handle handle, @Nullable Instant expiresAt) {
    if (expiresAt != null
        && !handle
            .select("select ? > clock_timestamp()", expiresAt.atOffset(ZoneOffset.UTC))
            .mapTo(Boolean.class)
            .one()) {
      throw new InvalidInputException("expires_at", "Choose a time in the future.");
    }
  }

  /// Makes `secret` the one management key of that name: what the environment says is what counts,
  /// so a secret that stood there before is revoked.
  public void replace(Handle handle, UUID orgId, String name, String secret) {
    byte[] secretHash = KeySecret.sha256(secret);
    handle
        .createUpdate(
            """
            update management_keys set revoked_at = now()
            where org_id = :orgId and name = :name and secret_hash <> :secretHash and revoked_at is null
            """)
        .bind("orgId", orgId)
        .bind("name", name)
        .bind("secretHash", secretHash)
        .execute();
    handle
        .createUpdate(
            """
            insert into management_keys (org_id, id, name, secret_hash, last_four)
            values (:orgId, :id, :name, :secretHash, :lastFour)
            on conflict (secret_hash) do update set revoked_at = null
            """)
        .bind("orgId", orgId)
        .bind("id", Ids.next())
        .bind("name", name)
        .bind("secretHash", secretHash)
        .bind("lastFour", KeySecret.lastFour(secret))
        .execute();
  }
}
