package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.demo.payment.StandInForStripe;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.ApplicationProcess;
import ai.nemorouter.testsupport.BooksCheck;
import ai.nemorouter.testsupport.FaultProxy.Fault;
import ai.nemorouter.testsupport.FaultProxy.Trap;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of a node while it books a payment that was made, with another node on the same
/// database. Whenever it dies, the payment grants its credit exactly once.
@Tag("matrix")
class PurchaseKillIT {
  private static final String GRANT = "insert into journal_entries";
  private static final int OK = 200;

  @TempDir private static Path folder;

  private static StandInForStripe stripe;
  private static Fleet fleet;
  private static ApplicationProcess survivor;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private ApplicationProcess victim;
  private String purchase;
  private String event;

  @BeforeAll
  static void startFleet() throws Exception {
    stripe = new StandInForStripe();
    fleet = new Fleet(folder);
    survivor = fleet.startNode(fleet.postgres().port(), stripe.environment());
  }

  @AfterAll
  static void stopFleet() throws Exception {
    fleet.close();
    stripe.close();
  }

  /// A purchase whose payment was made and not told yet.
  @BeforeEach
  void payWithVictimReady() throws Exception {
    victim = fleet.startNode(fleet.proxy().port(), stripe.environment());
    HttpResponse<String> bought =
        fleet.manage(survivor, "POST", "/v1/credits/purchases", "{\"amount\":25}");
    assertThat(bought.statusCode()).as(bought.body()).isEqualTo(201);
    JsonNode data = Json.parseObject(bought.body().getBytes(StandardCharsets.UTF_8)).path("data");
    purchase = data.path("id").asText();
    String url = data.path("checkout_url").asText();
    pay(url);
    event =
        """
        {"id":"evt_%s","object":"event","type":"checkout.session.completed","livemode":false,"data":{"object":{"id":"%s"}}}
        """
            .formatted(Ids.next(), url.substring(url.lastIndexOf('/') + 1));
  }

  @Test
  void aNodeKilledBeforeItNotesTheEventLeavesItToTheNextDelivery() throws Exception {
    killAt(Fault.KEEP_REQUEST, request -> request.contains("insert into payment_events"));
    assertThat(grants()).isZero();

    assertThat(deliver(survivor).join().statusCode()).isEqualTo(OK);

    expectOneGrant();
  }

  @Test
  void aNodeKilledBeforeTheGrantIsCommittedLeavesNothingBehindAndTheNextDeliveryGrants()
      throws Exception {
    killAt(Fault.KEEP_REQUEST, request -> request.contains(GRANT));
    assertThat(grants()).isZero();

    assertThat(deliver(survivor).join().statusCode()).isEqualTo(OK);

    expectOneGrant();
  }

  @Test
  void whatAKilledNodeLeftUndoneIsFoundWithoutAnotherDelivery() throws Exception {
    killAt(Fault.KEEP_REQUEST, request -> request.contains(GRANT));

    fleet.execute(
        "update purchases set checked_at = now() - interval '1 hour' where id = '%s'"
            .formatted(purchase));
    await().atMost(Fleet.PATIENCE).until(() -> grants() > 0);

    expectOneGrant();
  }

  @Test
  void aNodeKilledOnceItHasCommittedHasGrantedAndTheNextDeliveryGrantsNothing() throws Exception {
    CompletableFuture<HttpResponse<String>> delivery = deliver(victim);
    await().atMost(Fleet.PATIENCE).until(() -> grants() > 0);
    kill(victim);
    delivery.cancel(true);

    assertThat(deliver(survivor).join().statusCode()).isEqualTo(OK);

    expectOneGrant();
  }

  private void killAt(Fault fault, Predicate<String> meant) throws Exception {
    Trap moment = fleet.proxy().next(fault, meant);
    CompletableFuture<HttpResponse<String>> delivery = deliver(victim);
    moment.awaitSprung();
    assertThat(delivery.isDone()).as("the node has not answered").isFalse();
    kill(victim);
  }

  /// Its connections end with it, also those whose requests are kept.
  private static void kill(ApplicationProcess node) throws InterruptedException {
    fleet.kill(node);
    fleet.proxy().cut();
  }

  private CompletableFuture<HttpResponse<String>> deliver(ApplicationProcess node)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(node.at("/webhooks/stripe"))
            .header("Stripe-Signature", StandInForStripe.sign(event))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(event))
            .build();
    return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private static void pay(String url) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("method=CARD&delivery=LOST"))
            .build();
    assertThat(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isIn(200, 303);
  }

  private long grants() {
    try {
      return fleet.number(
          "select count(*) from journal_entries where purchase_id = '" + purchase + "'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void expectOneGrant() throws Exception {
    assertThat(grants()).isEqualTo(1);
    assertThat(
            fleet.number(
                "select count(*) from credit_grants where amount = 25000000000 and purchase_id = '"
                    + purchase
                    + "'"))
        .isEqualTo(1);
    assertThat(fleet.texts("select status from purchases where id = '" + purchase + "'"))
        .containsExactly("paid");
    try (Connection connection = fleet.postgres().connect()) {
      BooksCheck.assertClean(connection);
    }
  }
}
