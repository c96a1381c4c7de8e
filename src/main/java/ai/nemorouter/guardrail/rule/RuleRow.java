package ai.nemorouter.guardrail.rule;

import ai.nemorouter.guardrail.engine.Action;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A rule together with its version in force, as queries read it.
record RuleRow(
    UUID orgId,
    UUID id,
    Level scope,
    UUID scopeId,
    @Nullable UUID teamId,
    int version,
    String name,
    RuleState state,
    String action,
    boolean onInput,
    boolean onOutput,
    boolean closed,
    boolean restores,
    boolean keepsText,
    String message,
    String looksFor,
    Instant madeAt,
    String madeBy,
    @Nullable Instant deletedAt,
    @Nullable String scopeName) {

  private static final String COLUMNS =
      """
      select r.orgId, r.id, r.scope, r.scopeId, r.teamId, r.version, v.name, v.state, v.action,
        v.onInput, v.onOutput, v.closed, v.restores, v.keepsText, v.message, v.looksFor,
        v.madeAt, v.madeBy, r.deletedAt,
      """;

  private static final String FROM =
      """

      from RuleEntity r
      join VersionEntity v on v.orgId = r.orgId and v.ruleId = r.id and v.number = r.version
      where
      """;

  static final String SELECT = COLUMNS + "''" + FROM;

  /// With the names of teams and keys.
  static final String SELECT_NAMED =
      COLUMNS + "function(scope_name as String, r.orgId, r.scope, r.scopeId)" + FROM;

  StoredRule rule() {
    RuleTerms terms =
        new RuleTerms(
            name,
            state,
            Action.valueOf(action.toUpperCase(Locale.ROOT)),
            onInput,
            onOutput,
            closed,
            restores,
            keepsText,
            message,
            RuleCheckJson.stored(looksFor));
    return new StoredRule(
        orgId,
        id,
        new RuleScope(scope, scopeId),
        teamId,
        scopeName == null ? "" : scopeName,
        version,
        terms,
        madeAt,
        madeBy,
        deletedAt);
  }
}
