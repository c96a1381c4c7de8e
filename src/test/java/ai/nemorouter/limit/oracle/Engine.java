package ai.nemorouter.limit.oracle;

import ai.nemorouter.limit.engine.Batches;
import ai.nemorouter.limit.engine.HoldOutcome;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/// The real engine behind the commands that the model understands.
final class Engine implements AutoCloseable {
  private static final String BALANCES =
      """
      select 'window ' || limit_id || ' from '
               || case when starts_at = '-infinity' then 'ever' else (extract(epoch from starts_at) * 1000)::bigint::text end,
             format('used=%s held=%s until=%s', used, held,
               case when ends_at = 'infinity' then 'ever' else (extract(epoch from ends_at) * 1000)::bigint::text end)
        from windows where org_id = any(?) and (used <> 0 or held <> 0)
      union all
      select 'call ' || id,
             format('held amount=%s output=%s floor=%s floor_tokens=%s until=%s',
               amount, output_tokens, floor, floor_tokens, (extract(epoch from expires_at) * 1000)::bigint)
        from holds where org_id = any(?)
      union all
      select 'call ' || id,
             format('%s reason=%s cost=%s by=%s held=%s/%s tokens=%s/%s sent=%s overrun=%s late=%s',
               status, coalesce(reason, '-'), cost, coalesce(cost_source, '-'), held, held_tokens,
               coalesce(prompt_tokens, -1), coalesce(completion_tokens, -1), sent, overrun, late)
        from every_attempt where org_id = any(?)
      """;

  private final EngineServer.Database database;
  private final Batches batches;
  private Connection connection;
  private Instant now = Instant.EPOCH;

  Engine(EngineServer.Database database, String node, Duration ttl) throws SQLException {
    this.database = database;
    this.batches = new Batches(node, ttl);
    this.connection = database.connect();
  }

  Connection connection() {
    return connection;
  }

  void setNow(Instant moment) throws SQLException {
    now = moment;
    try (PreparedStatement statement =
        connection.prepareStatement("select set_config('clock.at', ?, false)")) {
      statement.setString(1, moment.toString());
      statement.execute();
    }
  }

  void build(Plan plan) throws SQLException {
    StringBuilder sql = new StringBuilder();
    for (UUID user : plan.users()) {
      sql.append(
          "insert into users (id, email, name) values ('%1$s', '%1$s', 'U');".formatted(user));
    }
    for (Plan.Org org : plan.orgs()) {
      sql.append(
          "insert into organizations (id, slug, name, timezone) values ('%1$s', '%1$s', 'O', '%2$s');"
              .formatted(org.id(), org.zone()));
      for (UUID team : org.teams()) {
        sql.append(
            "insert into teams (org_id, id, name) values ('%1$s', '%2$s', '%2$s');"
                .formatted(org.id(), team));
      }
      for (UUID user : plan.users()) {
        sql.append(
            "insert into members (org_id, user_id, role) values ('%s', '%s', 'owner');"
                .formatted(org.id(), user));
      }
    }
    for (Plan.Key key : plan.keys()) {
      sql.append(
          """
          insert into keys (org_id, id, team_id, owner_id, name, secret_hash, last_four, created_by, secret_number)
          values ('%s', '%s', '%s', %s, 'K', '%2$s', '0000', 'test', %s);
          """
              .formatted(
                  key.payer().orgId(),
                  key.payer().keyId(),
                  key.payer().teamId(),
                  quoted(key.payer().memberId()),
                  Plan.NEWEST_SECRET));
    }
    plan.caps().forEach(cap -> sql.append(insert(cap)));
    execute(sql.toString());
  }

  void add(Plan.Cap cap) throws SQLException {
    execute(insert(cap));
  }

  private static String insert(Plan.Cap cap) {
    return """
    insert into limits (org_id, id, scope, scope_id, kind, unit, period, model, provider, amount, alert_at, removed_at)
    values ('%s', '%s', '%s', '%s', '%s', '%s', '%s', %s, %s, %s, '{%s}', %s);
    """
        .formatted(
            cap.orgId(),
            cap.id(),
            cap.scope().kind().column(),
            cap.scope().id(),
            cap.kind(),
            cap.unit().column(),
            cap.period().column(),
            quoted(cap.model()),
            quoted(cap.provider()),
            cap.amount(),
            cap.alertAt().stream().map(String::valueOf).collect(Collectors.joining(",")),
            cap.removed() ? "now()" : "null");
  }

  private static String quoted(@org.jspecify.annotations.Nullable Object value) {
    return value == null ? "null" : "'" + value + "'";
  }

  /// Answers one reply for each hold of a batch.
  List<HoldOutcome> apply(Command command) throws SQLException {
    switch (command) {
      case Command.Advance advance -> setNow(now.plus(advance.by()));
      case Command.Batch batch -> {
        return batches.apply(connection, batch.settlements(), batch.holds());
      }
      case Command.Heartbeat beat ->
          execute(
              "update holds set expires_at = now() + '%d ms' where org_id = '%s' and id = '%s'"
                  .formatted(Sequence.TTL.toMillis(), beat.orgId(), beat.callId()));
      case Command.Sweep _ -> execute("select book_expired('sweeper', 1000)");
      case Command.Release release ->
          execute(
              "select release_hold('console', '%s', '%s')"
                  .formatted(release.orgId(), release.callId()));
      case Command.EditCap edit -> execute(sql(edit));
      case Command.Mark mark -> execute(sql(mark));
      case Command.Reconnect _ -> {
        connection.close();
        connection = database.connect();
        setNow(now);
      }
    }
    return List.of();
  }

  static String sql(Command.EditCap edit) {
    return "update limits set %s where org_id = '%s' and id = '%s'"
        .formatted(assignments(edit.edit()), edit.orgId(), edit.capId());
  }

  static String sql(Command.Mark mark) {
    Duration fromNow = mark.fromNow();
    String moment = fromNow == null ? "null" : "now() + '%d ms'".formatted(fromNow.toMillis());
    String key = mark.subject() == Command.Subject.ORGANIZATION ? "id" : "org_id";
    return "update %s set %s = %s where %s = '%s' and id = '%s'"
        .formatted(
            mark.subject().table, mark.subject().column, moment, key, mark.orgId(), mark.id());
  }

  private static String assignments(Command.Edit edit) {
    return switch (edit) {
      case Command.Edit.Amount amount -> "amount = " + amount.amount();
      case Command.Edit.Removal _ -> "removed_at = now()";
      case Command.Edit.Return _ -> "removed_at = null";
      case Command.Edit.Raise raise ->
          String.format(
              Locale.ROOT,
              "raise = %d, raised_until = now() + '%d ms'",
              raise.by(),
              raise.lasting().toMillis());
      case Command.Edit.Restart _ -> "restarted_at = now()";
    };
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Every window that counts something, every hold and every attempt of these organizations.
  SortedMap<String, String> balances(List<UUID> orgs) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BALANCES)) {
      Array ids = connection.createArrayOf("uuid", orgs.toArray());
      for (int i = 1; i <= 3; i++) {
        statement.setArray(i, ids);
      }
      SortedMap<String, String> balances = new TreeMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          balances.merge(rows.getString(1), rows.getString(2), (a, b) -> a + " AND " + b);
        }
      }
      return balances;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
