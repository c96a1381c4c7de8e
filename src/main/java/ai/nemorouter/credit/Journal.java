package ai.nemorouter.credit;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/// The rows of the journal. It is only added to; the database refuses everything else.
@ApplicationScoped
class Journal implements PanacheRepositoryBase<JournalEntryEntity, UUID> {
  private final Session session;

  Journal(Session session) {
    this.session = session;
  }

  /// As stored: what the entry did to customer credit, and what came of it.
  record Row(
      UUID id,
      String kind,
      String note,
      String createdBy,
      Instant createdAt,
      long amount,
      long balance) {
    JournalEntry entry() {
      return new JournalEntry(
          id,
          JournalEntry.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
          note,
          createdBy,
          createdAt,
          Money.ofNanos(amount),
          Money.ofNanos(balance));
    }
  }

  void add(JournalEntryEntity entry, Postings postings) {
    session.persist(entry);
    postings
        .amounts()
        .forEach((account, amount) -> session.persist(entry.posting(account, amount)));
  }

  /// The entry that a program asked for under that name.
  Optional<JournalEntry> ofReference(UUID orgId, String reference) {
    return session
        .createNativeQuery(
            """
            select e.id, e.kind, e.note, e.created_by, e.created_at, -p.amount, 0
            from journal_entries e
            join journal_postings p on p.org_id = e.org_id and p.entry_id = e.id
            where e.org_id = :orgId and e.reference = :reference and p.account = 'customer_credit'
            """,
            Row.class)
        .setParameter("orgId", orgId)
        .setParameter("reference", reference)
        .uniqueResultOptional()
        .map(Row::entry);
  }

  /// The newest first.
  PageOf<JournalEntry> page(UUID orgId, int page) {
    List<JournalEntry> entries =
        session
            .createNativeQuery(
                """
                select e.id, e.kind, e.note, e.created_by, e.created_at, -p.amount,
                       bounded(-sum(p.amount) over (order by e.id))
                from journal_entries e
                join journal_postings p on p.org_id = e.org_id and p.entry_id = e.id
                where e.org_id = :orgId and p.account = 'customer_credit'
                order by e.id desc limit :limit offset :offset
                """,
                Row.class)
            .setParameter("orgId", orgId)
            .setParameter("limit", PageOf.SIZE)
            .setParameter("offset", PageOf.offset(page))
            .stream()
            .map(Row::entry)
            .toList();
    return new PageOf<>(entries, PageOf.within(page), count("orgId", orgId));
  }
}
