package ai.nemorouter.credit.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.credit.Credits;
import ai.nemorouter.credit.purchase.Purchase.Status;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// However webhooks arrive, a paid purchase is granted exactly once and an unpaid one never.
@QuarkusTest
class PaymentSequencesTest {
  private static final long SEED = Long.getLong("nemorouter.seed", System.nanoTime());
  private static final int LONG_SEQUENCES = 40;
  private static final int AT_ONCE = 10;
  private static final int OK = 200;

  @Inject World world;
  @Inject Till till;
  @Inject Checkouts checkouts;
  @Inject Purchases purchases;
  @Inject Credits credits;

  private World.Place place;

  @BeforeEach
  void openTill() throws Exception {
    till.open();
    place = world.newOrganization();
  }

  @AfterEach
  void closeTill() {
    till.close();
  }

  /// What can happen to a payment by bank debit.
  private enum Step {
    COMPLETED,
    SUCCEEDED,
    INTENT,
    RETURN
  }

  @Test
  void everyOrderOfTheWebhooksOfACardPaymentGrantsOnce() {
    List<Step> steps = List.of(Step.COMPLETED, Step.INTENT, Step.RETURN);
    for (List<Step> order : subsetsInEveryOrder(steps)) {
      Purchase purchase = till.buy(place.owner(), "25");
      till.pay(purchase, "CARD");
      String completed = till.event("checkout.session.completed", purchase);

      order.forEach(step -> take(step, purchase, completed));
      order.forEach(step -> take(step, purchase, completed));

      healAndExpectOneGrant(purchase, order.toString());
    }
  }

  @Test
  void everyOrderOfTheWebhooksOfABankDebitGrantsOnceItIsConfirmed() {
    Random random = new Random(SEED);
    for (int i = 0; i < LONG_SEQUENCES; i++) {
      Purchase purchase = till.buy(place.owner(), "25");
      String completed = till.event("checkout.session.completed", purchase);
      List<Step> before = some(random);
      List<Step> meanwhile = some(random);
      List<Step> after = some(random);
      String sequence = "seed " + SEED + ": " + before + meanwhile + after;

      before.forEach(
          step -> take(step, purchase, till.event("checkout.session.completed", purchase)));
      till.pay(purchase, "BANK");
      meanwhile.forEach(step -> take(step, purchase, completed));
      assertThat(till.entries(purchase)).as(sequence).isZero();
      till.bankDecides(purchase, "confirm");
      after.forEach(step -> take(step, purchase, completed));

      healAndExpectOneGrant(purchase, sequence);
    }
  }

  @Test
  void aPaymentThatTheBankRefusesGrantsNothingAndSaysSo() {
    Purchase purchase = till.buy(place.owner(), "25");
    till.pay(purchase, "BANK_REFUSED");
    till.deliver(till.event("checkout.session.completed", purchase));
    assertThat(purchases.find(place.owner(), purchase.id()).status()).isEqualTo(Status.WAITING);
    till.bankDecides(purchase, "refuse");

    till.deliver(till.event("checkout.session.async_payment_failed", purchase));

    Purchase failed = purchases.find(place.owner(), purchase.id());
    assertThat(failed.status()).isEqualTo(Status.FAILED);
    assertThat(failed.problem()).contains("Nothing was charged");
    assertThat(till.journal(place.orgId())).isEmpty();
  }

  @Test
  void theSameEventTenTimesAtOnceAndTheReturnPageGrantOnce() throws Exception {
    Purchase purchase = till.buy(place.owner(), "25");
    till.pay(purchase, "CARD");
    String event = till.event("checkout.session.completed", purchase);
    List<Callable<Integer>> visits = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      visits.add(() -> till.deliver(event));
      visits.add(() -> till.deliver(till.event("checkout.session.completed", purchase)));
      visits.add(() -> checkouts.find(place.owner(), purchase.id()).isPaid() ? OK : 0);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> visit : threads.invokeAll(visits)) {
        assertThat(visit.get()).isEqualTo(OK);
      }
    }

    healAndExpectOneGrant(purchase, "at once");
  }

  private void take(Step step, Purchase purchase, String completed) {
    int status =
        switch (step) {
          case COMPLETED -> till.deliver(completed);
          case SUCCEEDED ->
              till.deliver(till.event("checkout.session.async_payment_succeeded", purchase));
          case INTENT -> till.deliver(till.event("payment_intent.succeeded", purchase));
          case RETURN -> {
            checkouts.find(place.owner(), purchase.id());
            yield OK;
          }
        };
    assertThat(status).isEqualTo(OK);
  }

  /// What was lost is found when every payment that is not decided is asked about.
  private void healAndExpectOneGrant(Purchase purchase, String sequence) {
    till.age(purchase);
    checkouts.lookAround();

    Purchase paid = purchases.find(place.owner(), purchase.id());
    assertThat(paid.status()).as(sequence).isEqualTo(Status.PAID);
    assertThat(till.entries(purchase)).as(sequence).isEqualTo(1);
    assertThat(till.deviations(place.orgId())).as(sequence).isEmpty();
    int bought = till.journal(place.orgId()).size();
    assertThat(credits.balance(place.owner()).granted())
        .as(sequence)
        .isEqualTo(Money.ofUsd(String.valueOf(25 * bought)));
  }

  private static List<Step> some(Random random) {
    List<Step> steps = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      steps.add(Step.values()[random.nextInt(Step.values().length)]);
    }
    return steps;
  }

  /// Lost ones are those that are not in the list.
  private static List<List<Step>> subsetsInEveryOrder(List<Step> steps) {
    List<List<Step>> all = new ArrayList<>();
    all.add(List.of());
    for (Step first : steps) {
      List<Step> rest = new ArrayList<>(steps);
      rest.remove(first);
      for (List<Step> order : subsetsInEveryOrder(rest)) {
        List<Step> longer = new ArrayList<>(List.of(first));
        longer.addAll(order);
        all.add(Collections.unmodifiableList(longer));
      }
    }
    return all;
  }

  @Test
  void anEventOfAnotherIdAboutAnotherPurchaseChangesNothingHere() {
    Purchase paid = till.buy(place.owner(), "25");
    Purchase open = till.buy(place.owner(), "50");
    till.pay(paid, "CARD");

    till.deliver(till.event("evt_" + Ids.next(), "checkout.session.completed", open, false));

    assertThat(purchases.find(place.owner(), open.id()).status()).isEqualTo(Status.OPEN);
    assertThat(purchases.find(place.owner(), paid.id()).status()).isEqualTo(Status.OPEN);
    assertThat(till.journal(place.orgId())).isEmpty();
  }
}
