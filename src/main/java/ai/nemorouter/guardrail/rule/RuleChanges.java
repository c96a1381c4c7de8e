package ai.nemorouter.guardrail.rule;

import ai.nemorouter.guardrail.rule.history.VersionEntity;
import ai.nemorouter.guardrail.rule.history.VersionRows;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes rules and their versions, within bounds: what it is asked for has been authorized.
@ApplicationScoped
public class RuleChanges {
  public static final int OF_A_SCOPE_MAX = 50;
  static final int OF_AN_ORGANIZATION_MAX = 1_000;
  static final long TEXT_MAX = 4_000_000;
  private static final int REASON_LENGTH_MAX = 500;

  private final RuleRows rows;
  private final VersionRows versions;
  private final RuleQueries queries;
  private final Constraints constraints;
  private final Secrets secrets;
  private final Database database;

  RuleChanges(
      RuleRows rows,
      VersionRows versions,
      RuleQueries queries,
      Constraints constraints,
      Secrets secrets,
      Database database) {
    this.rows = rows;
    this.versions = versions;
    this.queries = queries;
    this.constraints = constraints;
    this.secrets = secrets;
    this.database = database;
  }

  /// Whether there is a key for the secret that placeholders come from.
  public boolean canStore() {
    return secrets.areAvailable();
  }

  /// @param by who does so
  /// @param at since when there is the rule and its first version
  RuleEntity create(
      UUID orgId, Place place, RuleTerms terms, String by, String reason, Instant at) {
    requireValid(terms, reason);
    if (!canStore()) {
      throw new InvalidInputException("form", Secrets.REMEDY);
    }
    long change = rows.nextChange();
    UUID scopeId = place.scope().id();
    requireRoom(orgId, scopeId);
    RuleEntity rule = new RuleEntity(orgId, Ids.next(), place, terms.name(), at);
    requireFree(orgId, scopeId, rule.id(), terms);
    rule.advance(terms.name(), change);
    rows.persist(rule);
    rows.flush();
    persist(by, rule, terms, new Guardrails.Making("created", null, null, reason), at);
    return rule;
  }

  void advance(String by, RuleEntity rule, RuleTerms terms, Guardrails.Making making, long change) {
    requireValid(terms, making.reason());
    requireFree(rule.orgId(), rule.scope().id(), rule.id(), terms);
    rule.advance(terms.name(), change);
    persist(by, rule, terms, making, database.now());
  }

  void requireUnchanged(StoredRule before, @Nullable Integer seen) {
    if (seen != null && seen != before.version()) {
      throw new InvalidInputException(
          "version",
          "%s has changed the rule meanwhile: it is at version %d. Look at it and change it again."
              .formatted(before.changedBy(), before.version()));
    }
  }

  private void persist(
      String by, RuleEntity rule, RuleTerms terms, Guardrails.Making making, Instant at) {
    versions.persist(
        new VersionEntity(
            rule,
            terms,
            new VersionEntity.Cause(by, at, Names.trimmed(making.reason()), making.returnsTo())));
    versions.flush();
    if (queries.textOf(rule.orgId()) > TEXT_MAX) {
      throw new InvalidInputException(
          "check",
          "All rules together may have %,d characters of keywords, patterns and schemas."
              .formatted(TEXT_MAX));
    }
  }

  /// What can be said of a rule without looking at others.
  public void requireValid(RuleTerms terms, String reason) {
    constraints.requireMet(terms);
    if (reason.length() > REASON_LENGTH_MAX) {
      throw new InvalidInputException(
          "reason", "Give the reason in at most %d characters.".formatted(REASON_LENGTH_MAX));
    }
    CheckRules.requireUsable(terms);
  }

  private void requireRoom(UUID orgId, UUID scopeId) {
    if (queries.countOf(orgId, scopeId) >= OF_A_SCOPE_MAX) {
      throw new InvalidInputException(
          "scope",
          "There are %d rules here, which is the most. Delete one first."
              .formatted(OF_A_SCOPE_MAX));
    }
    if (queries.count(orgId) >= OF_AN_ORGANIZATION_MAX) {
      throw new InvalidInputException(
          "scope",
          "The organization has %,d rules, which is the most. Delete one first."
              .formatted(OF_AN_ORGANIZATION_MAX));
    }
  }

  private void requireFree(UUID orgId, UUID scopeId, UUID id, RuleTerms terms) {
    if (queries.othersNamed(orgId, scopeId, id, terms.name()) > 0) {
      throw new InvalidInputException(
          "name", "There is a rule named “" + terms.name() + "” here already.");
    }
  }
}
