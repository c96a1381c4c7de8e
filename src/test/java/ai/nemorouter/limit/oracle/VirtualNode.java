package ai.nemorouter.limit.oracle;

import ai.nemorouter.limit.engine.Batches;
import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.limit.engine.HoldRange;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.Settlement;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One node of several that work on the same organizations: it places holds and settles them, now
/// and then sweeps or edits a limit, loses its connection, and then tries again or forgets.
final class VirtualNode implements Callable<Integer> {
  /// The database rolled back: a deadlock, or a clash that another try resolves.
  private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01");

  private static final int TRIES = 10;

  private final EngineServer.Database database;
  private final Plan plan;
  private final History history;
  private final AtomicLong clock;
  private final Dice dice;
  private final String name;
  private final int steps;
  private final List<HoldRequest> held = new ArrayList<>();

  /// Volatile because the thread that cuts connections reads it.
  private volatile @Nullable Connection connection;

  /// @param clock milliseconds since 1970, moved on by every node
  VirtualNode(
      EngineServer.Database database,
      Plan plan,
      History history,
      AtomicLong clock,
      Dice dice,
      String name,
      int steps) {
    this.database = database;
    this.plan = plan;
    this.history = history;
    this.clock = clock;
    this.dice = dice;
    this.name = name;
    this.steps = steps;
  }

  @Nullable Connection connection() {
    return connection;
  }

  @Override
  public Integer call() throws SQLException {
    for (int step = 0; step < steps; step++) {
      Instant now = Instant.ofEpochMilli(clock.addAndGet(dice.between(0, 900)));
      Command command = command();
      for (int attempt = 1; attempt <= TRIES; attempt++) {
        boolean done = send("%s-%d-%d".formatted(name, step, attempt), command, now);
        // A node that was killed does not come back for what it had asked.
        if (done || (attempt == 1 && dice.chance(25))) {
          break;
        }
      }
    }
    disconnect();
    return steps;
  }

  private Command command() {
    int kind = dice.between(0, 99);
    if (kind < 4) {
      clock.addAndGet(Sequence.TTL.toMillis());
      return new Command.Sweep();
    }
    Plan.Cap cap = dice.oneOf(plan.caps());
    if (kind < 8) {
      long amount = PlanGenerator.amount(dice, cap.unit()) * (cap.isCredit() ? 20 : 1);
      return new Command.EditCap(cap.orgId(), cap.id(), new Command.Edit.Amount(amount));
    }
    if (kind < 11) {
      var payer = dice.oneOf(plan.keys()).payer();
      return new Command.Mark(
          Command.Subject.KEY_DISABLED,
          payer.orgId(),
          payer.keyId(),
          dice.chance(50) ? null : Duration.ZERO);
    }
    return batch();
  }

  private Command.Batch batch() {
    List<Settlement> settlements = new ArrayList<>();
    for (int i = dice.between(0, 3); i > 0 && !held.isEmpty(); i--) {
      settlements.add(ended(held.remove(dice.between(0, held.size() - 1))));
    }
    List<HoldRequest> holds = new ArrayList<>();
    for (int i = dice.between(settlements.isEmpty() ? 1 : 0, 3); i > 0; i--) {
      holds.add(request());
    }
    return new Command.Batch(settlements, holds);
  }

  private HoldRequest request() {
    long least = dice.between(0, 25);
    return new HoldRequest(
        Ids.next(),
        dice.oneOf(plan.keys()).payer(),
        Plan.NEWEST_SECRET,
        new HoldRange(
            Money.ofNanos(dice.between(0, 20)),
            Money.ofNanos(dice.oneOf(333_333, 1_000_000)),
            dice.between(0, 9),
            least,
            least + dice.oneOf(0, 0, 30),
            Money.ofNanos(dice.between(0, 9)),
            0),
        Settlement.Route.chat(
            "m",
            dice.oneOf(PlanGenerator.MODELS),
            dice.oneOf(PlanGenerator.PROVIDERS),
            null,
            false));
  }

  private Settlement ended(HoldRequest request) {
    return new Settlement(
        request.id(),
        request.payer(),
        Settlement.Status.OK,
        200,
        null,
        Map.of(),
        request.route(),
        true,
        new Settlement.Answer(
            "stop", null, dice.between(0, 9), dice.between(0, 30), 0, 0, 0, 0, 0, 0),
        new Settlement.Cost(Money.ofNanos(dice.between(0, 45)), "provider"),
        null,
        1);
  }

  /// Answers whether the node knows that it is done.
  private boolean send(String attempt, Command command, Instant now) throws SQLException {
    try {
      Connection open = connect(now);
      List<HoldOutcome> replies = apply(open, attempt, command);
      history.record(attempt, command, History.Outcome.OK, replies);
      remember(command, replies);
      return true;
    } catch (SQLException e) {
      boolean rolledBack = ROLLED_BACK.contains(Optional.ofNullable(e.getSQLState()).orElse(""));
      if (!rolledBack) {
        disconnect();
        requireCut(e);
      }
      history.record(
          attempt, command, rolledBack ? History.Outcome.FAILED : History.Outcome.UNKNOWN, null);
      return false;
    }
  }

  /// Anything but a lost connection is a finding.
  private static void requireCut(SQLException e) throws SQLException {
    String state = Optional.ofNullable(e.getSQLState()).orElse("");
    if (!state.startsWith("08") && !state.startsWith("57")) {
      throw e;
    }
  }

  private void remember(Command command, List<HoldOutcome> replies) {
    if (command instanceof Command.Batch batch) {
      for (int i = 0; i < replies.size(); i++) {
        if (replies.get(i) instanceof HoldOutcome.Granted && dice.chance(90)) {
          held.add(batch.holds().get(i));
        }
      }
    }
  }

  private List<HoldOutcome> apply(Connection open, String attempt, Command command)
      throws SQLException {
    if (command instanceof Command.Batch batch) {
      return new Batches(attempt, Sequence.TTL).apply(open, batch.settlements(), batch.holds());
    }
    try (Statement statement = open.createStatement()) {
      statement.execute(
          switch (command) {
            case Command.EditCap edit -> edited(attempt, edit.orgId(), Engine.sql(edit));
            case Command.Mark mark -> edited(attempt, mark.orgId(), Engine.sql(mark));
            default -> "select book_expired('sweeper', 1000)";
          });
    }
    return List.of();
  }

  /// In one transaction, which the window of the credit puts into the order of the batches.
  private static String edited(String attempt, java.util.UUID orgId, String update) {
    return """
    begin;
    select id from windows where org_id = '%s' and limit_id in (select id from limits where kind = 'credit') for no key update;
    %s;
    insert into history (attempt, at) values ('%s', now());
    commit\
    """
        .formatted(orgId, update, attempt);
  }

  private Connection connect(Instant now) throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = database.connect();
      connection = open;
    }
    try (PreparedStatement statement =
        open.prepareStatement("select set_config('clock.at', ?, false)")) {
      statement.setString(1, now.toString());
      statement.execute();
    }
    return open;
  }

  private void disconnect() throws SQLException {
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }
}
