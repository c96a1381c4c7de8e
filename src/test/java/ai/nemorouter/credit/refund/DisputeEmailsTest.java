package ai.nemorouter.credit.refund;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.credit.billing.Billing;
import ai.nemorouter.credit.billing.BillingDetails;
import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.credit.purchase.Till;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.MockMailbox;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What an organization is told of disputes of its payments.
@QuarkusTest
class DisputeEmailsTest {
  private static final int NODES = 6;

  @Inject World world;
  @Inject People people;
  @Inject Till till;
  @Inject Billing billing;
  @Inject DisputeEmails letters;
  @Inject MockMailbox mailbox;
  @Inject TestDatabase database;

  private World.Place place;
  private String billed;
  private Purchase purchase;
  private String session;

  @BeforeEach
  void sell() throws Exception {
    till.open();
    place = world.newOrganization();
    billed = "billing-" + place.orgId() + "@example.com";
    billing.set(place.owner(), new BillingDetails("", "", "", billed));
    purchase = till.paid(place.owner(), "100");
    session = till.sessionId(purchase.id());
    mailbox.clear();
  }

  @AfterEach
  void closeTill() {
    till.close();
  }

  @Test
  void anOpenedAndAWonDisputeAreToldOnceEach() throws Exception {
    till.spend(place.orgId(), "30", "0");
    happens("dispute", "charge.dispute.created");

    sendFromEveryNode();

    assertThat(sent()).hasSize(1);
    assertThat(sent().getFirst().getSubject()).isEqualTo("Your payment of $105.00 is disputed");
    assertThat(sent().getFirst().getText())
        .contains("of Globex", purchase.receiptOrThrow().label())
        .contains("$100.00 was taken from the balance until the bank decides")
        .contains("$30.00 is owed: requests are refused with status 402")
        .contains("What happens next: the operator can send evidence")
        .contains("What to do: if the payment is yours, tell your bank")
        .contains("https://console.example/o/" + place.slug() + "/credit/purchases/");

    happens("win", "charge.dispute.closed");
    sendFromEveryNode();

    assertThat(sent()).hasSize(2);
    assertThat(sent().getLast().getSubject()).contains("the payment stands");
    assertThat(sent().getLast().getText()).contains("$100.00 is back in the balance");
  }

  @Test
  void anInquiryTakesNothingAndALostDisputeIsFinal() {
    happens("inquiry", "charge.dispute.created");
    letters.sendDue();
    assertThat(sent()).hasSize(1);
    assertThat(sent().getFirst().getText()).contains("nothing was taken from the balance");

    happens("escalate", "charge.dispute.updated");
    happens("lose", "charge.dispute.closed");
    letters.sendDue();
    letters.sendDue();

    assertThat(sent()).hasSize(2);
    assertThat(sent().getLast().getSubject()).contains("the payment was returned");
    assertThat(sent().getLast().getText())
        .contains("$100.00 was taken from the balance for good", "The bank's decision is final");
  }

  @Test
  void withoutABillingAddressTheBuyerIsTold() {
    billing.set(place.owner(), BillingDetails.NONE);
    Actor.Person buyer = people.join(place.orgId(), Role.BILLING);
    session = till.sessionId(till.paid(buyer, "50").id());
    till.act(session, "dispute", "52.50");
    till.deliver(till.reversalEvent("charge.dispute.created", session));

    letters.sendDue();

    assertThat(mailbox.getMailsSentTo(email(buyer)))
        .extracting(Mail::getSubject)
        .contains("Your payment of $52.50 is disputed");
  }

  private void happens(String action, String event) {
    till.act(session, action, "105");
    till.deliver(till.reversalEvent(event, session));
  }

  private void sendFromEveryNode() throws Exception {
    List<Callable<Boolean>> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(() -> {
        letters.sendDue();
        return true;
      });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> node : threads.invokeAll(nodes)) {
        node.get();
      }
    }
  }

  private List<Mail> sent() {
    return mailbox.getMailsSentTo(billed);
  }

  private String email(Actor.Person person) {
    return database.inInstallation(() ->
        database.withSql(handle ->
            handle
                .select("select email from users where id = ?", person.userId())
                .mapTo(String.class)
                .one()));
  }
}
