package ai.nemorouter.guardrail.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Actor;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.World;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of findings between the call and the database, with a database that is slow, away
/// or refuses.
class FindingQueueTest {
  private static final UUID ORG = Ids.next();
  private static final World.Place PLACE =
      new World.Place(ORG, Ids.next(), new Actor.Setup(ORG), new Actor.Setup(ORG));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<UUID> written = new CopyOnWriteArrayList<>();
  private final CountDownLatch open = new CountDownLatch(1);
  private final List<FindingQueue> started = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    open.countDown();
    for (FindingQueue findings : started) {
      findings.stop();
    }
  }

  @Test
  void aCallIsNotHeldUpByASlowDatabaseAndWhatDoesNotFitIsCounted() {
    FindingQueue findings = findings(this::writeOnceOpen, 10);
    List<ScreenedRequest> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      calls.add(call());
    }

    calls.forEach(findings::record); // Each takes two of the room: the call and its rule.

    assertThat(written).isEmpty();
    assertThat(lost()).isEqualTo(3);
    open.countDown();
    await().until(() -> written.size() == 5);
    assertThat(written).containsExactlyElementsOf(ids(calls.subList(0, 5)));
  }

  @Test
  void roomIsThereAgainOnceThingsAreWritten() {
    FindingQueue findings = findings(this::writeOnceOpen, 2);
    open.countDown();
    for (int i = 1; i <= 20; i++) {
      int expected = i;
      await()
          .until(() -> {
            if (written.size() < expected) {
              findings.record(call());
            }
            return written.size() >= expected;
          });
    }
    assertThat(written).hasSizeGreaterThanOrEqualTo(20);
  }

  @Test
  void whileTheDatabaseIsAwayNothingIsLost() {
    AtomicInteger tries = new AtomicInteger();
    FindingQueue findings =
        findings(
            batch -> {
              if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException(new SQLException("gone", "08006"));
              }
              written.addAll(ids(batch));
            },
            100);
    ScreenedRequest call = call();

    findings.record(call);

    await().until(() -> !written.isEmpty());
    assertThat(written).containsExactly(call.requestId());
    assertThat(lost()).isZero();
  }

  @Test
  void oneThatTheDatabaseRefusesTakesNoOtherWithIt() {
    ScreenedRequest refused = call();
    FindingQueue findings =
        findings(
            batch -> {
              awaitOpen();
              if (ids(batch).contains(refused.requestId())) {
                throw new IllegalStateException(new SQLException("no", "22P05"));
              }
              written.addAll(ids(batch));
            },
            100);
    ScreenedRequest before = call();
    ScreenedRequest after = call();
    List.of(before, refused, after).forEach(findings::record);
    open.countDown();

    await().until(() -> written.size() == 2 && lost() == 1);
    assertThat(written).containsExactly(before.requestId(), after.requestId());
  }

  @Test
  void whatANodeHasWhenItStopsIsWrittenFirst() throws InterruptedException {
    FindingQueue findings = findings(this::writeOnceOpen, 1000);
    List<ScreenedRequest> calls = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      calls.add(call());
    }
    calls.forEach(findings::record);
    Thread.ofVirtual().start(open::countDown);

    findings.stop();

    assertThat(written).containsExactlyElementsOf(ids(calls));
    assertThat(lost()).isZero();
  }

  private FindingQueue findings(Consumer<List<ScreenedRequest>> writer, int backlog) {
    FindingQueue findings = new FindingQueue(writer, new FindingMetrics(registry), backlog);
    findings.start();
    started.add(findings);
    return findings;
  }

  private void writeOnceOpen(List<ScreenedRequest> batch) {
    awaitOpen();
    written.addAll(ids(batch));
  }

  private void awaitOpen() {
    try {
      open.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ScreenedRequest call() {
    return Screened.call(PLACE, Verdict.ALLOWED, Screened.rule(Ids.next(), Verdict.ALLOWED));
  }

  private static List<UUID> ids(List<ScreenedRequest> calls) {
    return calls.stream().map(ScreenedRequest::requestId).toList();
  }

  private int lost() {
    return (int) registry.get("nemorouter.guardrail.findings.lost").counter().count();
  }
}
