package ai.nemorouter.credit.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.credit.refund.Refund;
import ai.nemorouter.credit.refund.Reversals;
import ai.nemorouter.money.Money;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.MockMailbox;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The receipts and credit notes that are mailed to the buyer.
@QuarkusTest
class ReceiptEmailsTest {
  @Inject World world;
  @Inject People people;
  @Inject Till till;
  @Inject Checkouts checkouts;
  @Inject Reversals reversals;
  @Inject ReceiptEmails letters;
  @Inject MockMailbox mailbox;
  @Inject TestDatabase database;

  private World.Place place;

  @BeforeEach
  void openTill() throws Exception {
    till.open();
    mailbox.clear();
    place = world.newOrganization();
  }

  @AfterEach
  void closeTill() {
    till.close();
  }

  @Test
  void theBuyerGetsTheReceiptOnceWithTheFiguresAndThePdf() {
    Actor.Person buyer = people.join(place.orgId(), Role.BILLING);
    Purchase purchase = till.buy(buyer, "100");
    till.buy(buyer, "50");
    till.pay(purchase, "CARD");
    Purchase paid = checkouts.find(buyer, purchase.id());

    letters.sendDue();
    letters.sendDue();

    List<Mail> sent = mailbox.getMailsSentTo(email(buyer.userId()));
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst().getText())
        .contains("$100.00 of credit was added to Globex", "$5.00", "$105.00")
        .contains("https://console.example/o/")
        .contains(paid.receiptOrThrow().label());
    assertThat(sent.getFirst().getAttachments())
        .singleElement()
        .satisfies(file -> {
          assertThat(file.getName()).isEqualTo(paid.receiptOrThrow().label() + ".pdf");
          assertThat(file.getContentType()).isEqualTo("application/pdf");
        });
  }

  @Test
  void theBuyerGetsTheCreditNoteOfARefundOnceWhoeverBeganIt() {
    Actor.Person buyer = people.join(place.orgId(), Role.BILLING);
    Purchase purchase = till.paid(buyer, "100");
    letters.sendDue();
    mailbox.clear();
    Refund refund =
        reversals.refund(
            place.owner(), purchase.id(), Money.ofUsd("69.87"), null, "Not needed any more");

    letters.sendDue();
    letters.sendDue();

    List<Mail> sent = mailbox.getMailsSentTo(email(buyer.userId()));
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst().getSubject()).contains(refund.note(), "$69.87 paid back");
    assertThat(sent.getFirst().getText())
        .contains("of a purchase of Globex was paid back", "Reason: Not needed any more")
        .contains("Platform fee   $0.00")
        .contains(purchase.receiptOrThrow().label())
        .contains("https://console.example/o/");
    assertThat(sent.getFirst().getAttachments())
        .singleElement()
        .satisfies(file -> assertThat(file.getName()).isEqualTo(refund.note() + ".pdf"));
  }

  private String email(UUID userId) {
    return database.inInstallation(() ->
        database.withSql(handle ->
            handle
                .select("select email from users where id = ?", userId)
                .mapTo(String.class)
                .one()));
  }
}
