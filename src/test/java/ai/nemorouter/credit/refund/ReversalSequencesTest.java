package ai.nemorouter.credit.refund;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.credit.payment.PaymentPolicies;
import ai.nemorouter.credit.payment.PaymentPolicy;
import ai.nemorouter.credit.payment.PaymentPolicy.DisputeAction;
import ai.nemorouter.credit.payment.PaymentPolicy.DisputeUse;
import ai.nemorouter.credit.payment.PaymentPolicy.RefundFee;
import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.credit.purchase.Till;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.Suspensions;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// However webhooks about refunds and disputes arrive, the books end as the payment provider's.
@QuarkusTest
class ReversalSequencesTest {
  private static final long SEED = Long.getLong("nemorouter.seed", System.nanoTime());
  private static final int SEQUENCES = 25;
  private static final int AT_ONCE = 10;
  private static final int OK = 200;

  @Inject World world;
  @Inject Till till;
  @Inject Reversals reversals;
  @Inject Refunds refunds;
  @Inject Credits credits;
  @Inject PaymentPolicies policies;
  @Inject Suspensions suspensions;

  private final Operator operator = new Operator(Ids.next(), "Olga", Origin.INSIDE);
  private World.Place place;

  @BeforeEach
  void openTill() throws Exception {
    till.open();
    place = world.newOrganization();
  }

  @AfterEach
  void closeTill() {
    policies.set(operator, PaymentPolicy.FIRST);
    till.close();
  }

  @Test
  void refundsAtTheProviderToldInAnyOrderTakeBackTheirSum() {
    Random random = new Random(SEED);
    for (int i = 0; i < SEQUENCES; i++) {
      Purchase purchase = till.paid(place.owner(), "100");
      String session = till.sessionId(purchase.id());
      Money before = credits.balance(place.owner()).left();
      List<String> undelivered = new ArrayList<>();
      // Told cumulatively: 10, 15, 15, 50.
      for (String usd : List.of("10", "5", "35")) {
        till.act(session, "refund", usd);
        undelivered.add(till.reversalEvent("charge.refunded", session));
        undelivered.add(till.reversalEvent("refund.created", session));
        deliverSome(undelivered, random);
      }
      heal();

      assertThat(before.minus(credits.balance(place.owner()).left()))
          .as("seed %d", SEED)
          .isEqualTo(Money.ofUsd("50"));
      assertThat(refunds.list(place.owner(), purchase.id())).hasSize(3);
      assertThat(till.deviations(place.orgId())).as("seed %d", SEED).isEmpty();
    }
  }

