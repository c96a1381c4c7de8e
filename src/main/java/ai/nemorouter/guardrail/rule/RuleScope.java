package ai.nemorouter.guardrail.rule;

import ai.nemorouter.audit.AuditLog;
import java.util.UUID;

/// What a rule or an exception applies to.
///
/// @param id of the organization, team or key; of the installation it is all zeros
public record RuleScope(Level level, UUID id) {
  /// Under which the installation's own rules are.
  public static final UUID INSTALLATION_ID = AuditLog.INSTALLATION;

  public static final RuleScope INSTALLATION = new RuleScope(Level.INSTALLATION, INSTALLATION_ID);

  public static RuleScope organization(UUID id) {
    return new RuleScope(Level.ORGANIZATION, id);
  }

  public static RuleScope team(UUID id) {
    return new RuleScope(Level.TEAM, id);
  }

  public static RuleScope key(UUID id) {
    return new RuleScope(Level.KEY, id);
  }
}
