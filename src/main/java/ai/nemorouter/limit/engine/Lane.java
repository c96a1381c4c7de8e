package ai.nemorouter.limit.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Group commit for holds and settlements: while one batch is with the database, the next one
/// gathers. There is no timer, so a lone hold costs one commit, and under load the batches grow by
/// themselves.
final class Lane {
  private static final Logger LOG = Logger.getLogger(Lane.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final DataSource dataSource;
  private final BatchStatement statement;
  private final int batchSize;
  private final int databaseTimeoutMs;
  private final Consumer<Settlement> onBooked;
  private final BiConsumer<Settlement, Exception> onAbandoned;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final FairQueue<WaitingHold> waitingHolds;
  private final Deque<Settlement> waitingSettlements = new ArrayDeque<>();
  private boolean busy;

  private @Nullable Connection connection;

  /// Whether the database may have got the batch under way.
  private boolean asked;

  private Duration pause = FIRST_PAUSE;

  record WaitingHold(HoldRequest request, CompletableFuture<HoldOutcome> answer) {}

  /// @param onBooked told of each settlement once it is committed
  /// @param onAbandoned told of each that the database will never take, and why
  Lane(
      DataSource dataSource,
      BatchStatement statement,
      HoldsConfig config,
      Consumer<Settlement> onBooked,
      BiConsumer<Settlement, Exception> onAbandoned) {
    this.dataSource = dataSource;
    this.statement = statement;
    this.waitingHolds = new FairQueue<>(config.queueLength());
    this.databaseTimeoutMs = Math.toIntExact(config.databaseTimeout().toMillis());
    this.batchSize = config.batchSize();
    this.onBooked = onBooked;
    this.onAbandoned = onAbandoned;
  }

  void start(String name) {
    Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  /// Where too many wait, the answer of one of the organization with the most waits fails.
  CompletableFuture<HoldOutcome> hold(HoldRequest request) {
    WaitingHold hold = new WaitingHold(request, new CompletableFuture<>());
    WaitingHold displaced;
    lock.lock();
    try {
      displaced = waitingHolds.add(request.payer().orgId(), hold);
      work.signal();
    } finally {
      lock.unlock();
    }
    if (displaced != null) {
      displaced.answer().completeExceptionally(new QueueFullException());
    }
    return hold.answer();
  }

  /// Never refuses: a finished call must be booked. The queue is bounded by the calls that hold
  /// something.
  void settle(Settlement settlement) {
    lock.lock();
    try {
      waitingSettlements.add(settlement);
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean isIdle() {
    lock.lock();
    try {
      return !busy && waitingHolds.isEmpty() && waitingSettlements.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        List<WaitingHold> holds = new ArrayList<>();
        List<Settlement> settlements = new ArrayList<>();
        take(holds, settlements);
        applyOrFail(holds, settlements);
      }
    } catch (InterruptedException e) {
      LOG.debug("Lane ended");
    }
  }

  /// Whatever happens, the lane goes on. What was not settled stays held, and the sweep books it.
  private void applyOrFail(List<WaitingHold> holds, List<Settlement> settlements)
      throws InterruptedException {
    try {
      apply(holds, settlements);
    } catch (RuntimeException e) {
      LOG.errorf(e, "A batch was lost holds=%d settlements=%d", holds.size(), settlements.size());
      holds.forEach(hold ->
          hold.answer()
              .completeExceptionally(
                  new HoldsUnavailableException("The hold could not be placed", e)));
    }
  }

  private void take(List<WaitingHold> holds, List<Settlement> settlements)
      throws InterruptedException {
    lock.lock();
    try {
      busy = false;
      while (waitingHolds.isEmpty() && waitingSettlements.isEmpty()) {
        work.await();
      }
      busy = true;
      waitingHolds.drainTo(holds, batchSize);
      while (settlements.size() < batchSize && !waitingSettlements.isEmpty()) {
        settlements.add(waitingSettlements.poll());
      }
      if (!waitingSettlements.isEmpty()) {
        putOffFurtherAttempts(holds);
      }
    } finally {
      lock.unlock();
    }
  }

  /// What a further attempt holds depends on how the one before it was booked. Its settlement
  /// always waits already when the hold comes, but may not be in this batch.
  private void putOffFurtherAttempts(List<WaitingHold> holds) {
    List<WaitingHold> later =
        holds.stream().filter(hold -> hold.request().route().requestId() != null).toList();
    holds.removeAll(later);
    later.forEach(hold -> waitingHolds.add(hold.request().payer().orgId(), hold));
  }

  /// A batch whose fate is unknown is applied once more, which is safe: ids decide. If that fails
  /// too, the holds are refused and the settlements wait for better times.
  private void apply(List<WaitingHold> holds, List<Settlement> settlements)
      throws InterruptedException {
    asked = false;
    try {
      commit(holds, settlements);
    } catch (SQLException | RuntimeException first) {
      disconnect();
      try {
        commit(holds, settlements);
      } catch (SQLException | RuntimeException second) {
        disconnect();
        giveUp(holds, settlements, second);
      }
    }
  }

  private void commit(List<WaitingHold> holds, List<Settlement> settlements) throws SQLException {
    List<HoldRequest> requests = holds.stream().map(WaitingHold::request).toList();
    Connection connected = connect();
    asked = true;
    List<HoldOutcome> outcomes = statement.apply(connected, settlements, requests);
    pause = FIRST_PAUSE;
    for (int i = 0; i < holds.size(); i++) {
      holds.get(i).answer().complete(outcomes.get(i));
    }
    settlements.forEach(onBooked);
  }

  private void giveUp(List<WaitingHold> holds, List<Settlement> settlements, Exception cause)
      throws InterruptedException {
    if (isAboutTheData(cause) && holds.size() + settlements.size() > 1) {
      applyOneByOne(holds, settlements);
      return;
    }
    LOG.errorf(
        cause, "A batch was not applied holds=%d settlements=%d", holds.size(), settlements.size());
    HoldsUnavailableException refusal =
        asked
            ? new HoldsUnavailableException("The database does not answer", cause)
            : new NotAskedException("The database cannot be reached", cause);
    holds.forEach(hold -> hold.answer().completeExceptionally(refusal));
    if (isAboutTheData(cause)) {
      settlements.forEach(settlement -> abandon(settlement, cause));
      return;
    }
    lock.lock();
    try {
      settlements.reversed().forEach(waitingSettlements::addFirst);
    } finally {
      lock.unlock();
    }
    Thread.sleep(pause);
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
  }

  /// One bad row must not take its neighbours with it.
  private void applyOneByOne(List<WaitingHold> holds, List<Settlement> settlements)
      throws InterruptedException {
    for (Settlement settlement : settlements) {
      apply(List.of(), List.of(settlement));
    }
    for (WaitingHold hold : holds) {
      apply(List.of(hold), List.of());
    }
  }

  /// The hold stays and the sweeper will book it at its floor.
  private void abandon(Settlement settlement, Exception cause) {
    LOG.errorf(
        "A settlement cannot be booked call=%s cost=%s",
        settlement.id(), settlement.cost().amount());
    try {
      onAbandoned.accept(settlement, cause);
    } catch (RuntimeException e) {
      LOG.errorf(e, "A settlement is only in this log %s", settlement);
    }
    onBooked.accept(settlement);
  }

  /// SQL state classes 22 (data exception), 23 (constraint) and P0 (raised by a function): a new
  /// try would fail likewise.
  private static boolean isAboutTheData(Exception cause) {
    if (!(cause instanceof SQLException sql) || sql.getSQLState() == null) {
      return !(cause instanceof SQLException);
    }
    String state = sql.getSQLState();
    return state.startsWith("22") || state.startsWith("23") || state.startsWith("P0");
  }

  private Connection connect() throws SQLException {
    if (connection == null) {
      connection = dataSource.getConnection();
      // A server that is frozen or cut off without a word must not keep the lane for ever.
      connection.setNetworkTimeout(Runnable::run, databaseTimeoutMs);
      // And a batch that is given up here must not wait on there for its locks, before others.
      try (Statement set = connection.createStatement()) {
        set.execute("set statement_timeout = " + databaseTimeoutMs);
      }
    }
    return connection;
  }

  private void disconnect() {
    // Closed in any case, or the pool would count it as taken for ever.
    try (Connection broken = connection) {
      if (broken != null) {
        broken.setNetworkTimeout(Runnable::run, 0);
      }
    } catch (SQLException e) {
      LOG.debug("Closing a broken connection failed", e);
    }
    connection = null;
  }
}
