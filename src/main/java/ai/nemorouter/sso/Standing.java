package ai.nemorouter.sso;

import ai.nemorouter.access.Origin;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import org.jdbi.v3.core.Handle;

/// Brings an account to what the provider says of its person now: address, name, memberships, and
/// whether they run the installation. The same at each sign-in and each refresh.
@ApplicationScoped
class Standing {
  private final SsoConfig config;
  private final Identities identities;
  private final Memberships memberships;
  private final AuditLog auditLog;

  Standing(SsoConfig config, Identities identities, Memberships memberships, AuditLog auditLog) {
    this.config = config;
    this.identities = identities;
    this.memberships = memberships;
    this.auditLog = auditLog;
  }

  /// @param identity locked by this transaction, which is across organizations
  /// @return whether the person runs the installation no more
  boolean apply(Handle handle, Identities.Identity identity, Claims claims, Origin origin) {
    memberships.apply(handle, identity, claims);
    if (identities.follow(handle, identity, claims)) {
      record(
          handle,
          identity,
          "account.email_changed",
          change("email", identity.email(), claims.email().orElseThrow()),
          origin);
    }
    boolean wanted =
        config.operatorGroup().filter(group -> claims.has(Claims.Kind.GROUP, group)).isPresent();
    if (wanted && !identity.operator()) {
      identities.setOperator(handle, identity, true);
      record(handle, identity, "operator.added", change("operator", "false", "true"), origin);
    }
    boolean lost = !wanted && identity.promoted();
    if (lost) {
      identities.setOperator(handle, identity, false);
      record(handle, identity, "operator.removed", change("operator", "true", "false"), origin);
    }
    return lost;
  }

  private void record(
      Handle handle,
      Identities.Identity identity,
      String action,
      ObjectNode details,
      Origin origin) {
    boolean ofInstallation = identity.operator() || action.startsWith("operator.");
    auditLog.recordPersonal(
        handle,
        new AuditLog.Personal(identity.userId(), identity.name(), ofInstallation, origin),
        action,
        "user " + identity.userId(),
        details.put("issuer", identity.issuer()));
  }

  private static ObjectNode change(String field, String before, String after) {
    ObjectNode details = Json.object();
    details.putObject(field).put("before", before).put("after", after);
    return details;
  }
}
