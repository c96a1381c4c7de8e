package ai.nemorouter.credit.statement;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A line of a statement as it is written: once, and never changed.
@Entity
@Immutable
@IdClass(StatementLineEntity.Key.class)
@Table(name = "credit_statement_lines")
@Filter(name = OfOrganization.FILTER, condition = OfOrganization.OWN)
class StatementLineEntity {
  @Id private UUID orgId;
  @Id private UUID statementId;
  @Id private int position;
  private Instant at;
  private String kind;
  private @Nullable UUID entryId;
  private String note;
  private String createdBy;
  private Money amount;
  private Money balance;

  /// For Hibernate alone.
  protected StatementLineEntity() {}

  StatementLineEntity(UUID orgId, UUID statementId, int position, StatementLine line) {
    this.orgId = orgId;
    this.statementId = statementId;
    this.position = position;
    this.at = line.at();
    this.kind = line.kind();
    this.entryId = line.entryId();
    this.note = line.note();
    this.createdBy = line.createdBy();
    this.amount = line.amount();
    this.balance = line.balance();
  }

  StatementLine shown() {
    return new StatementLine(at, kind, entryId, note, createdBy, amount, balance);
  }

  record Key(UUID orgId, UUID statementId, int position) {}
}
