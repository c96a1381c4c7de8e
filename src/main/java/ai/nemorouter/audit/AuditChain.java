package ai.nemorouter.audit;

import ai.nemorouter.audit.SigningKeys.Signer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// The rows of one organization's chain of blocks: adding to it, reading it, and letting go of its
/// oldest. Plain Java, so that the command can read it without the application.
final class AuditChain {
  static final int BLOCK_ENTRIES_MAX = 200;

  private AuditChain() {}

  /// A block to be.
  private record Draft(UUID orgId, long number, String previous, List<AuditEntry> entries) {}

  /// Seals what waits, or the oldest of it. Entries of transactions that are still open cannot be
  /// seen yet; they wait for a later block.
  ///
  /// @return how many entries it sealed; nothing while another node is at it
  static int seal(Handle handle, UUID orgId, Optional<Signer> signer) {
    boolean turn =
        handle
            .select("select pg_try_advisory_xact_lock(hashtextextended(?, 0))", "audit " + orgId)
            .mapTo(Boolean.class)
            .one();
    if (!turn) {
      return 0;
    }
    List<AuditEntry> waiting =
        handle
            .createQuery(
                "select "
                    + AuditEntry.COLUMNS
                    + " from audit_entries where org_id = :orgId and block is null order by id limit :most")
            .bind("orgId", orgId)
            .bind("most", BLOCK_ENTRIES_MAX)
            .map(ConstructorMapper.of(AuditEntry.class))
            .list();
    if (!waiting.isEmpty()) {
      Optional<AuditBlock> newest = newest(handle, orgId);
      Draft draft =
          new Draft(
              orgId,
              newest.map(AuditBlock::number).orElse(0L) + 1,
              newest.map(AuditBlock::hash).orElse(AuditBlock.NO_HASH),
              waiting);
      insert(handle, draft, signer.orElse(null));
      place(handle, draft);
    }
    return waiting.size();
  }

  private static void insert(Handle handle, Draft draft, @Nullable Signer signer) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    List<String> lines = draft.entries().stream().map(AuditBlock::line).toList();
    String hash =
        AuditBlock.sha256(
            AuditBlock.file(draft.orgId(), draft.number(), draft.previous(), now, lines));
    String signature =
        signer == null
            ? null
            : signer.sign(
                AuditBlock.statement(draft.orgId(), draft.number(), hash, now, signer.id()));
    handle
        .createUpdate(
            """
            insert into audit_blocks (org_id, number, previous, hash, entries, sealed_at, last_at, entry_ids, entry_hashes,
                                      signing_key, signature)
            values (:orgId, :number, :previous, :hash, :entries, :now, :lastAt, :ids, :hashes, :key, :signature)
            """)
        .bind("orgId", draft.orgId())
        .bind("number", draft.number())
        .bind("previous", draft.previous())
        .bind("hash", hash)
        .bind("entries", lines.size())
        .bind("now", now)
        .bind(
            "lastAt",
            draft.entries().stream().map(AuditEntry::at).max(Comparator.naturalOrder()).orElse(now))
        .bind("ids", draft.entries().stream().map(AuditEntry::id).toArray(UUID[]::new))
        .bind("hashes", lines.stream().map(AuditBlock::sha256).toArray(String[]::new))
        .bind("key", signer == null ? null : signer.id())
        .bind("signature", signature)
        .execute();
  }

  private static void place(Handle handle, Draft draft) {
    handle
        .createUpdate(
            """
            update audit_entries e set block = :number, position = p.position - 1
            from unnest(cast(:ids as uuid[])) with ordinality p(id, position)
            where e.org_id = :orgId and e.id = p.id
            """)
        .bind("number", draft.number())
        .bind("ids", draft.entries().stream().map(AuditEntry::id).toArray(UUID[]::new))
        .bind("orgId", draft.orgId())
        .execute();
  }

  static Optional<AuditBlock> newest(Handle handle, UUID orgId) {
    return handle
        .createQuery(
            "select "
                + AuditBlock.COLUMNS
                + " from audit_blocks where org_id = :orgId order by number desc limit 1")
        .bind("orgId", orgId)
        .map(ConstructorMapper.of(AuditBlock.class))
        .findOne();
  }

  static Optional<AuditBlock> find(Handle handle, UUID orgId, long number) {
    return handle
        .createQuery(
            "select "
                + AuditBlock.COLUMNS
                + " from audit_blocks where org_id = :orgId and number = :number")
        .bind("orgId", orgId)
        .bind("number", number)
        .map(ConstructorMapper.of(AuditBlock.class))
        .findOne();
  }

  /// What is in a block, in order.
  static List<AuditEntry> entries(Handle handle, UUID orgId, long number) {
    return handle
        .createQuery(
            "select "
                + AuditEntry.COLUMNS
                + " from audit_entries where org_id = :orgId and block = :number order by position")
        .bind("orgId", orgId)
        .bind("number", number)
        .map(ConstructorMapper.of(AuditEntry.class))
        .list();
  }

  /// Lets go of the entries of the oldest blocks whose newest entry is from before that time. The
  /// blocks stay without them, so that the chain does.
  ///
  /// @return how many entries went
  static int expire(Handle handle, UUID orgId, Instant before, int blocksMax) {
    List<Long> numbers =
        handle
            .createQuery(
                """
                update audit_blocks set expired_at = now(), entry_ids = null, entry_hashes = null
                where org_id = :orgId and number in (
                  select number from audit_blocks where org_id = :orgId and expired_at is null and last_at < :before
                    -- Only from the oldest on, so that no gap opens within what is kept.
                    and number < coalesce((select min(number) from audit_blocks
                      where org_id = :orgId and expired_at is null and last_at >= :before), number + 1)
                  order by number limit :most)
                returning number
                """)
            .bind("orgId", orgId)
            .bind("before", before)
            .bind("most", blocksMax)
            .mapTo(Long.class)
            .list();
    return numbers.isEmpty()
        ? 0
        : handle
            .createUpdate(
                "delete from audit_entries where org_id = :orgId and block = any(:numbers)")
            .bind("orgId", orgId)
            .bind("numbers", new ArrayList<>(numbers).toArray(Long[]::new))
            .execute();
  }
}
