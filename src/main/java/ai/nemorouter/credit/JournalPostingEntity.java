package ai.nemorouter.credit;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.Immutable;

/// What an entry of the journal does to one account, as it is written: once, and never changed.
@Entity
@Immutable
@IdClass(JournalPostingEntity.Key.class)
@Table(name = "journal_postings")
@Filter(name = OfOrganization.FILTER, condition = OfOrganization.OWN)
public class JournalPostingEntity {
  @Id private UUID orgId;
  @Id private UUID entryId;
  @Id private String account;
  Money amount;

  /// For Hibernate alone.
  protected JournalPostingEntity() {}

  JournalPostingEntity(UUID orgId, UUID entryId, Account account, Money amount) {
    this.orgId = orgId;
    this.entryId = entryId;
    this.account = account.name().toLowerCase(Locale.ROOT);
    this.amount = amount;
  }

  /// What is kept apart in the journal.
  public enum Account {
    /// What the operator owes the organization.
    CUSTOMER_CREDIT,
    OPERATOR_GRANTS,
    /// What organizations pay by invoice.
    INVOICED,
    CORRECTIONS,
    PROMOTIONS,
    /// What buyers paid.
    PAYMENTS,
    FEE_INCOME,
    TAX_PAYABLE,
    /// Refunds that were begun and have not left yet.
    REFUNDS_PAYABLE,
    /// Credit that is void while its payment is disputed.
    DISPUTED,
    /// Used credit whose payment was lost, where the policy writes it off.
    DISPUTE_LOSSES
  }

  record Key(UUID orgId, UUID entryId, String account) {}
}
