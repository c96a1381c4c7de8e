package ai.nemorouter.limit.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The engine's functions that decide by what they are given alone, asked without any row in a
/// table. Rows are maps of a type's columns; what is left out is null.
final class Decision {
  static final UUID ORG = new UUID(0, 1);
  static final UUID TEAM = new UUID(0, 2);
  static final UUID KEY = new UUID(0, 3);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DECIDE =
      """
      select a.outcome, a.amount, a.output_tokens, array_to_string(a.window_ids, ',') windows, array_to_string(a.taken, ',') taken,
             coalesce(a.window_at, 0) window_at, coalesce(a.needed, 0) needed, a.lasting
        from unnest((decide(
          array(select h from json_populate_recordset(null::hold_request, ?::json) h),
          array(select k from json_populate_recordset(null::hold_answer, ?::json) k),
          array(select w from json_populate_recordset(null::window_state, ?::json) w),
          array(select c from json_populate_recordset(null::counted_request, ?::json) c))).answers) a
      """;
  private static final String GIVE_BACK =
      """
      select w.room, w.used, w.held_change, w.used_change
        from unnest(give_back(
          array(select w from json_populate_recordset(null::window_state, ?::json) w),
          array(select s from json_populate_recordset(null::settled_attempt, ?::json) s),
          ?::bigint[], '2026-05-20 12:00:00Z')) w
      """;

  /// @param windows the ids of the windows that it is held in, with commas between them
  /// @param taken of each of them, likewise
  /// @param windowAt the place of the window that the answer names, from 1; 0 if it names none
  record Answer(
      String outcome,
      long amount,
      long outputTokens,
      String windows,
      String taken,
      int windowAt,
      long needed,
      boolean lasting) {}

  record Counters(long room, long used, long heldChange, long usedChange) {}

  private final Connection connection;
  private final List<Map<String, Object>> holds = new ArrayList<>();
  private final List<Map<String, Object>> known = new ArrayList<>();
  private final List<Map<String, Object>> windows = new ArrayList<>();
  private final List<Map<String, Object>> counted = new ArrayList<>();

  Decision(Connection connection) {
    this.connection = connection;
  }

  /// A hold of that much money and no output, or as the changes say.
  Decision hold(long inputCost, Map<String, Object> changes) {
    Map<String, Object> row = new HashMap<>();
    row.put("id", new UUID(1, holds.size()));
    row.put("org_id", ORG);
    row.put("team_id", TEAM);
    row.put("key_id", KEY);
    row.put("input_cost", inputCost);
    row.put("output_rate", 0);
    row.put("least_output", 0);
    row.put("most_output", 0);
    row.put("prompt_tokens", 10);
    row.put("model", "a/one");
    row.put("provider", "east");
    row.put("own_provider", false);
    row.putAll(changes);
    holds.add(row);
    known.add(Map.of());
    return this;
  }

  /// What was known of the last hold before any limit was looked at.
  Decision known(String outcome) {
    known.set(known.size() - 1, Map.of("outcome", outcome, "amount", 7, "output_tokens", 8));
    return this;
  }

  /// The window of a limit, with ids from 1, or as the changes say.
  Decision window(
      UUID scopeId, String unit, long allowed, long used, long held, Map<String, Object> changes) {
    windows.add(state(windows.size() + 1, scopeId, unit, allowed, used, held, changes));
    return this;
  }

  /// The last window is one in which no hold can be counted any more.
  Decision past() {
    windows.getLast().remove("scope_id");
    return this;
  }

  Decision credit(long allowed) {
    return window(ORG, "usd", allowed, 0, 0, Map.of("kind", "credit"));
  }

  Decision counted(UUID requestId, UUID limitId) {
    counted.add(Map.of("request_id", requestId, "limit_id", limitId));
    return this;
  }

  List<Answer> answers() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(DECIDE)) {
      statement.setString(1, json(holds));
      statement.setString(2, json(known));
      statement.setString(3, json(windows));
      statement.setString(4, json(counted));
      List<Answer> answers = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          answers.add(
              new Answer(
                  row.getString(1),
                  row.getLong(2),
                  row.getLong(3),
                  row.getString(4) == null ? "" : row.getString(4),
                  row.getString(5) == null ? "" : row.getString(5),
                  row.getInt(6),
                  row.getLong(7),
                  row.getBoolean(8)));
        }
      }
      return answers;
    }
  }

  /// The windows after that settlement.
  ///
  /// @param chosen the windows that the batch chose to lock
  List<Counters> afterSettling(Map<String, Object> settled, String chosen) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(GIVE_BACK)) {
      statement.setString(1, json(windows));
      statement.setString(2, json(List.of(settled)));
      statement.setString(3, chosen);
      List<Counters> counters = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          counters.add(
              new Counters(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)));
        }
      }
      return counters;
    }
  }

  private static Map<String, Object> state(
      int id,
      UUID scopeId,
      String unit,
      long allowed,
      long used,
      long held,
      Map<String, Object> changes) {
    Map<String, Object> row = new HashMap<>();
    row.put("org_id", ORG);
    row.put("id", id);
    row.put("limit_id", new UUID(2, id));
    row.put("scope_id", scopeId);
    row.put("kind", "budget");
    row.put("unit", unit);
    row.put("period", "day");
    row.put("ends_at", "2026-05-21T00:00:00Z");
    row.put("allowed", allowed);
    row.put("used", used);
    row.put("room", allowed - used - held);
    row.put("held_change", 0);
    row.put("used_change", 0);
    row.putAll(changes);
    return row;
  }

  private static String json(List<Map<String, Object>> rows) {
    try {
      return JSON.writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("No JSON", e);
    }
  }
}
