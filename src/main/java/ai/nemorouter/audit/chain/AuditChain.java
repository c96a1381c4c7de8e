package ai.nemorouter.audit.chain;

import ai.nemorouter.audit.AuditEntry;
import ai.nemorouter.audit.chain.SigningKeys.Signer;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Adds to chains of blocks and lets go of their oldest, in SQL: what is written is checked byte by
/// byte, and much of it is arrays. For transactions across organizations.
@ApplicationScoped
public class AuditChain {
  static final int BLOCK_ENTRIES_MAX = 200;

  private final Session session;

  AuditChain(Session session) {
    this.session = session;
  }

  /// A block to be.
  private record Draft(
      UUID log, long number, String previous, List<AuditEntry> entries, List<String> lines) {
    UUID[] ids() {
      return entries.stream().map(AuditEntry::id).toArray(UUID[]::new);
    }
  }

  /// Seals what waits, or the oldest of it. Entries of transactions that are still open cannot be
  /// seen yet; they wait for a later block.
  ///
  /// @return how many entries it sealed; nothing while another node is at it
  int seal(UUID log, Optional<Signer> signer) {
    boolean turn =
        session
            .createNativeQuery(
                "select pg_try_advisory_xact_lock(hashtextextended(:name, 0))", Boolean.class)
            .setParameter("name", "audit " + log)
            .getSingleResult();
    if (!turn) {
      return 0;
    }
    Optional<Draft> draft = session.doReturningWork(it -> draft(new ChainRows(it, log)));
    draft.ifPresent(block -> {
      insert(block, signer.orElse(null));
      place(block);
    });
    return draft.map(block -> block.entries().size()).orElse(0);
  }

  private static Optional<Draft> draft(ChainRows rows) throws SQLException {
    List<AuditEntry> waiting = rows.waiting(BLOCK_ENTRIES_MAX);
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    Optional<AuditBlock> newest = rows.newest();
    return Optional.of(
        new Draft(
            rows.log(),
            newest.map(AuditBlock::number).orElse(0L) + 1,
            newest.map(AuditBlock::hash).orElse(AuditBlock.NO_HASH),
            waiting,
            waiting.stream().map(AuditBlock::line).toList()));
  }

  private void insert(Draft draft, @Nullable Signer signer) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    String hash =
        AuditBlock.sha256(
            AuditBlock.file(draft.log(), draft.number(), draft.previous(), now, draft.lines()));
    String signature =
        signer == null
            ? null
            : signer.sign(
                AuditBlock.statement(draft.log(), draft.number(), hash, now, signer.id()));
    session
        .createNativeMutationQuery(
            """
            insert into audit_blocks (org_id, number, previous, hash, entries, sealed_at, last_at, entry_ids, entry_hashes,
                                      signing_key, signature)
            values (:log, :number, :previous, :hash, :entries, :now, :lastAt, :ids, :hashes, :key, :signature)
            """)
        .setParameter("log", draft.log())
        .setParameter("number", draft.number())
        .setParameter("previous", draft.previous())
        .setParameter("hash", hash)
        .setParameter("entries", draft.lines().size())
        .setParameter("now", now)
        .setParameter(
            "lastAt",
            draft.entries().stream().map(AuditEntry::at).max(Comparator.naturalOrder()).orElse(now))
        .setParameter("ids", draft.ids())
        .setParameter(
            "hashes", draft.lines().stream().map(AuditBlock::sha256).toArray(String[]::new))
        .setParameter("key", signer == null ? null : signer.id(), String.class)
        .setParameter("signature", signature, String.class)
        .executeUpdate();
  }

  private void place(Draft draft) {
    session
        .createNativeMutationQuery(
            """
            update audit_entries e set block = :number, position = p.position - 1
            from unnest(cast(:ids as uuid[])) with ordinality p(id, position)
            where e.org_id = :log and e.id = p.id
            """)
        .setParameter("number", draft.number())
        .setParameter("ids", draft.ids())
        .setParameter("log", draft.log())
        .executeUpdate();
  }

  /// Lets go of the entries of the oldest blocks whose newest entry is from before that time. The
  /// blocks stay without them, so that the chain does.
  ///
  /// @return how many entries went
  public int expire(UUID log, Instant before, int blocksMax) {
    List<Long> numbers =
        session
            .createNativeQuery(
                """
                update audit_blocks set expired_at = now(), entry_ids = null, entry_hashes = null
                where org_id = :log and number in (
                  select number from audit_blocks where org_id = :log and expired_at is null and last_at < :before
                    -- Only from the oldest on, so that no gap opens within what is kept.
                    and number < coalesce((select min(number) from audit_blocks
                      where org_id = :log and expired_at is null and last_at >= :before), number + 1)
                  order by number limit :most)
                returning number
                """,
                Long.class)
            .setParameter("log", log)
            .setParameter("before", before)
            .setParameter("most", blocksMax)
            .getResultList();
    return numbers.isEmpty()
        ? 0
        : session
            .createNativeMutationQuery(
                "delete from audit_entries where org_id = :log and block in (:numbers)")
            .setParameter("log", log)
            .setParameterList("numbers", numbers)
            .executeUpdate();
  }
}
