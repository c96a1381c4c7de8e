package ai.nemorouter.credit.topup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.credit.purchase.Purchases;
import ai.nemorouter.credit.purchase.Till;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.Suspensions;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.Together;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Credit is bought once where it runs low, and never more than was agreed to.
@QuarkusTest
class TopUpsTest {
  private static final int NODES = 5;
  private static final TopUp.Terms TERMS =
      new TopUp.Terms(true, Money.ofUsd("10"), Money.ofUsd("50"), Money.ofUsd("120"));

  @Inject World world;
  @Inject Till till;
  @Inject TopUps topUps;
  @Inject TopUpCards cards;
  @Inject TopUpRuns runs;
  @Inject Credits credits;
  @Inject Purchases purchases;
  @Inject Visitor visitor;
  @Inject Suspensions suspensions;

  private World.Place place;

  @BeforeEach
  void openTill() throws Exception {
    till.open();
    place = world.newOrganization();
  }

  @AfterEach
  void closeTill() {
    till.off(place.orgId());
    till.close();
  }

  /// @param card one of the stand-in's, as `GOOD`
  private void saveCard(String card) {
    cards.begin(place.owner(), "Acme", place.path("credit/top-up"));
    String url = Objects.requireNonNull(topUps.find(place.owner()).setupUrl());
    assertThat(
            RestAssured.given()
                .redirects()
                .follow(false)
                .formParam("card", card)
                .post(url)
                .statusCode())
        .isEqualTo(303);
    cards.lookAt(place.owner());
    topUps.set(place.owner(), TERMS);
  }

  @Test
  void lowCreditIsToppedUpOnceByAnyNumberOfNodes() throws Exception {
    saveCard("GOOD");
    assertThat(topUps.find(place.owner()).method()).isEqualTo("Visa ending in 4242");

    try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Object> node :
          nodes.invokeAll(Collections.nCopies(NODES, Executors.callable(() -> runs.run())))) {
        node.get();
      }
    }
    runs.run();

    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("50"));
    assertThat(till.journal(place.orgId())).containsExactly("purchase");
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  @Test
  void allWhoSetItForTheFirstTimeAtOnceSucceed() {
    TopUp.Terms off =
        new TopUp.Terms(false, Money.ofUsd("10"), Money.ofUsd("50"), Money.ofUsd("120"));

    Together.each(Collections.nCopies(NODES, off), terms -> topUps.set(place.owner(), terms));

    assertThat(topUps.find(place.owner()).terms()).isEqualTo(off);
  }

  @Test
  void aNodeThatDiesBetweenWritingDownAndBookingChargesOnce() {
    saveCard("GOOD");
    till.unplug();
    runs.run();
    runs.run();
    assertThat(topUps.find(place.owner()).pendingPurchase()).isNotNull();
    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ZERO);

    till.plugIn();
    runs.run();
    runs.run();

    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("50"));
    assertThat(till.journal(place.orgId())).containsExactly("purchase");
    assertThat(topUps.find(place.owner()).pendingPurchase()).isNull();
  }

  @Test
  void theMonthlyCeilingHolds() {
    saveCard("GOOD");
    for (String used : List.of("45", "95", "99")) {
      runs.run();
      till.spend(place.orgId(), used, "0");
    }
    runs.run();
    runs.run();

    assertThat(till.journal(place.orgId())).containsExactly("purchase", "purchase");
    assertThat(topUps.find(place.owner()).problem()).contains("monthly ceiling of $120.00");
  }

  @Test
  void aRefusedPaymentWaitsLongerEachTimeAndTurnsItOffAfterTheThird() {
    for (String card : List.of("DECLINED", "AUTHENTICATION")) {
      saveCard(card);
      for (int failures = 1; failures <= TopUpEntity.FAILURES_MAX; failures++) {
        runs.run();
        runs.run();
        TopUp topUp = topUps.find(place.owner());
        assertThat(topUp.failures()).isEqualTo(failures);
        assertThat(topUp.problem()).contains("refused");
        assertThat(topUp.terms().enabled()).isEqualTo(failures < TopUpEntity.FAILURES_MAX);
        till.ageTopUp(place.orgId());
      }
      runs.run();
      assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ZERO);
    }
  }

  @Test
  void itCannotBeTurnedOnWithoutAPaymentMethodOrBelowThePriceOfOne() {
    assertThatThrownBy(() -> topUps.set(place.owner(), TERMS))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Save a payment method first");
    TopUp.Terms little =
        new TopUp.Terms(false, Money.ofUsd("10"), Money.ofUsd("50"), Money.ofUsd("50"));
    assertThatThrownBy(() -> topUps.set(place.owner(), little))
        .hasMessageContaining("One top-up costs $52.50");
  }

  @Test
  void thePagesWorkWithoutJavaScriptAndReceiptsNameTheBillingDetails() {
    Visitor.Person owner = visitor.owner(place.orgId());
    owner
        .browser()
        .formParam("name", "Acme Robotics Ltd")
        .formParam("address", "1 Main Street\nSpringfield")
        .formParam("tax_id", "GB123")
        .formParam("email", "billing@acme.example")
        .post(place.path("credit/billing"));
    assertThat(owner.browser().get(place.path("credit/billing")).asString())
        .contains("Acme Robotics Ltd", "GB123");
    assertThat(
            owner
                .browser()
                .formParam("email", "no address")
                .post(place.path("credit/billing"))
                .statusCode())
        .isEqualTo(422);
    assertThat(owner.browser().get(place.path("credit/top-up")).asString())
        .contains("Save a payment method");

    Purchase paid = till.paid(place.owner(), "25");

    assertThat(paid.receiptOrThrow().buyerLines())
        .contains("Acme Robotics Ltd", "Tax ID GB123", "Springfield");
    assertThat(owner.browser().get(place.path("credit")).statusCode()).isEqualTo(200);
  }

  @Test
  void aTopUpIsRefundedLikeAnyPurchase() {
    saveCard("GOOD");
    runs.run();
    Actor owner = place.owner();
    Purchase bought = purchases.list(owner, new ListQuery("", "", "", 1)).items().getFirst();
    String session = till.sessionId(bought.id()).replace("pi_", "cs_test_");

    till.act(session, "refund", "20");
    till.deliver(till.reversalEvent("charge.refunded", session));

    assertThat(credits.balance(owner).left()).isEqualTo(Money.ofUsd("30"));
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  @Test
  void nothingIsBoughtWhileTheOrganizationIsSuspendedOrAPaymentDisputed() {
    saveCard("GOOD");
    suspensions.suspend(place.owner());
    runs.run();
    assertThat(till.journal(place.orgId())).isEmpty();

    suspensions.resume(place.owner());
    String session = till.sessionId(till.paid(place.owner(), "25").id());
    till.act(session, "dispute", "26.25");
    till.deliver(till.reversalEvent("charge.dispute.created", session));
    runs.run();

    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ZERO);
    assertThat(till.journal(place.orgId())).containsExactly("purchase", "dispute");
  }
}
