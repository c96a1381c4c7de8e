package ai.nemorouter.limit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.limit.engine.HoldOutcome;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What several nodes did at the same time, and what the database made of it. The database logs
/// each batch while it still has its locks, so that the order of the log is the order of commits;
/// the engine knows nothing of that, because its function was given another name and one that calls
/// it and logs has taken its place.
final class History {
  private static final String LOG =
      """
      create table history (seq bigint generated always as identity, attempt text not null, at timestamptz not null, settlements json);
      alter function apply_batch rename to apply_batch_unlogged;
      do $do$ begin
        execute (select format(
          'create function apply_batch(%s) returns %s language plpgsql as $f$ begin
             return query select * from apply_batch_unlogged(%s);
             insert into history (attempt, at, settlements) values (p_node, now(), p_settlements);
           end $f$', pg_get_function_arguments(p.oid), pg_get_function_result(p.oid),
          (select string_agg('$' || n, ',') from generate_series(1, p.pronargs) n))
          from pg_proc p where p.proname = 'apply_batch_unlogged');
      end $do$;
      """;

  /// One command that one node sent once.
  ///
  /// @param outcome what the node knows of it
  record Attempt(Command command, Outcome outcome, @Nullable List<HoldOutcome> replies) {}

  enum Outcome {
    OK,
    /// The database said that it did not happen.
    FAILED,
    /// The connection was cut before there was an answer.
    UNKNOWN
  }

  private final Plan plan;
  private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();

  History(Plan plan) {
    this.plan = plan;
  }

  static void prepare(EngineServer.Database database) throws SQLException {
    database.execute(LOG);
  }

  void record(String name, Command command, Outcome outcome, @Nullable List<HoldOutcome> replies) {
    // A sweep is logged with what it took up, and not at all if that was nothing.
    if (!(command instanceof Command.Sweep)) {
      attempts.put(name, new Attempt(command, outcome, replies));
    }
  }

  long count(Outcome outcome) {
    return attempts.values().stream().filter(attempt -> attempt.outcome() == outcome).count();
  }

  private record Committed(String attempt, Instant at, List<UUID> settled) {}

  /// Replays in the order of commits, and compares every reply that a node got and what is left.
  ///
  /// @return in how many of the unknown attempts the database had committed
  long check(Engine reader) throws SQLException {
    Oracle oracle = new Oracle(plan, Sequence.TTL);
    Map<String, Attempt> unseen = new TreeMap<>(attempts);
    long unknown = 0;
    for (Committed committed : committed(reader.connection())) {
      oracle.setNow(committed.at());
      Attempt attempt = attempts.get(committed.attempt());
      if (attempt == null) {
        committed.settled().forEach(oracle::expire);
        continue;
      }
      assertThat(unseen.remove(committed.attempt())).as("%s committed once", committed).isNotNull();
      assertThat(attempt.outcome()).as("%s committed", committed).isNotEqualTo(Outcome.FAILED);
      unknown += attempt.outcome() == Outcome.UNKNOWN ? 1 : 0;
      compare(oracle, committed, attempt);
    }
    unseen.values().removeIf(attempt -> attempt.outcome() != Outcome.OK);
    assertThat(unseen).as("acknowledged, but not committed").isEmpty();
    List<UUID> orgs = plan.orgs().stream().map(Plan.Org::id).toList();
    assertThat(Sequences.difference(Balances.of(oracle), reader.balances(orgs))).isEmpty();
    return unknown;
  }

  private static void compare(Oracle oracle, Committed committed, Attempt attempt) {
    Set<UUID> before = Set.copyOf(oracle.calls().keySet());
    List<List<HoldOutcome>> expected = oracle.apply(attempt.command());
    List<HoldOutcome> replies = attempt.replies();
    for (int i = 0; replies != null && i < expected.size(); i++) {
      assertThat(expected.get(i)).as("reply %d to %s", i, committed).contains(replies.get(i));
    }
    oracle.calls().entrySet().stream()
        .filter(call -> !before.contains(call.getKey()) && call.getValue().isHeld())
        .flatMap(call -> call.getValue().charges.stream())
        .forEach(charge ->
            assertThat(oracle.left(charge.cap()))
                .as("room left of %s after %s", charge.cap().plan(), committed)
                .isNotNegative());
  }

  private static List<Committed> committed(Connection connection) throws SQLException {
    List<Committed> all = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select attempt, (extract(epoch from at) * 1000)::bigint, settlements from history order by seq")) {
      while (row.next()) {
        all.add(
            new Committed(
                row.getString(1), Instant.ofEpochMilli(row.getLong(2)), ids(row.getString(3))));
      }
    }
    return all;
  }

  private static List<UUID> ids(@Nullable String settlements) {
    List<UUID> ids = new ArrayList<>();
    try {
      for (JsonNode each : new ObjectMapper().readTree(settlements == null ? "[]" : settlements)) {
        ids.add(UUID.fromString(each.get("id").asText()));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return ids;
  }
}
