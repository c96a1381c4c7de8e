package ai.nemorouter.audit.chain;

import ai.nemorouter.audit.AuditEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads the rows of one log's chain of blocks, on plain JDBC: the command that verifies has a
/// connection and no application.
final class ChainRows {
  private static final String BLOCKS =
      """
      select org_id, number, previous, hash, entries, sealed_at, signing_key, signature, expired_at
      from audit_blocks where org_id = ?
      """;
  private static final String ENTRIES =
      """
      select id, at, actor_kind, actor_id, actor_name, action, target, details::text as details, address, agent, block
      from audit_entries where org_id = ?
      """;

  private final Connection connection;
  private final UUID log;

  ChainRows(Connection connection, UUID log) {
    this.connection = connection;
    this.log = log;
  }

  /// What a block was made from.
  record Made(List<UUID> entryIds, List<String> entryHashes) {
    static final Made NOTHING = new Made(List.of(), List.of());
  }

  /// An entry that says which block it is in.
  record Stray(long block, UUID entryId) {}

  /// Makes something of one row.
  private interface Mapping<T> {
    T of(ResultSet row) throws SQLException;
  }

  UUID log() {
    return log;
  }

  Optional<AuditBlock> newest() throws SQLException {
    return first(query(BLOCKS + "order by number desc limit 1", ChainRows::block, log));
  }

  Optional<AuditBlock> find(long number) throws SQLException {
    return first(query(BLOCKS + "and number = ?", ChainRows::block, log, number));
  }

  /// What is in a block, in order.
  List<AuditEntry> entries(long number) throws SQLException {
    return query(ENTRIES + "and block = ? order by position", ChainRows::entry, log, number);
  }

  /// The oldest that are in no block yet.
  List<AuditEntry> waiting(int most) throws SQLException {
    return query(ENTRIES + "and block is null order by id limit ?", ChainRows::entry, log, most);
  }

  long countWaiting() throws SQLException {
    return query(
            "select count(*) from audit_entries where org_id = ? and block is null",
            row -> row.getLong(1),
            log)
        .getFirst();
  }

  /// Nothing once the block has expired.
  Made made(long number) throws SQLException {
    return first(
            query(
                """
                select entry_ids, entry_hashes from audit_blocks
                where org_id = ? and number = ? and expired_at is null
                """,
                row ->
                    new Made(
                        List.of((UUID[]) row.getArray(1).getArray()),
                        List.of((String[]) row.getArray(2).getArray())),
                log,
                number))
        .orElse(Made.NOTHING);
  }

  /// An entry that says it is sealed, in a block that there is not.
  ///
  /// @param last the number of the newest block
  Optional<Stray> stray(long last) throws SQLException {
    return first(
        query(
            """
            select e.block, e.id from audit_entries e where e.org_id = ? and e.block is not null
              and (e.block < 1 or e.block > ?)
              and not exists (select from audit_blocks b where b.org_id = e.org_id and b.number = e.block)
            order by e.block, e.position limit 1
            """,
            row -> new Stray(row.getLong(1), row.getObject(2, UUID.class)),
            log,
            last));
  }

  /// The public halves of all keys that this installation ever signed with, by their id.
  static Map<String, String> publicKeys(Connection connection) throws SQLException {
    Map<String, String> keys = new HashMap<>();
    try (PreparedStatement statement =
            connection.prepareStatement("select id, public_key from audit_signing_keys");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        keys.put(rows.getString(1), rows.getString(2));
      }
    }
    return keys;
  }

  private <T> List<T> query(String sql, Mapping<T> mapping, Object... values) throws SQLException {
    List<T> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(mapping.of(rows));
        }
      }
    }
    return found;
  }

  private static <T> Optional<T> first(List<T> found) {
    return found.stream().findFirst();
  }

  private static AuditBlock block(ResultSet row) throws SQLException {
    return new AuditBlock(
        row.getObject("org_id", UUID.class),
        row.getLong("number"),
        row.getString("previous"),
        row.getString("hash"),
        row.getInt("entries"),
        row.getTimestamp("sealed_at").toInstant(),
        row.getString("signing_key"),
        row.getString("signature"),
        instant(row.getTimestamp("expired_at")));
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getObject("id", UUID.class),
        row.getTimestamp("at").toInstant(),
        row.getString("actor_kind"),
        row.getObject("actor_id", UUID.class),
        row.getString("actor_name"),
        row.getString("action"),
        row.getString("target"),
        row.getString("details"),
        row.getString("address"),
        row.getString("agent"),
        row.getObject("block", Long.class));
  }

  private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
    return timestamp == null ? null : timestamp.toInstant();
  }
}
