package ai.nemorouter.credit.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Role;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.credit.fee.Fee;
import ai.nemorouter.credit.fee.Fees;
import ai.nemorouter.credit.fee.Percent;
import ai.nemorouter.credit.fee.Tax;
import ai.nemorouter.credit.payment.PaymentBooking;
import ai.nemorouter.credit.payment.PaymentSession;
import ai.nemorouter.credit.payment.PaymentSession.Reference;
import ai.nemorouter.credit.purchase.Purchase.Status;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Buying credit, from the quote to the receipt.
@QuarkusTest
class PurchasesTest {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  @Inject World world;
  @Inject People people;
  @Inject Till till;
  @Inject Checkouts checkouts;
  @Inject Purchases purchases;
  @Inject PaymentBooking booking;
  @Inject Fees fees;
  @Inject Credits credits;
  @Inject Database database;
  @Inject ReceiptDocument documents;

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

  @Test
  void exactlyTheBoughtCreditIsGrantedAndFeeAndPaymentStandInTheJournal() {
    Purchase purchase = till.buy(place.owner(), "100");
    till.pay(purchase, "CARD");

    Purchase paid = checkouts.find(place.owner(), purchase.id());

    assertThat(paid.status()).isEqualTo(Status.PAID);
    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("100"));
    assertThat(till.accounts(purchase))
        .isEqualTo("customer_credit -10000, fee_income -500, payments 10500");
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  @Test
  void aPaymentOfAnotherAmountCurrencyOrModeIsHeldBack() {
    for (PaymentSession wrong :
        List.of(
            payment(0, "usd", false),
            payment(10_499, "usd", false),
            payment(10_500, "jpy", false),
            payment(10_500, "usd", true))) {
      Purchase purchase = till.buy(place.owner(), "100");

      booking.book(of(purchase, wrong));

      Purchase held = purchases.find(place.owner(), purchase.id());
      assertThat(held.status()).as(wrong.toString()).isEqualTo(Status.REVIEW);
      assertThat(held.problem()).contains("instead of $105.00", "No credit was added");
    }
    assertThat(till.journal(place.orgId())).isEmpty();
    assertThat(credits.balance(place.owner()).granted()).isEqualTo(Money.ZERO);
  }

  @Test
  void aPaymentUnderAnotherSessionOrOfNoPurchaseGrantsNothing() {
    Purchase purchase = till.buy(place.owner(), "100");
    PaymentSession foreign = payment(10_500, "usd", false);

    booking.book(
        new PaymentSession(
            "cs_test_other",
            new Reference(place.orgId(), purchase.id()),
            foreign.state(),
            foreign.cents(),
            foreign.currency(),
            false,
            "",
            null));
    booking.book(of(purchase, foreign, Ids.next()));

    assertThat(purchases.find(place.owner(), purchase.id()).status()).isEqualTo(Status.OPEN);
    assertThat(till.journal(place.orgId())).isEmpty();
  }

  @Test
  void aWebhookCountsOnlyWithAFreshSignatureOfOneOfTheSecrets() {
    Purchase purchase = till.buy(place.owner(), "10");
    till.pay(purchase, "CARD");
    String event = till.event("checkout.session.completed", purchase);
    Instant now = Instant.now();

    assertThat(till.deliver(event, "whsec_forged", now)).isEqualTo(BAD_REQUEST);
    assertThat(till.deliver(event, Till.OLD_SECRET, now.minus(Duration.ofMinutes(6))))
        .isEqualTo(BAD_REQUEST);
    assertThat(
            RestAssured.given()
                .header("Stripe-Signature", "t=x,v1=")
                .body(event)
                .post("/webhooks/stripe")
                .statusCode())
        .isEqualTo(BAD_REQUEST);
    assertThat(till.journal(place.orgId())).isEmpty();
    assertThat(till.deliver(event, Till.OLD_SECRET, now)).isEqualTo(OK);
    assertThat(till.journal(place.orgId())).containsExactly("purchase");
  }

  @Test
  void anEventOfTheOtherModeIsIgnored() {
    Purchase purchase = till.buy(place.owner(), "10");
    till.pay(purchase, "CARD");

    int status =
        till.deliver(till.event("evt_" + Ids.next(), "checkout.session.completed", purchase, true));

    assertThat(status).isEqualTo(OK);
    assertThat(till.journal(place.orgId())).isEmpty();
  }

  @Test
  void receiptNumbersFollowEachOtherWithoutGaps() {
    long before = numberOf(paid("10"));
    till.buy(place.owner(), "11");
    booking.book(of(till.buy(place.owner(), "12"), payment(1, "usd", false)));

    assertThat(numberOf(paid("13"))).isEqualTo(before + 1);
  }

