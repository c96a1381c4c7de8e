package ai.nemorouter.credit;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// An entry of the journal as it is written: once, and never changed. The database says when.
@Entity
@Immutable
@Table(name = "journal_entries")
public class JournalEntryEntity extends OfOrganization {
  @Id private UUID id;
  private String kind;
  String note;
  String createdBy;
  @Nullable UUID purchaseId;

  /// A refund, a dispute or a promotion. Read by the database's rules alone, as is the step.
  @SuppressWarnings("UnusedVariable")
  private @Nullable UUID sourceId;

  @SuppressWarnings("UnusedVariable")
  private @Nullable String step;

  /// What a program calls it; null where none asked for it.
  @Nullable String reference;

  /// For Hibernate alone.
  protected JournalEntryEntity() {}

  public JournalEntryEntity(UUID orgId, JournalEntry.Kind kind, String note, String createdBy) {
    super(orgId);
    this.id = Ids.next();
    this.kind = kind.name().toLowerCase(Locale.ROOT);
    this.note = note;
    this.createdBy = createdBy;
  }

  /// Of a purchase that was paid.
  static JournalEntryEntity ofPurchase(UUID orgId, UUID purchaseId, String note, String buyer) {
    JournalEntryEntity entry =
        new JournalEntryEntity(orgId, JournalEntry.Kind.PURCHASE, note, buyer);
    entry.purchaseId = purchaseId;
    return entry;
  }

  /// About a refund, a dispute or a promotion. The database takes one entry for each step of it.
  public JournalEntryEntity about(UUID source, String reached) {
    sourceId = source;
    step = reached;
    return this;
  }

  UUID id() {
    return id;
  }

  UUID orgId() {
    return orgId;
  }

  JournalEntry.Kind kind() {
    return JournalEntry.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
  }

  /// What it debits an account with; negative to credit it. All postings of an entry sum to zero,
  /// which the database checks when the transaction commits.
  JournalPostingEntity posting(JournalPostingEntity.Account account, Money amount) {
    return new JournalPostingEntity(orgId, id, account, amount);
  }
}
