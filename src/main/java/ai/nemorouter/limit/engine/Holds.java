package ai.nemorouter.limit.engine;

import ai.nemorouter.limit.Unit;
import ai.nemorouter.platform.database.Database;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.hibernate.Session;
import org.jboss.logging.Logger;

/// Places holds and settles them. A hold is durable on every limit of the call's organization, team
/// and key before `place` returns, or nothing is held at all.
@ApplicationScoped
public class Holds {
  private static final Logger LOG = Logger.getLogger(Holds.class);
  private static final int SWEEP_SIZE = 200;
  private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(10);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
  private static final Duration DRAIN_STEP = Duration.ofMillis(20);

  private final Database database;
  private final Session session;
  private final HoldsConfig config;
  private final String node = UUID.randomUUID().toString();
  private final Map<UUID, Payer> underWay = new ConcurrentHashMap<>();
  private final List<Lane> lanes;

  Holds(
      Database database,
      Session session,
      @DataSource("gateway") AgroalDataSource dataSource,
      HoldsConfig config,
      UnbookedSettlements unbooked) {
    this.database = database;
    this.session = session;
    this.config = config;
    BatchStatement statement = new BatchStatement(node, config.ttl().toMillis());
    Consumer<Settlement> onBooked = settlement -> underWay.remove(settlement.id());
    lanes =
        IntStream.range(0, config.lanes())
            .mapToObj(_ ->
                new Lane(
                    dataSource,
                    statement,
                    config,
                    onBooked,
                    (settlement, cause) -> unbooked.record(node, settlement, cause)))
            .toList();
  }

  void start(@Observes StartupEvent event) {
    IntStream.range(0, lanes.size()).forEach(i -> lanes.get(i).start("hold-lane-" + i));
  }

  /// What was delivered is booked before the node goes.
  void stop(@Observes ShutdownEvent event) {
    long deadline = System.nanoTime() + DRAIN_PATIENCE.toNanos();
    while (!lanes.stream().allMatch(Lane::isIdle) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(DRAIN_STEP.toNanos());
    }
  }

  /// Waits until the hold is committed or refused. Where only calls under way stand in its way, it
  /// asks again for a short while: what they give back may be enough.
  ///
  /// @throws HoldsUnavailableException if neither is known in time; the call must not be sent
  public HoldOutcome place(HoldRequest request) {
    long deadline = System.nanoTime() + config.clashPatience().toNanos();
    Duration pause = FIRST_PAUSE;
    HoldOutcome outcome = placeOnce(request);
    while (isClash(outcome) && System.nanoTime() + pause.toNanos() < deadline) {
      LockSupport.parkNanos(pause.toNanos());
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
      outcome = placeOnce(request);
    }
    return outcome;
  }

  private static boolean isClash(HoldOutcome outcome) {
    return outcome instanceof HoldOutcome.LimitReached reached
        && !reached.lasting()
        && reached.limit().unit() == Unit.USD;
  }

  private HoldOutcome placeOnce(HoldRequest request) {
    CompletableFuture<HoldOutcome> answer = laneOf(request.payer()).hold(request);
    try {
      HoldOutcome outcome = answer.get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
      if (outcome instanceof HoldOutcome.Granted) {
        underWay.put(request.id(), request.payer());
      }
      return outcome;
    } catch (TimeoutException e) {
      releaseWhenKnown(request, answer);
      throw new HoldsUnavailableException("The database is slow to answer", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NotAskedException notAsked) {
        throw notAsked;
      }
      releaseWhenKnown(request, answer);
      throw new HoldsUnavailableException("The database does not answer", e);
    } catch (InterruptedException e) {
      releaseWhenKnown(request, answer);
      Thread.currentThread().interrupt();
      throw new HoldsUnavailableException("The call was interrupted", e);
    }
  }

  /// A hold that may have been granted after its caller was rejected is given back. Where there is
  /// none, the record that the settlement leaves keeps it from being granted later, by a batch that
  /// is still on its way.
  private void releaseWhenKnown(HoldRequest request, CompletableFuture<HoldOutcome> answer) {
    var _ =
        answer.whenComplete((_, failure) -> {
          if (!(failure instanceof NotAskedException)) {
            settle(Settlement.unsent(request));
          }
        });
  }

  /// Books the call as soon as the database takes it; the hold is the durable record until then.
  /// Holds that are placed on this node after this returns see its effect.
  public void settle(Settlement settlement) {
    laneOf(settlement.payer()).settle(settlement);
  }

  /// Does not keep that hold alive any longer, for one that cannot be settled: a sweep books it
  /// once it has expired. Does nothing where it is settled already.
  public void abandon(UUID id) {
    underWay.remove(id);
  }

  private Lane laneOf(Payer payer) {
    return lanes.get(Math.floorMod(payer.orgId().hashCode(), lanes.size()));
  }

  @Scheduled(
      every = "${nemorouter.holds.heartbeat-every:15s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  void heartbeat() {
    Map<UUID, Payer> alive = Map.copyOf(underWay);
    if (alive.isEmpty()) {
      return;
    }
    UUID[] ids = alive.keySet().toArray(UUID[]::new);
    UUID[] orgs = alive.values().stream().map(Payer::orgId).toArray(UUID[]::new);
    database.inInstallation(() ->
        session
            .createNativeQuery(
                "select keep_holds(:orgs, :ids, cast(:ttl as interval))", Integer.class)
            .setParameter("orgs", orgs)
            .setParameter("ids", ids)
            .setParameter("ttl", config.ttl().toMillis() + " milliseconds")
            .getSingleResult());
  }

  /// Books holds that are no longer kept alive, of any node. This also recovers a batch whose
  /// answer never came.
  @Scheduled(
      every = "${nemorouter.holds.sweep-every:10s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  void sweep() {
    int booked;
    do {
      booked =
          database.inInstallation(() ->
              session
                  .createNativeQuery("select book_expired(:node, :most)", Integer.class)
                  .setParameter("node", node)
                  .setParameter("most", SWEEP_SIZE)
                  .getSingleResult());
      if (booked > 0) {
        LOG.warnf("Holds of a lost node were booked at their floor count=%d", booked);
      }
    } while (booked == SWEEP_SIZE);
  }
}
