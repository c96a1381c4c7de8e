package ai.nemorouter.audit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What entries are about, coarsely, for a filter. A noun that no group names shows under
/// "everything" only.
public enum AuditGroup {
  SIGN_IN("Sign-in and accounts", "sign_in session account password totp user sso"),
  PEOPLE("Members and roles", "member invitation role team_member ownership"),
  TEAMS("Teams", "team"),
  KEYS("Keys", "key import allowlist"),
  MANAGEMENT_KEYS("Management keys", "management_key"),
  LIMITS("Limits and holds", "limit limit_default hold settlement"),
  MONEY("Credit", "credit"),
  MODELS("Models and prices", "alias model price"),
  PROVIDERS("Providers", "provider"),
  GUARDRAILS("Guardrails", "guardrail guardrail_sampling guardrail_sample"),
  ALERTS("Alerts", "alert_channel alert_delivery"),
  SETTINGS("Organization", "organization settings domain identity_provider request"),
  AUDIT("Audit log", "audit_log audit_retention audit_webhook");

  private final String label;

  /// Between spaces.
  private final String nouns;

  AuditGroup(String label, String nouns) {
    this.label = label;
    this.nouns = nouns;
  }

  public String label() {
    return label;
  }

  /// The word in addresses.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  List<String> nouns() {
    return List.of(nouns.split(" ", -1));
  }

  static Optional<AuditGroup> of(String word) {
    return Arrays.stream(values()).filter(group -> group.word().equals(word)).findFirst();
  }
}
