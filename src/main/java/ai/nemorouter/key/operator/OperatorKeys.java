package ai.nemorouter.key.operator;

import ai.nemorouter.access.Operator;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.key.MintRules;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The keys of programs that run the installation. Signed-in operators make them: no program makes
/// itself a second one, which would outlive the first.
@ApplicationScoped
public class OperatorKeys {
  /// Lists those too that were revoked or have expired.
  static final String ALL = "all";

  /// The last use is written down again after this time.
  private static final Duration USE_NOTED = Duration.ofMinutes(1);

  private final OperatorKeyRows rows;
  private final MintRules rules;
  private final Constraints constraints;
  private final Database database;
  private final AuditLog auditLog;

  OperatorKeys(
      OperatorKeyRows rows,
      MintRules rules,
      Constraints constraints,
      Database database,
      AuditLog auditLog) {
    this.rows = rows;
    this.rules = rules;
    this.constraints = constraints;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// The orders in which operator keys are listed.
  public enum Sort {
    NEWEST,
    NAME,
    USED
  }

  /// The one with this secret, if it works now; notes that it is used.
  Optional<OperatorKey> use(byte[] secretHash) {
    return database.inInstallation(() -> {
      Optional<OperatorKey> found = rows.ofSecret(secretHash);
      Instant now = database.now();
      found.ifPresent(key -> rows.use(key.id(), now, now.minus(USE_NOTED)));
      return found;
    });
  }

  /// @param query shows `ALL` or those that work, by a `Sort`
  public PageOf<OperatorKey> list(Operator operator, ListQuery query) {
    return database.inInstallation(() -> rows.page(query));
  }

  public OperatorKey find(Operator operator, UUID id) {
    return database.inInstallation(() -> rows.getOrThrow(id));
  }

  /// @throws ai.nemorouter.key.MadeAlreadyException if the same form has made one before
  public OperatorKey.Minted mint(Operator operator, NewOperatorKey wanted) {
    constraints.requireMet(wanted);
    return database.inInstallation(() -> {
      rules.requireUnmade(wanted.form(), rows::ofForm);
      rules.requireFuture(wanted.expiresAt());
      KeySecret secret = KeySecret.mintForOperator();
      OperatorKeyEntity made =
          new OperatorKeyEntity(wanted, secret, operator.displayName(), database.now());
      rows.persist(made);
      OperatorKey key = made.toKey();
      ObjectNode details = Json.object().put("name", key.name()).put("secret", key.label());
      details.put("read_only", key.readOnly());
      details.put("expires_at", key.expiresAt() == null ? null : key.expiresAt().toString());
      details.put("allowed_addresses", String.join(", ", key.allowedAddresses()));
      record(operator, "minted", key, details);
      return new OperatorKey.Minted(key, secret);
    });
  }

  /// Ends it for good, from the next request on. Revoking again changes nothing.
  public OperatorKey revoke(Operator operator, UUID id) {
    return database.inInstallation(() -> {
      OperatorKeyEntity row = rows.lockOrThrow(id);
      boolean revoked = row.revoke(database.now());
      OperatorKey key = row.toKey();
      if (revoked) {
        ObjectNode details = Json.object().put("name", key.name()).put("secret", key.label());
        record(operator, "revoked", key, details);
      }
      return key;
    });
  }

  private void record(Operator operator, String verb, OperatorKey key, ObjectNode details) {
    auditLog.record(operator, "operator_key." + verb, "operator key " + key.id(), details);
  }
}
