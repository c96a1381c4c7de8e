package ai.nemorouter.guardrail.rule.history;

import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.rule.RuleCheckJson;
import ai.nemorouter.guardrail.rule.RuleEntity;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A version of a rule. Written once.
@Entity
@Immutable
@IdClass(VersionEntity.Key.class)
@Table(name = "guardrail_versions")
@Filter(name = OfOrganization.FILTER, condition = OfOrganization.OWN)
public class VersionEntity {
  @Id private UUID orgId;
  @Id private UUID ruleId;
  @Id private int number;
  private String name;

  @Enumerated(EnumType.STRING)
  private RuleState state;

  private String action;
  private boolean onInput;
  private boolean onOutput;
  private boolean closed;
  private boolean restores;
  private boolean keepsText;
  private String message;

  /// Asked for in queries alone.
  @SuppressWarnings("UnusedVariable")
  private String detector;

  private String looksFor;
  private @Nullable Integer returnsTo;
  private String reason;
  private String madeBy;
  private Instant madeAt;

  record Key(UUID orgId, UUID ruleId, int number) {}

  /// Why there is a version.
  ///
  /// @param returnsTo the version that it returns to; null for none
  public record Cause(String madeBy, Instant madeAt, String reason, @Nullable Integer returnsTo) {}

  /// For Hibernate alone.
  protected VersionEntity() {}

  public VersionEntity(RuleEntity rule, RuleTerms terms, Cause cause) {
    this.orgId = rule.orgId();
    this.ruleId = rule.id();
    this.number = rule.version();
    this.name = terms.name();
    this.state = terms.state();
    this.action = terms.action().name().toLowerCase(Locale.ROOT);
    this.onInput = terms.input();
    this.onOutput = terms.output();
    this.closed = terms.closed();
    this.restores = terms.restores();
    this.keepsText = terms.keepsText();
    this.message = terms.message();
    this.detector = RuleCheckJson.type(terms.check());
    this.looksFor = RuleCheckJson.text(terms.check());
    this.returnsTo = cause.returnsTo();
    this.reason = cause.reason();
    this.madeBy = cause.madeBy();
    this.madeAt = cause.madeAt();
  }

  RuleTerms terms() {
    return new RuleTerms(
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
  }

  RuleVersion shown() {
    return new RuleVersion(number, terms(), madeBy, madeAt, reason, returnsTo);
  }
}