  @Test
  void theReceiptAsAPdfHasTheSameFigures() throws Exception {
    Purchase purchase = paid("1234.56");

    byte[] pdf = documents.of(place.owner(), purchase.id());

    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertThat(new PDFTextStripper().getText(document))
          .contains(
              purchase.receiptOrThrow().label(),
              "Globex",
              "$1,234.56",
              "$61.73",
              "$1,296.29",
              "Total");
    }
    Purchase open = till.buy(place.owner(), "10");
    assertThatThrownBy(() -> documents.of(place.owner(), open.id()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aFeeThatAnOperatorSetsAppliesToLaterPurchasesOnly() {
    Purchase before = till.buy(place.owner(), "100");
    Operator operator = new Operator(Ids.next(), "Ada", Origin.INSIDE);
    Fee earlier = database.inInstallation(() -> fees.current().fee());
    Fee other =
        new Fee(
            Percent.parse("10"),
            Money.ofUsd("1"),
            new Tax("VAT", Percent.parse("19"), Tax.Base.TOTAL));
    try {
      fees.set(operator, other);
      assertThatThrownBy(() -> checkouts.buy(place.owner(), Money.ofUsd("100"), Money.ofUsd("105")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("$130.90");
      Purchase after = till.buy(place.owner(), "100");
      till.pay(after, "CARD");
      till.pay(before, "CARD");

      assertThat(checkouts.find(place.owner(), before.id()).quote().total())
          .isEqualTo(Money.ofUsd("105"));
      assertThat(checkouts.find(place.owner(), after.id()).isPaid()).isTrue();
      assertThat(till.accounts(after))
          .isEqualTo("customer_credit -10000, fee_income -1000, payments 13090, tax_payable -2090");
      assertThat(till.deviations(place.orgId())).isEmpty();
    } finally {
      fees.set(operator, earlier);
    }
  }

  @Test
  void onlyWhoMayBuyBuysAndOnlyWithinTheBounds() {
    assertThatThrownBy(() -> till.buy(people.join(place.orgId(), Role.AUDITOR), "10"))
        .isInstanceOf(ForbiddenException.class);
    assertThat(till.buy(people.join(place.orgId(), Role.BILLING), "10").status())
        .isEqualTo(Status.OPEN);
    for (String wrong : List.of("4.99", "10000.01", "10.001", "0")) {
      assertThatThrownBy(() -> till.buy(place.owner(), wrong))
          .as(wrong)
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void thePurchasesOfOthersAreNotThere() {
    Purchase purchase = paid("10");
    World.Place other = world.newOrganization();

    assertThatThrownBy(() -> purchases.find(other.owner(), purchase.id()))
        .isInstanceOf(NotFoundException.class);
    assertThat(purchases.list(other.owner(), new ListQuery("", "", "", 1)).found()).isZero();
  }

  @Test
  void purchasesAreFoundByReceiptAndBuyerAndSorted() {
    Purchase small = paid("10");
    Purchase large = paid("500");
    Purchase open = till.buy(place.owner(), "20");

    assertThat(found(small.receiptOrThrow().label(), "", "")).containsExactly(small.id());
    assertThat(found("scorpio", "", "amount")).containsExactly(large.id(), open.id(), small.id());
    assertThat(found("", "paid", "")).containsExactly(large.id(), small.id());
    assertThat(found("", "unpaid", "")).containsExactly(open.id());
    assertThat(found("nobody of that name", "", "")).isEmpty();
  }

  private Purchase paid(String usd) {
    Purchase purchase = till.buy(place.owner(), usd);
    till.pay(purchase, "CARD");
    Purchase paid = checkouts.find(place.owner(), purchase.id());
    assertThat(paid.isPaid()).isTrue();
    return paid;
  }

  private static long numberOf(Purchase purchase) {
    return purchase.receiptOrThrow().number();
  }

  private List<UUID> found(String search, String show, String sort) {
    return purchases.list(place.owner(), new ListQuery(search, show, sort, 1)).items().stream()
        .map(Purchase::id)
        .toList();
  }

  private static PaymentSession payment(long cents, String currency, boolean live) {
    return new PaymentSession(
        "", null, PaymentSession.State.PAID, cents, currency, live, "https://pay.example", null);
  }

  private PaymentSession of(Purchase purchase, PaymentSession payment) {
    return of(purchase, payment, purchase.id());
  }

  private PaymentSession of(Purchase purchase, PaymentSession payment, UUID purchaseId) {
    return new PaymentSession(
        till.sessionId(purchase),
        new Reference(place.orgId(), purchaseId),
        payment.state(),
        payment.cents(),
        payment.currency(),
        payment.live(),
        payment.url(),
        payment.paymentId());
  }
}
