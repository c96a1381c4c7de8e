package ai.nemorouter.audit.chain;

import ai.nemorouter.audit.AuditEntry;
import ai.nemorouter.audit.chain.AuditHead.Said;
import ai.nemorouter.audit.chain.ChainRows.Made;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Recomputes the chain of one organization's audit log and says what does not fit.
///
/// @param blocks how many fit
/// @param entries how many of those are there
/// @param expired of how many blocks the entries are past their retention
/// @param waiting entries that are not sealed yet
/// @param unsignedFrom the block from which on blocks are unsigned; null if the newest is signed
/// @param problem the first thing that does not fit; null where all does
public record ChainCheck(
    long blocks,
    long entries,
    long expired,
    long waiting,
    @Nullable Long unsignedFrom,
    @Nullable Problem problem) {

  /// Something that does not fit.
  ///
  /// @param entryId the entry that it was noticed at; null where it is the block itself
  /// @param reason a sentence
  public record Problem(long block, @Nullable UUID entryId, String reason) {}

  /// What became of a head that somebody kept.
  public enum Anchor {
    CONTAINED("The chain contains this head: nothing before it was changed since it was saved."),
    NOT_CONTAINED(
        "The chain does not contain this head: what is stored now is not what was stored when it was saved."),
    FOREIGN("This head is of another organization."),
    UNSIGNED("The signature of this head does not fit: it was changed, or was saved unsigned."),
    UNKNOWN_KEY(
        "This head is signed with a key that this installation does not have: it came from elsewhere, or the key was replaced.");

    private final String text;

    Anchor(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }

    public boolean isGood() {
      return this == CONTAINED;
    }
  }

  public boolean isIntact() {
    return problem == null;
  }

  /// Reads it all, block by block.
  ///
  /// @param connection whose transaction, if there is one, may see the rows of that log
  /// @param keys of this installation, by their id
  public static ChainCheck of(Connection connection, UUID log, Map<String, String> keys)
      throws SQLException {
    return of(new ChainRows(connection, log), keys);
  }

  static ChainCheck of(ChainRows rows, Map<String, String> keys) throws SQLException {
    return new Walk(rows, keys).result();
  }

  /// The public halves of all keys that this installation ever signed with, by their id.
  public static Map<String, String> publicKeys(Connection connection) throws SQLException {
    return ChainRows.publicKeys(connection);
  }

  /// @param keys of this installation, by their id
  static Anchor anchor(ChainRows rows, AuditHead head, Map<String, String> keys)
      throws SQLException {
    Said said = head.said();
    if (!said.organization().equals(rows.log())) {
      return Anchor.FOREIGN;
    }
    // Compares the key in the file, not the stored one: who can change rows could change that too.
    if (!head.isSigned()) {
      return Anchor.UNSIGNED;
    }
    if (keys.values().stream().noneMatch(key -> key.equals(head.publicKey()))) {
      return Anchor.UNKNOWN_KEY;
    }
    return rows.find(said.block())
        .filter(block -> block.hash().equals(said.hash()))
        .map(_ -> Anchor.CONTAINED)
        .orElse(Anchor.NOT_CONTAINED);
  }

  /// One way through the chain.
  private static final class Walk {
    private final ChainRows rows;
    private final Map<String, String> keys;
    private String previous = AuditBlock.NO_HASH;
    private long blocks;
    private long entries;
    private long expired;
    private @Nullable Long unsignedFrom;

    Walk(ChainRows rows, Map<String, String> keys) {
      this.rows = rows;
      this.keys = keys;
    }

    ChainCheck result() throws SQLException {
      long last = rows.newest().map(AuditBlock::number).orElse(0L);
      for (long number = 1; number <= last; number++) {
        Problem problem = problem(number);
        if (problem != null) {
          return new ChainCheck(
              blocks, entries, expired, rows.countWaiting(), unsignedFrom, problem);
        }
      }
      return new ChainCheck(
          blocks, entries, expired, rows.countWaiting(), unsignedFrom, stray(last));
    }

    private @Nullable Problem problem(long number) throws SQLException {
      Optional<AuditBlock> found = rows.find(number);
      if (found.isEmpty()) {
        return new Problem(number, null, "The block is missing.");
      }
      AuditBlock block = found.get();
      if (!block.previous().equals(previous)) {
        return new Problem(number, null, "The block does not follow the one before it.");
      }
      if (block.signature() != null && !isSignedByUs(block)) {
        return new Problem(number, null, "The signature of the block does not fit.");
      }
      Problem within = content(block);
      // It may have expired between the two looks at it.
      AuditBlock now = within == null ? block : rows.find(number).orElse(block);
      if (within != null && now.expiredAt() == null) {
        return within;
      }
      previous = block.hash();
      blocks++;
      expired += now.expiredAt() == null ? 0 : 1;
      unsignedFrom =
          block.isSigned() ? null : unsignedFrom == null ? Long.valueOf(number) : unsignedFrom;
      return null;
    }

    private boolean isSignedByUs(AuditBlock block) {
      String key = keys.get(block.signingKey() == null ? "" : block.signingKey());
      return key != null && new AuditHead(block.statement(), block.signature(), key).verifies(key);
    }

    private @Nullable Problem content(AuditBlock block) throws SQLException {
      List<AuditEntry> found = rows.entries(block.number());
      if (block.expiredAt() != null) {
        return found.isEmpty()
            ? null
            : new Problem(
                block.number(), found.getFirst().id(), "The entry was added to an expired block.");
      }
      List<String> lines = found.stream().map(AuditBlock::line).toList();
      Problem entry = entryProblem(block, found, lines);
      if (entry != null) {
        return entry;
      }
      byte[] file = AuditBlock.file(rows.log(), block.number(), previous, block.sealedAt(), lines);
      if (!AuditBlock.sha256(file).equals(block.hash())) {
        return new Problem(
            block.number(),
            found.isEmpty() ? null : found.getFirst().id(),
            "The block is not what it was when it was sealed, beginning with this entry at the earliest.");
      }
      entries += lines.size();
      return null;
    }

    private @Nullable Problem entryProblem(
        AuditBlock block, List<AuditEntry> found, List<String> lines) throws SQLException {
      Made made = rows.made(block.number());
      for (int i = 0; i < made.entryIds().size(); i++) {
        UUID id = made.entryIds().get(i);
        if (i >= found.size() || !found.get(i).id().equals(id)) {
          boolean elsewhere = found.stream().anyMatch(entry -> entry.id().equals(id));
          return elsewhere
              ? new Problem(block.number(), found.get(i).id(), "The entry was put in between.")
              : new Problem(block.number(), id, "The entry is missing.");
        }
        if (!AuditBlock.sha256(lines.get(i)).equals(made.entryHashes().get(i))) {
          return new Problem(block.number(), id, "The entry was changed after it was sealed.");
        }
      }
      return found.size() > made.entryIds().size() && made.entryIds().size() > 0
          ? new Problem(
              block.number(),
              found.get(made.entryIds().size()).id(),
              "The entry was added to a sealed block.")
          : null;
    }

    private @Nullable Problem stray(long last) throws SQLException {
      return rows.stray(last)
          .map(stray ->
              new Problem(
                  stray.block(), stray.entryId(), "The entry is in a block that is missing."))
          .orElse(null);
    }
  }

  /// For people, in one sentence.
  public String summary() {
    if (problem != null) {
      String where = "Block " + problem.block();
      return (problem.entryId() == null ? where : where + ", entry " + problem.entryId())
          + ": "
          + problem.reason();
    }
    return "The chain fits: %s with %s%s%s."
        .formatted(
            counted(blocks, "block", "blocks"),
            counted(entries, "entry", "entries"),
            expired == 0
                ? ""
                : ", of which the retention of %s is over"
                    .formatted(counted(expired, "block", "blocks")),
            waiting == 0
                ? ""
                : "; not sealed yet: %s".formatted(counted(waiting, "entry", "entries")));
  }

  private static String counted(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }
}
