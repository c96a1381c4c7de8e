package ai.nemorouter.sso;

import ai.nemorouter.access.MemberOrganizations;
import ai.nemorouter.access.Origin;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.sso.provider.Claims;
import ai.nemorouter.sso.provider.SsoConfig;
import ai.nemorouter.sso.rule.SsoRuleQueries;
import ai.nemorouter.sso.rule.SsoRuleRows;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Brings an account to what the provider says of its person now: address, name, memberships, and
/// whether they run the installation. The same at each sign-in and each refresh.
@ApplicationScoped
public class SsoAccountSync {
  private static final Logger LOG = Logger.getLogger(SsoAccountSync.class);

  private final SsoConfig config;
  private final SsoAccessPolicy admissions;
  private final SsoRuleQueries rules;
  private final Identities identities;
  private final SsoMembershipSync memberships;
  private final MemberOrganizations organizations;
  private final AuditLog auditLog;

  SsoAccountSync(
      SsoConfig config,
      SsoAccessPolicy admissions,
      SsoRuleQueries rules,
      Identities identities,
      SsoMembershipSync memberships,
      MemberOrganizations organizations,
      AuditLog auditLog) {
    this.config = config;
    this.admissions = admissions;
    this.rules = rules;
    this.identities = identities;
    this.memberships = memberships;
    this.organizations = organizations;
    this.auditLog = auditLog;
  }

  /// @param identity locked by this transaction, which is across organizations
  /// @return whether the person runs the installation no more
  public boolean apply(Identities.Identity identity, Claims claims, Origin origin) {
    memberships.apply(identity, claims);
    noteUnclear(identity, claims);
    if (identities.follow(identity, claims)) {
      record(
          identity,
          "account.email_changed",
          change("email", identity.email(), claims.email().orElseThrow()),
          origin);
    }
    boolean wanted =
        config.operatorGroup().filter(group -> claims.has(Claims.Kind.GROUP, group)).isPresent();
    if (wanted && !identity.operator()) {
      identities.setOperator(identity, true);
      record(identity, "operator.added", change("operator", "false", "true"), origin);
    }
    boolean unknown = claims.unclear().contains(Claims.Kind.GROUP);
    boolean lost = !wanted && !unknown && identity.promoted();
    if (lost) {
      identities.setOperator(identity, false);
      record(identity, "operator.removed", change("operator", "true", "false"), origin);
    }
    return lost;
  }

  /// What the provider did not say of a person although their access here depends on it.
  Set<Claims.Kind> missing(Identities.Identity identity, Claims claims) {
    return claims.unclear().stream()
        .filter(kind -> isLookedAt(identity, kind))
        .collect(Collectors.toSet());
  }

  private boolean isLookedAt(Identities.Identity identity, Claims.Kind kind) {
    return admissions.lookAt(kind)
        || (kind == Claims.Kind.GROUP && identity.promoted())
        || rules.lookingAt(
                kind.word(), admissions.rulesAdmit(), organizations.of(identity.userId()))
            > 0;
  }

  /// Once for each person, and again when it changes.
  private void noteUnclear(Identities.Identity identity, Claims claims) {
    Set<Claims.Kind> missing = missing(identity, claims);
    if (identities.noteUnclear(identity, missing) && !missing.isEmpty()) {
      LOG.warnf(
          "The identity provider does not list what a person has; their roles and keys stay as they were"
              + " user=%s claims=%s. Have it list these claims as texts in the ID token, empty lists"
              + " included, or name those whose empty lists it leaves out in"
              + " NEMOROUTER_SSO_OMITTED_MEANS_NONE. Microsoft Entra leaves groups out from 200 on:"
              + " limit them to the groups assigned to the application, or use its app roles.",
          identity.userId(), SsoRuleRows.words(missing));
    }
  }

  private void record(
      Identities.Identity identity, String action, ObjectNode details, Origin origin) {
    boolean ofInstallation = identity.operator() || action.startsWith("operator.");
    auditLog.recordPersonal(
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
