package ai.nemorouter.books;

import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.Node;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Checks one organization after the other and keeps what is found. Plain Java, so that the command
/// can run it without the application.
final class VerifyRuns {
  /// Who breaks everything breaks it a million times; the first of them tell.
  static final int KEPT = 1_000;

  private final Transactions transactions;

  VerifyRuns(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Opens a transaction for each step.
  interface Transactions {
    <T> T inTransaction(Function<Handle, T> work);
  }

  /// Begins a run, unless one is under way anywhere.
  Optional<UUID> begin(VerifyRun.Trigger trigger) {
    return transactions.inTransaction(handle -> {
      takeTurns(handle);
      return isUnderWay(handle) ? Optional.empty() : Optional.of(insert(handle, trigger));
    });
  }

  /// Begins the nightly run of the whole cluster, if it is not done since `due`.
  Optional<UUID> beginNightly(Instant due) {
    return transactions.inTransaction(handle -> {
      takeTurns(handle);
      boolean done =
          handle
              .select(
                  "select exists (select from verify_runs where trigger = 'nightly' and started_at >= ?)",
                  due)
              .mapTo(Boolean.class)
              .one();
      return done || isUnderWay(handle)
          ? Optional.empty()
          : Optional.of(insert(handle, VerifyRun.Trigger.NIGHTLY));
    });
  }

  /// Does the work of a run that was begun.
  void perform(UUID runId) {
    List<BookCheck.Subject> subjects = transactions.inTransaction(BookCheck::subjects);
    int room = KEPT;
    for (BookCheck.Subject subject : subjects) {
      BookCheck check = transactions.inTransaction(handle -> BookCheck.of(handle, subject));
      List<Deviation> kept =
          check.deviations().subList(0, Math.min(room, check.deviations().size()));
      room -= kept.size();
      transactions.inTransaction(handle -> note(handle, runId, check, kept));
    }
    transactions.inTransaction(handle ->
        handle.execute(
            "update verify_runs set finished_at = now(), seen_at = now() where id = ?", runId));
  }

  /// What a run found.
  record Outcome(int organizations, long calls, long deviationsFound, List<Deviation> deviations) {
    Outcome {
      deviations = List.copyOf(deviations);
    }
  }

  Outcome outcome(UUID runId) {
    return transactions.inTransaction(handle -> {
      List<Deviation> deviations =
          handle
              .createQuery(
                  """
                  select d.* from verify_runs r
                  cross join lateral jsonb_to_recordset(r.deviations)
                    d(invariant text, organization text, subject text, expected bigint, actual bigint, detail text)
                  where r.id = :id
                  """)
              .bind("id", runId)
              .map(ConstructorMapper.of(Deviation.class))
              .list();
      return handle
          .createQuery(
              "select organizations, calls, deviations_found from verify_runs where id = :id")
          .bind("id", runId)
          .map((row, _) -> new Outcome(row.getInt(1), row.getLong(2), row.getLong(3), deviations))
          .one();
    });
  }

  /// One node at a time asks whether a run is due.
  private static void takeTurns(Handle handle) {
    handle.execute("select pg_advisory_xact_lock(hashtext('verify runs'))");
  }

  private static boolean isUnderWay(Handle handle) {
    return handle
        .createQuery(
            """
            select exists (select from verify_runs
              where finished_at is null and seen_at > now() - make_interval(secs => :patience))
            """)
        .bind("patience", VerifyRun.PATIENCE.toSeconds())
        .mapTo(Boolean.class)
        .one();
  }

  private static UUID insert(Handle handle, VerifyRun.Trigger trigger) {
    UUID runId = Ids.next();
    handle.execute(
        """
        insert into verify_runs (id, trigger, node, organizations_total)
        values (?, ?, ?, (select count(*) from organization_records where deletion_due_at is null or deletion_due_at > now()))
        """,
        runId,
        trigger.column(),
        Node.name());
    return runId;
  }

  private static int note(Handle handle, UUID runId, BookCheck check, List<Deviation> kept) {
    return handle
        .createUpdate(
            """
            update verify_runs set organizations = organizations + 1, calls = calls + :calls, seen_at = now(),
              deviations_found = deviations_found + :found, deviations = deviations || cast(:kept as jsonb)
            where id = :id
            """)
        .bind("calls", check.calls())
        .bind("found", check.deviations().size())
        .bind("kept", json(kept))
        .bind("id", runId)
        .execute();
  }

  private static String json(List<Deviation> deviations) {
    ArrayNode array = Json.object().putArray("deviations");
    for (Deviation deviation : deviations) {
      array
          .addObject()
          .put("invariant", deviation.invariant())
          .put("organization", deviation.organization())
          .put("subject", deviation.subject())
          .put("expected", deviation.expected())
          .put("actual", deviation.actual())
          .put("detail", deviation.detail());
    }
    return Json.write(array);
  }
}
