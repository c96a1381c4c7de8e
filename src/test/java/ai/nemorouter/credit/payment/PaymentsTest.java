package ai.nemorouter.credit.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.credit.purchase.Purchases;
import ai.nemorouter.credit.purchase.Till;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What operators see of payments, and what they decide.
@QuarkusTest
class PaymentsTest {
  @Inject World world;
  @Inject Till till;
  @Inject Payments payments;
  @Inject PaymentBooking booking;
  @Inject Purchases purchases;
  @Inject Credits credits;
  @Inject Visitor visitor;

  private final Operator operator = new Operator(Ids.next(), "Olga", Origin.INSIDE);
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

  private Purchase heldBack() {
    Purchase purchase = till.buy(place.owner(), "100");
    till.pay(purchase, "CARD");
    booking.book(
        new PaymentSession(
            till.sessionId(purchase),
            new PaymentSession.Reference(place.orgId(), purchase.id()),
            PaymentSession.State.PAID,
            10_499,
            "usd",
            false,
            "",
            till.sessionId(purchase).replace("cs_test_", "pi_")));
    return purchases.find(place.owner(), purchase.id());
  }

  private List<Payments.Line> found(String search, String show) {
    return payments.list(operator, new ListQuery(search, show, "", 1)).items();
  }

  @Test
  void whatNeedsADecisionComesFirstAndFiltersNarrowTheList() {
    Purchase held = heldBack();
    Purchase paid = till.paid(place.owner(), "25");

    assertThat(found("", "").getFirst().status()).isEqualTo(Purchase.Status.REVIEW);
    assertThat(found(till.sessionId(held.id()), ""))
        .extracting(Payments.Line::id)
        .containsExactly(held.id());
    assertThat(found(Objects.requireNonNull(paid.receipt()).label(), "paid"))
        .extracting(Payments.Line::id)
        .containsExactly(paid.id());
    assertThat(found(till.sessionId(held.id()), "paid")).isEmpty();
  }

  @Test
  void aPaymentThatWasHeldBackIsGrantedOnceWithAReason() {
    Purchase held = heldBack();
    assertThat(payments.find(operator, place.orgId(), held.id()).paidInstead())
        .isEqualTo("104.99 USD");
    assertThatThrownBy(() -> payments.grant(operator, place.orgId(), held.id(), " "))
        .isInstanceOf(InvalidInputException.class);

    payments.grant(operator, place.orgId(), held.id(), "The bank took a cent");

    assertThat(credits.balance(place.owner()).granted()).isEqualTo(Money.ofUsd("100"));
    assertThatThrownBy(() -> payments.grant(operator, place.orgId(), held.id(), "Again"))
        .hasMessageContaining("not under review any more");
    assertThat(till.entries(held)).isEqualTo(1);
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  @Test
  void aPaymentThatWasHeldBackIsPaidBackWithoutCredit() {
    Purchase held = heldBack();

    payments.refundHeld(operator, place.orgId(), held.id(), "Wrong amount");

    Purchase after = purchases.find(place.owner(), held.id());
    assertThat(after.status()).isEqualTo(Purchase.Status.FAILED);
    assertThat(after.problem()).contains("paid back");
    assertThat(till.journal(place.orgId())).isEmpty();
  }

  @Test
  void fetchedAnewAPaymentIsAsTheProviderHasItNow() {
    Purchase held = heldBack();

    payments.fetch(operator, place.orgId(), held.id());

    assertThat(purchases.find(place.owner(), held.id()).status()).isEqualTo(Purchase.Status.PAID);
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  @Test
  void theTrialBalanceSumsToZero() {
    till.paid(place.owner(), "25");

    List<Payments.AccountSum> accounts = payments.trialBalance(operator);

    assertThat(accounts).extracting(Payments.AccountSum::account).contains("payments");
    assertThat(accounts.stream().map(Payments.AccountSum::balance).reduce(Money.ZERO, Money::plus))
        .isEqualTo(Money.ZERO);
  }

  @Test
  void thePagesOfAPaymentAnswerOperatorsAlone() {
    Visitor.Person olga = visitor.operator();
    Visitor.Person owner = visitor.owner(place.orgId());
    Purchase held = heldBack();
    String page = "/operator/payments/" + place.orgId() + "/" + held.id();
    for (String path : List.of(page, page + "/grant", page + "/repayment")) {
      Response shown = olga.browser().get(path);
      assertThat(shown.statusCode()).as(path).isEqualTo(200);
      assertThat(shown.asString()).contains("104.99 USD");
      assertThat(owner.browser().get(path).statusCode()).as(path).isIn(403, 404);
    }
    assertThat(olga.browser().formParam("reason", "Checked").post(page + "/grant").statusCode())
        .isIn(200, 303);
    assertThat(credits.balance(place.owner()).granted()).isEqualTo(Money.ofUsd("100"));
  }
}
