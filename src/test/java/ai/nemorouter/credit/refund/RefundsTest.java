package ai.nemorouter.credit.refund;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Role;
import ai.nemorouter.credit.Balance;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.credit.purchase.ReceiptDocument;
import ai.nemorouter.credit.purchase.Till;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Unused credit is paid back once, and what was used is not.
@QuarkusTest
class RefundsTest {
  private static final int AT_ONCE = 8;

  @Inject World world;
  @Inject People people;
  @Inject Visitor visitor;
  @Inject Till till;
  @Inject Refunds refunds;
  @Inject Reversals reversals;
  @Inject Credits credits;
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

  private Refund refund(Purchase purchase, String usd) {
    return reversals.refund(
        place.owner(), purchase.id(), Money.ofUsd(usd), null, "Not needed any more");
  }

  private Money unused(Purchase purchase) {
    return refunds.offer(place.owner(), purchase.id()).unused();
  }

  @Test
  void unusedCreditIsPaidBackAndTheFeeIsKept() throws Exception {
    Purchase purchase = till.paid(place.owner(), "100");
    till.spend(place.orgId(), "30.123456789", "0");

    assertThat(unused(purchase)).isEqualTo(Money.ofUsd("69.87"));
    Refund refund = refund(purchase, "69.87");

    assertThat(refund.status()).isEqualTo(Refund.Status.REFUNDED);
    assertThat(refund.parts().total()).isEqualTo(Money.ofUsd("69.87"));
    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("0.006543211"));
    assertThat(unused(purchase)).isEqualTo(Money.ZERO);
    assertThat(till.deviations(place.orgId())).isEmpty();
    try (PDDocument note = Loader.loadPDF(documents.creditNote(place.owner(), refund.id()))) {
      assertThat(new PDFTextStripper().getText(note))
          .contains("Credit note " + refund.note(), "$69.87", "Not needed any more");
    }
  }

  @Test
  void theOldestPurchaseIsUsedFirstAndPromotionsBeforeIt() {
    Purchase first = till.paid(place.owner(), "20");
    Purchase second = till.paid(place.owner(), "20");
    credits.grantPromotion(
        new Actor.Setup(place.orgId()),
        Money.ofUsd("5"),
        Instant.now().plus(Duration.ofDays(30)),
        "welcome");
    till.spend(place.orgId(), "15", "4");

    assertThat(unused(first)).isEqualTo(Money.ofUsd("6"));
    assertThat(unused(second)).isEqualTo(Money.ofUsd("20"));
    assertThatThrownBy(() -> refund(first, "6.01"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Only $6.00 of this credit is unused");
  }

  @Test
  void refundsAtOncePayBackNoMoreThanIsUnused() throws Exception {
    Purchase purchase = till.paid(place.owner(), "100");
    till.spend(place.orgId(), "50", "0");
    List<Callable<Boolean>> tries = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      tries.add(() -> {
        try {
          refund(purchase, "20");
          return true;
        } catch (InvalidInputException e) {
          return false;
        }
      });
    }
    int succeeded = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> tried : threads.invokeAll(tries)) {
        succeeded += tried.get() ? 1 : 0;
      }
    }

    assertThat(succeeded).isEqualTo(2);
    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("10"));
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  @Test
  void aRefundThatCouldNotBeSentIsSentLaterAndOnce() {
    Purchase purchase = till.paid(place.owner(), "50");
    till.unplug();

    Refund begun = refund(purchase, "10");
    assertThat(begun.status()).isEqualTo(Refund.Status.CREATED);
    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("40"));
    till.plugIn();
    for (int i = 0; i < 3; i++) {
      till.ageReversals();
      reversals.lookAround();
    }

    assertThat(refunds.list(place.owner(), purchase.id()))
        .extracting(Refund::status)
        .containsExactly(Refund.Status.REFUNDED);
    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("40"));
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  @Test
  void aRefundThatTheBankSendsBackGivesTheCreditBack() {
    Purchase purchase = till.paid(place.owner(), "50");
    String session = till.sessionId(purchase.id());
    refund(purchase, "50");

    till.act(session, "fail", "0");
    till.deliver(till.reversalEvent("refund.failed", session));

    assertThat(refunds.list(place.owner(), purchase.id()).getFirst().status())
        .isEqualTo(Refund.Status.FAILED);
    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("50"));
    assertThat(unused(purchase)).isEqualTo(Money.ofUsd("50"));
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  @Test
  void aRefundAtThePaymentProviderOfUsedCreditIsOwed() {
    Purchase purchase = till.paid(place.owner(), "50");
    till.spend(place.orgId(), "45", "0");
    String session = till.sessionId(purchase.id());

    till.act(session, "refund", "20");
    till.deliver(till.reversalEvent("charge.refunded", session));

    Balance balance = credits.balance(place.owner());
    assertThat(balance.owed()).isEqualTo(Money.ofUsd("15"));
    assertThat(balance.isExhausted()).isTrue();
    assertThat(till.deviations(place.orgId())).isEmpty();

    till.paid(place.owner(), "20");
    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("5"));
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  @Test
  void onlyThoseWhoBuyRefundAndOnlyTheirOwn() {
    Purchase purchase = till.paid(place.owner(), "50");
    Actor auditor = people.join(place.orgId(), Role.AUDITOR);
    World.Place other = world.newOrganization();

    assertThatThrownBy(() -> refunds.offer(auditor, purchase.id()))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() ->
            reversals.refund(other.owner(), purchase.id(), Money.ofUsd("1"), null, "Not mine"))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() ->
            reversals.refund(
                place.owner(), purchase.id(), Money.ofUsd("1"), Money.ofUsd("2"), "Another amount"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has changed");
    assertThat(till.journal(place.orgId())).containsExactly("purchase");
  }

  @Test
  void aPageShowsWhatWillHappenAndOnlyItsButtonDoesIt() {
    Purchase purchase = till.paid(place.owner(), "100");
    till.spend(place.orgId(), "40", "0");
    Visitor.Person owner = visitor.owner(place.orgId());
    String page = place.path("credit/purchases/" + purchase.id());
    assertThat(owner.browser().get(page + "/refund").asString()).contains("$60.00", "60.00");

    String confirm =
        owner
            .browser()
            .formParam("amount", "50")
            .formParam("note", "Project ended")
            .post(page + "/refund")
            .asString();
    assertThat(confirm).contains("Refund $50.00 of credit?", "$10.00 of this purchase");
    assertThat(refunds.list(place.owner(), purchase.id())).isEmpty();

    owner
        .browser()
        .formParam("amount", "50")
        .formParam("note", "Project ended")
        .formParam("agreed", "50")
        .post(page + "/refund");
    assertThat(owner.browser().get(page).asString()).contains("Refunded", "Project ended", "CN-");
    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("10"));
    assertThat(
            owner
                .browser()
                .formParam("amount", "50")
                .formParam("note", "Again")
                .post(page + "/refund")
                .statusCode())
        .isEqualTo(422);
  }
}
