package ai.nemorouter.credit.statement;

import ai.nemorouter.credit.statement.ExportedEntry.Posting;
import ai.nemorouter.money.Money;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Reads the journal for files, in the transaction that the thread is in.
@ApplicationScoped
class JournalLines {
  private static final int PORTION = 500;

  private final Session session;

  JournalLines(Session session) {
    this.session = session;
  }

  /// What an entry is about, and its accounts beside customer credit.
  record Rest(String reference, List<Posting> postings) {}

  /// As stored.
  record RestRow(
      UUID id,
      @Nullable UUID purchaseId,
      @Nullable UUID sourceId,
      @Nullable String reference,
      String kind,
      String account,
      long amount) {}

  Map<UUID, Rest> rests(UUID orgId, List<StatementLine> lines) {
    List<UUID> ids = lines.stream().flatMap(line -> Stream.ofNullable(line.entryId())).toList();
    Map<UUID, Rest> rests = new LinkedHashMap<>();
    if (ids.isEmpty()) {
      return rests;
    }
    session
        .createNativeQuery(
            """
            select e.id, e.purchase_id, e.source_id, e.reference, e.kind, p.account, p.amount
            from journal_entries e join journal_postings p on p.org_id = e.org_id and p.entry_id = e.id
            where e.org_id = :orgId and e.id in (:ids) and p.account <> 'customer_credit' order by e.id, p.account
            """,
            RestRow.class)
        .setParameter("orgId", orgId)
        .setParameterList("ids", ids, UUID.class)
        .stream()
        .forEach(row ->
            rests
                .computeIfAbsent(
                    row.id(),
                    id ->
                        new Rest(
                            reference(
                                row.kind(), row.purchaseId(), row.sourceId(), row.reference()),
                            new ArrayList<>()))
                .postings()
                .add(new Posting(row.account(), Money.ofNanos(row.amount()))));
    return rests;
  }

  /// @param named what the program that booked the entry calls it
  private static String reference(
      String kind, @Nullable UUID purchaseId, @Nullable UUID sourceId, @Nullable String named) {
    UUID about = purchaseId == null ? sourceId : purchaseId;
    if (about == null) {
      return named == null ? "" : named;
    }
    return kind + " " + about;
  }

  /// As stored.
  record Row(
      UUID id,
      String kind,
      String note,
      String createdBy,
      Instant createdAt,
      @Nullable UUID purchaseId,
      @Nullable UUID sourceId,
      @Nullable String reference,
      @Nullable String slug,
      String account,
      long amount) {
    ExportedEntry entry() {
      return new ExportedEntry(
          createdAt,
          id.toString(),
          kind,
          note,
          createdBy,
          JournalLines.reference(kind, purchaseId, sourceId, reference),
          Objects.requireNonNullElse(slug, ""),
          List.of());
    }
  }

  /// Entries of all organizations from one on, the oldest first.
  ///
  /// @param last the identifier of that one, which is left out
  List<ExportedEntry> portion(Instant after, UUID last, Instant until) {
    Map<UUID, List<Row>> entries = new LinkedHashMap<>();
    session
        .createNativeQuery(
            """
            select e.id, e.kind, e.note, e.created_by, e.created_at, e.purchase_id, e.source_id, e.reference, o.slug, p.account, p.amount
            from (select * from journal_entries
                  where (created_at, id) > (:after, :last) and created_at < :until
                  order by created_at, id limit :most) e
            join journal_postings p on p.org_id = e.org_id and p.entry_id = e.id
            left join organization_records o on o.id = e.org_id
            order by e.created_at, e.id, (p.account = 'customer_credit') desc, p.account
            """,
            Row.class)
        .setParameter("after", after)
        .setParameter("last", last)
        .setParameter("until", until)
        .setParameter("most", PORTION)
        .stream()
        .forEach(row -> entries.computeIfAbsent(row.id(), id -> new ArrayList<>()).add(row));
    return entries.values().stream().map(JournalLines::entry).toList();
  }

  private static ExportedEntry entry(List<Row> rows) {
    ExportedEntry bare = rows.getFirst().entry();
    return new ExportedEntry(
        bare.at(),
        bare.number(),
        bare.kind(),
        bare.description(),
        bare.recordedBy(),
        bare.reference(),
        bare.organization(),
        rows.stream().map(row -> new Posting(row.account(), Money.ofNanos(row.amount()))).toList());
  }
}
