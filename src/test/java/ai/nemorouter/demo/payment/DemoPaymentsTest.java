package ai.nemorouter.demo.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.credit.Credits;
import ai.nemorouter.credit.payment.PaymentProvider;
import ai.nemorouter.credit.purchase.Checkouts;
import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.credit.purchase.Purchase.Status;
import ai.nemorouter.credit.purchase.Purchases;
import ai.nemorouter.money.Money;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The stand-in for Stripe, from its payment page to its webhooks.
@QuarkusTest
class DemoPaymentsTest {
  private static final Duration LATE = Duration.ofMillis(300);

  @Inject World world;
  @Inject DemoPayments payments;
  @Inject PaymentProvider provider;
  @Inject Checkouts checkouts;
  @Inject Purchases purchases;
  @Inject Credits credits;

  private World.Place place;

  @BeforeEach
  void openTill() throws Exception {
    provider.use(
        payments.start(
            () -> URI.create("http://localhost:" + RestAssured.port + "/webhooks/stripe"), LATE));
    place = world.newOrganization();
  }

  @AfterEach
  void closeTill() {
    provider.stop();
  }

  @ParameterizedTest
  @EnumSource(names = {"ONCE", "TWICE", "REVERSED", "LATE"})
  void howeverItsWebhooksArriveTheCreditIsThereOnce(DemoWebhooks.Delivery delivery) {
    Purchase card = buy("25");
    pay(card, "CARD", delivery);
    Purchase bank = buy("50");
    pay(bank, "BANK", delivery);

    await().until(() -> status(card) == Status.PAID && status(bank) == Status.PAID);

    assertThat(credits.balance(place.owner()).granted()).isEqualTo(Money.ofUsd("75"));
  }

  @Test
  void lostWebhooksAreMadeUpForByTheReturnPage() {
    Purchase purchase = buy("25");

    pay(purchase, "CARD", DemoWebhooks.Delivery.LOST);

    assertThat(status(purchase)).isEqualTo(Status.OPEN);
    assertThat(checkouts.find(place.owner(), purchase.id()).status()).isEqualTo(Status.PAID);
  }

  @Test
  void itsPageSaysThatItIsADemoAndTellsWhatIsPaidFor() {
    Purchase purchase = buy("25");

    Response page = RestAssured.get(purchase.checkoutUrl());

    assertThat(page.asString())
        .contains("no money moves", "Credit for Globex", "Platform fee", "$26.25");
    pay(purchase, "CARD", DemoWebhooks.Delivery.LOST);
    assertThat(RestAssured.get(purchase.checkoutUrl()).asString())
        .contains("This payment page is closed");
  }

  @Test
  void itsApiWantsTheKey() {
    URI session = URI.create(buy("25").checkoutUrl()).resolve("/v1/checkout/sessions/cs_test_1");

    assertThat(RestAssured.get(session).statusCode()).isEqualTo(401);
  }

  private Purchase buy(String usd) {
    return checkouts.buy(place.owner(), Money.ofUsd(usd), null);
  }

  private Status status(Purchase purchase) {
    return purchases.find(place.owner(), purchase.id()).status();
  }

  private static void pay(Purchase purchase, String method, DemoWebhooks.Delivery delivery) {
    assertThat(
            RestAssured.given()
                .redirects()
                .follow(false)
                .formParam("method", method)
                .formParam("delivery", delivery.name())
                .post(purchase.checkoutUrl())
                .statusCode())
        .isEqualTo(303);
  }
}
