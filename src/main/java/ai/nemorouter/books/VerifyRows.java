package ai.nemorouter.books;

import ai.nemorouter.platform.Node;
import ai.nemorouter.platform.database.Ids;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What a check of the books reads and writes, on plain JDBC: the command that verifies has a
/// connection and no application.
final class VerifyRows {
  private final Connection connection;

  VerifyRows(Connection connection) {
    this.connection = connection;
  }

  /// Whose books.
  record Subject(UUID id, String slug) {}

  /// What is wrong in the books of one organization.
  ///
  /// @param calls how many calls went into it
  record Check(long calls, List<Deviation> deviations) {
    Check {
      deviations = List.copyOf(deviations);
    }
  }

  /// What a run found.
  record Outcome(int organizations, long calls, long deviationsFound, List<Deviation> deviations) {
    Outcome {
      deviations = List.copyOf(deviations);
    }
  }

  /// Makes something of one row.
  private interface Mapping<T> {
    T of(ResultSet row) throws SQLException;
  }

  /// One node at a time asks whether a run is due, until the transaction ends.
  void lockForCreation() throws SQLException {
    query("select pg_advisory_xact_lock(hashtext('verify runs'))", _ -> true);
  }

  boolean isUnderWay() throws SQLException {
    return one(
        """
        select exists (select from verify_runs
          where finished_at is null and seen_at > now() - make_interval(secs => ?))
        """,
        row -> row.getBoolean(1),
        VerifyRun.PATIENCE.toSeconds());
  }

  boolean isNightlySince(Instant due) throws SQLException {
    return one(
        "select exists (select from verify_runs where trigger = 'nightly' and started_at >= ?)",
        row -> row.getBoolean(1),
        due.atOffset(ZoneOffset.UTC));
  }

  UUID begin(VerifyRun.Trigger trigger) throws SQLException {
    UUID runId = Ids.next();
    change(
        """
        insert into verify_runs (id, trigger, node, organizations_total)
        values (?, ?, ?, (select count(*) from organization_records where deletion_due_at is null or deletion_due_at > now()))
        """,
        runId,
        trigger.column(),
        Node.name());
    return runId;
  }

  List<Subject> subjects() throws SQLException {
    return query(
        """
        select id, slug from organization_records
        where deletion_due_at is null or deletion_due_at > now() order by id
        """,
        row -> new Subject(row.getObject(1, UUID.class), row.getString(2)));
  }

  /// Recomputes the books of one organization. The rules are in `R__book_deviations.sql`. In a
  /// transaction of its own, so that a large installation is never seen through one long snapshot,
  /// which would keep the hot tables from being cleaned.
  Check check(Subject subject) throws SQLException {
    // Keeps a partition of calls from being dropped between the moment seen and the moment read.
    change("lock table calls in access share mode");
    long calls =
        one("select count(*) from calls where org_id = ?", row -> row.getLong(1), subject.id());
    List<Deviation> deviations =
        query(
            """
            select d.invariant, ?::text as organization, d.subject, d.expected, d.actual, d.detail
            from book_deviations(?) d order by d.invariant, d.subject
            """,
            VerifyRows::deviation,
            subject.slug(),
            subject.id());
    return new Check(calls, deviations);
  }

  /// Adds to a run what was found of one organization.
  ///
  /// @param kept a list of deviations in JSON
  void note(UUID runId, Check check, String kept) throws SQLException {
    change(
        """
        update verify_runs set organizations = organizations + 1, calls = calls + ?, seen_at = now(),
          deviations_found = deviations_found + ?, deviations = deviations || cast(? as jsonb)
        where id = ?
        """,
        check.calls(),
        check.deviations().size(),
        kept,
        runId);
  }

  void finish(UUID runId) throws SQLException {
    change("update verify_runs set finished_at = now(), seen_at = now() where id = ?", runId);
  }

  Outcome outcome(UUID runId) throws SQLException {
    List<Deviation> deviations =
        query(
            """
            select d.* from verify_runs r
            cross join lateral jsonb_to_recordset(r.deviations)
              d(invariant text, organization text, subject text, expected bigint, actual bigint, detail text)
            where r.id = ?
            """,
            VerifyRows::deviation,
            runId);
    return one(
        "select organizations, calls, deviations_found from verify_runs where id = ?",
        row -> new Outcome(row.getInt(1), row.getLong(2), row.getLong(3), deviations),
        runId);
  }

  private static Deviation deviation(ResultSet row) throws SQLException {
    return new Deviation(
        row.getString("invariant"),
        row.getString("organization"),
        row.getString("subject"),
        row.getObject("expected", Long.class),
        row.getObject("actual", Long.class),
        row.getString("detail"));
  }

  private <T> T one(String sql, Mapping<T> mapping, Object... values) throws SQLException {
    return query(sql, mapping, values).getFirst();
  }

  private <T> List<T> query(String sql, Mapping<T> mapping, Object... values) throws SQLException {
    List<T> found = new ArrayList<>();
    try (PreparedStatement statement = prepared(sql, values);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(mapping.of(rows));
      }
    }
    return found;
  }

  private void change(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepared(sql, values)) {
      statement.execute();
    }
  }

  private PreparedStatement prepared(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }
}