  @Test
  void aRefundToldTenTimesAtOnceIsBookedOnce() throws Exception {
    Purchase purchase = till.paid(place.owner(), "100");
    String session = till.sessionId(purchase.id());
    till.act(session, "refund", "40");
    String event = till.reversalEvent("charge.refunded", session);
    List<Callable<Integer>> deliveries = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      deliveries.add(() -> till.deliver(event));
      deliveries.add(() -> till.deliver(till.reversalEvent("refund.created", session)));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> delivery : threads.invokeAll(deliveries)) {
        assertThat(delivery.get()).isEqualTo(OK);
      }
    }

    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("60"));
    assertThat(till.journal(place.orgId())).containsOnlyOnce("purchase").hasSize(3);
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  @Test
  void aRefundToldBeforeThePaymentItselfIsBookedAfterIt() {
    Purchase purchase = till.buy(place.owner(), "100");
    till.pay(purchase, "CARD");
    String session = till.sessionId(purchase);
    till.act(session, "refund", "30");

    till.deliver(till.reversalEvent("charge.refunded", session));

    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("70"));
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  @Test
  void aDisputeVoidsTheCreditAtOnceAndIsReinstatedWhenWonInEveryOrder() {
    policies.set(
        operator, new PaymentPolicy(RefundFee.KEPT, DisputeUse.OWED, DisputeAction.SUSPEND));
    Random random = new Random(SEED);
    for (int i = 0; i < SEQUENCES; i++) {
      place = world.newOrganization();
      Purchase purchase = till.paid(place.owner(), "100");
      till.spend(place.orgId(), "30", "0");
      String session = till.sessionId(purchase.id());
      List<String> undelivered = new ArrayList<>();
      till.act(session, "dispute", "105");
      undelivered.add(till.reversalEvent("charge.dispute.created", session));
      undelivered.add(till.reversalEvent("charge.dispute.funds_withdrawn", session));
      heal();
      assertThat(credits.balance(place.owner()).owed()).isEqualTo(Money.ofUsd("30"));
      assertThat(suspensions.find(place.owner()).isSuspended()).isTrue();
      assertThat(refunds.offer(place.owner(), purchase.id()).obstacle()).contains("disputed");

      till.act(session, "win", "0");
      undelivered.add(till.reversalEvent("charge.dispute.closed", session));
      undelivered.add(till.reversalEvent("charge.dispute.funds_reinstated", session));
      deliverSome(undelivered, random);
      heal();

      assertThat(credits.balance(place.owner()).left())
          .as("seed %d", SEED)
          .isEqualTo(Money.ofUsd("70"));
      assertThat(suspensions.find(place.owner()).isSuspended()).isFalse();
      assertThat(refunds.offer(place.owner(), purchase.id()).unused()).isEqualTo(Money.ofUsd("70"));
      assertThat(till.deviations(place.orgId())).as("seed %d", SEED).isEmpty();
    }
  }

  @Test
  void aLostDisputeIsFinalAndUsedCreditIsWrittenOffWhereThePolicySaysSo() {
    policies.set(
        operator, new PaymentPolicy(RefundFee.KEPT, DisputeUse.WRITTEN_OFF, DisputeAction.WARN));
    Purchase purchase = till.paid(place.owner(), "100");
    till.spend(place.orgId(), "30", "0");
    String session = till.sessionId(purchase.id());
    till.act(session, "inquiry", "105");
    String inquiry = till.reversalEvent("charge.dispute.created", session);
    till.deliver(inquiry);
    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("70"));

    till.act(session, "escalate", "0");
    till.act(session, "lose", "0");
    till.deliver(till.reversalEvent("charge.dispute.closed", session));
    till.deliver(inquiry);

    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ZERO);
    assertThat(credits.balance(place.owner()).owed()).isEqualTo(Money.ZERO);
    assertThat(refunds.disputes(place.owner(), purchase.id()))
        .extracting(Dispute::status, Dispute::voided)
        .containsExactly(tuple(Dispute.Status.LOST, Money.ofUsd("70")));
    assertThat(suspensions.find(place.owner()).isSuspended()).isFalse();
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  /// What the provider tells cumulatively as 10, 15, 15 and 50: the third repeats the second.
  @Test
  void everyOrderOfFourToldRefundsTakesBackTheirSumOnce() {
    for (List<Integer> order : orders(List.of(0, 1, 2, 3))) {
      Purchase purchase = till.paid(place.owner(), "100");
      String session = till.sessionId(purchase.id());
      Money before = credits.balance(place.owner()).left();
      List<String> told = new ArrayList<>();
      for (String usd : List.of("10", "5", "", "35")) {
        if (!usd.isEmpty()) {
          till.act(session, "refund", usd);
        }
        told.add(till.reversalEvent("charge.refunded", session));
      }

      order.forEach(event -> assertThat(till.deliver(told.get(event))).isEqualTo(OK));

      assertThat(before.minus(credits.balance(place.owner()).left()))
          .as("order %s", order)
          .isEqualTo(Money.ofUsd("50"));
      assertThat(refunds.list(place.owner(), purchase.id())).hasSize(3);
    }
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  /// The bank has decided before the first of the events is delivered.
  @Test
  void everyOrderOfADisputesEventsEndsAsTheBankDecided() {
    for (String decision : List.of("win", "lose")) {
      for (List<Integer> order : orders(List.of(0, 1, 2))) {
        Purchase purchase = till.paid(place.owner(), "100");
        String session = till.sessionId(purchase.id());
        Money before = credits.balance(place.owner()).left();
        till.act(session, "dispute", "105");
        List<String> told = new ArrayList<>();
        told.add(till.reversalEvent("charge.dispute.created", session));
        told.add(till.reversalEvent("charge.dispute.funds_withdrawn", session));
        till.act(session, decision, "0");
        told.add(till.reversalEvent("charge.dispute.closed", session));

        order.forEach(event -> assertThat(till.deliver(told.get(event))).isEqualTo(OK));

        assertThat(before.minus(credits.balance(place.owner()).left()))
            .as("%s in order %s", decision, order)
            .isEqualTo(Money.ofUsd(decision.equals("win") ? "0" : "100"));
      }
    }
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  private static List<List<Integer>> orders(List<Integer> events) {
    if (events.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Integer>> all = new ArrayList<>();
    for (Integer first : events) {
      List<Integer> rest = events.stream().filter(other -> !other.equals(first)).toList();
      for (List<Integer> order : orders(rest)) {
        List<Integer> longer = new ArrayList<>(List.of(first));
        longer.addAll(order);
        all.add(List.copyOf(longer));
      }
    }
    return all;
  }

  /// Some of them once, some twice, some never, in any order.
  private void deliverSome(List<String> events, Random random) {
    for (int i = random.nextInt(events.size() + 1); i > 0; i--) {
      assertThat(till.deliver(events.get(random.nextInt(events.size())))).isEqualTo(OK);
    }
  }

  private void heal() {
    till.ageReversals();
    reversals.lookAround();
  }
}
