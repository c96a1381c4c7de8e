package ai.nemorouter.books;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Checks one organization after the other and keeps what is found. Plain Java, so that the command
/// can run it without the application.
final class VerifyRuns {
  /// Who breaks everything breaks it a million times; the first of them tell.
  static final int KEPT = 1_000;

  private final Transactions transactions;

  VerifyRuns(Transactions transactions) {
    this.transactions = transactions;
  }

  /// A step of a check.
  interface Step<T> {
    T with(VerifyRows rows) throws SQLException;
  }

  /// Opens a transaction for each step.
  interface Transactions {
    <T> T inTransaction(Step<T> step);
  }

  /// Begins a run, unless one is under way anywhere.
  Optional<UUID> begin(VerifyRun.Trigger trigger) {
    return transactions.inTransaction(rows -> {
      rows.lockForCreation();
      return rows.isUnderWay() ? Optional.empty() : Optional.of(rows.begin(trigger));
    });
  }

  /// Begins the nightly run of the whole cluster, if it is not done since `due`.
  Optional<UUID> beginNightly(Instant due) {
    return transactions.inTransaction(rows -> {
      rows.lockForCreation();
      return rows.isNightlySince(due) || rows.isUnderWay()
          ? Optional.empty()
          : Optional.of(rows.begin(VerifyRun.Trigger.NIGHTLY));
    });
  }

  /// Does the work of a run that was begun.
  void perform(UUID runId) {
    List<VerifyRows.Subject> subjects = transactions.inTransaction(VerifyRows::subjects);
    int room = KEPT;
    for (VerifyRows.Subject subject : subjects) {
      VerifyRows.Check check = transactions.inTransaction(rows -> rows.check(subject));
      List<Deviation> kept =
          check.deviations().subList(0, Math.min(room, check.deviations().size()));
      room -= kept.size();
      String json = json(kept);
      transactions.inTransaction(rows -> {
        rows.note(runId, check, json);
        return true;
      });
    }
    transactions.inTransaction(rows -> {
      rows.finish(runId);
      return true;
    });
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
