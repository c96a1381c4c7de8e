package ai.nemorouter.audit.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.audit.AuditWorld;
import ai.nemorouter.audit.chain.AuditChains;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.Receiver;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.webhook.SigningSecret;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditDeliveriesTest {
  private static final int NODES = 4;
  private static final int BLOCKS = 12;

  @Inject AuditDeliveries deliveries;
  @Inject AuditWebhooks webhooks;
  @Inject AuditChains chains;
  @Inject AuditWorld log;
  @Inject World places;

  private World.Place globex;

  @BeforeEach
  void createOrganization() {
    globex = places.newOrganization();
  }

  @Test
  void blocksAreDeliveredInOrderSignedAndWithTheirHead() {
    try (Receiver receiver = new Receiver(_ -> 204)) {
      log.sealed(globex, "key.before");
      SigningSecret secret = webhooks.add(globex.owner(), receiver.url(), false);
      log.sealed(globex, "key.made", "key.changed");
      log.sealed(globex, "key.revoked");

      deliveries.deliver();

      assertThat(received(receiver)).containsExactly(2L, 3L);
      Receiver.Received request = receiver.received().getFirst();
      assertThat(request.signature())
          .isEqualTo(secret.sign(request.id(), request.timestamp(), request.body()));
      JsonNode data = body(request).path("data");
      assertThat(data.path("entries").findValuesAsText("action"))
          .containsExactly("audit_webhook.added", "key.made", "key.changed");
      assertThat(data.path("head").path("statement").asText())
          .contains("\"block\":2,\"hash\":\"" + data.path("block").path("hash").asText());
      AuditWebhook webhook = webhooks.find(globex.owner()).orElseThrow();
      assertThat(webhook.deliveredBlock()).isEqualTo(3);
      assertThat(webhook.lag()).isZero();
    }
  }

  @Test
  void whatIsSealedAlreadyIsSentOnlyWhereAskedFor() {
    try (Receiver receiver = new Receiver(_ -> 200)) {
      log.sealed(globex, "key.before");
      webhooks.add(globex.owner(), receiver.url(), true);

      deliveries.deliver();

      assertThat(received(receiver)).containsExactly(1L);
    }
  }

  @Test
  void aBlockThatFailsIsTriedAgainBeforeTheNextAndWithTheSameId() {
    try (Receiver receiver = new Receiver(n -> n <= 2 ? 503 : 200)) {
      webhooks.add(globex.owner(), receiver.url(), false);
      log.sealed(globex, "key.made");
      log.sealed(globex, "key.revoked");

      deliveries.deliver();
      deliveries.deliver();
      List<Long> early = received(receiver);
      AuditWebhook failing = webhooks.find(globex.owner()).orElseThrow();
      letTimePass();
      deliveries.deliver();
      letTimePass();
      deliveries.deliver();

      assertThat(early).as("not again before its time").containsExactly(1L);
      assertThat(failing.lastError()).isEqualTo("The receiver answered with HTTP status 503.");
      assertThat(failing.isFailing()).isTrue();
      assertThat(failing.lag()).isEqualTo(3);
      assertThat(received(receiver)).containsExactly(1L, 1L, 1L, 2L);
      assertThat(receiver.received().subList(0, 3))
          .extracting(Receiver.Received::id)
          .containsOnly(receiver.received().getFirst().id());
      assertThat(webhooks.find(globex.owner()).orElseThrow().isFailing()).isFalse();
    }
  }

  @Test
  void aReceiverThatFailsForDaysIsPausedAndGoesOnWhereItStopped() {
    try (Receiver receiver = new Receiver(n -> n == 1 ? 500 : 200)) {
      webhooks.add(globex.owner(), receiver.url(), false);
      log.sealed(globex, "key.made");
      change("failing_since = now() - interval '6 days'");

      deliveries.deliver();
      AuditWebhook paused = webhooks.find(globex.owner()).orElseThrow();
      letTimePass();
      deliveries.deliver();
      int whilePaused = receiver.received().size();
      webhooks.resume(globex.owner());
      deliveries.deliver();

      assertThat(paused.pausedBecause()).isEqualTo("The receiver took nothing for 5 days.");
      assertThat(whilePaused).isEqualTo(1);
      assertThat(received(receiver)).containsExactly(1L, 1L);
      assertThat(log.ask(globex, "select action from audit_entries where org_id = ? order by id"))
          .containsExactly(
              "audit_webhook.added", "key.made", "audit_webhook.paused", "audit_webhook.resumed");
    }
  }

  @Test
  void afterARotationBothSecretsSign() {
    try (Receiver receiver = new Receiver(_ -> 200)) {
      SigningSecret before = webhooks.add(globex.owner(), receiver.url(), false);
      SigningSecret after = webhooks.rotateSecret(globex.owner());
      log.sealed(globex, "key.made");

      deliveries.deliver();

      Receiver.Received request = receiver.received().getFirst();
      assertThat(request.signature())
          .isEqualTo(
              after.sign(request.id(), request.timestamp(), request.body())
                  + " "
                  + before.sign(request.id(), request.timestamp(), request.body()));
    }
  }

  @Test
  void aDayAfterARotationOnlyTheNewSecretSigns() {
    try (Receiver receiver = new Receiver(_ -> 200)) {
      webhooks.add(globex.owner(), receiver.url(), false);
      SigningSecret after = webhooks.rotateSecret(globex.owner());
      Instant shown = webhooks.find(globex.owner()).orElseThrow().previousUntil();
      change("previous_until = now()");
      log.sealed(globex, "key.made");

      deliveries.deliver();

      Receiver.Received request = receiver.received().getFirst();
      assertThat(request.signature())
          .isEqualTo(after.sign(request.id(), request.timestamp(), request.body()));
      assertThat(shown)
          .isBetween(
              Instant.now().plus(Duration.ofHours(23)), Instant.now().plus(Duration.ofHours(24)));
      assertThat(webhooks.find(globex.owner()).orElseThrow().previousUntil()).isNull();
    }
  }

  @Test
  void aReceiverThatIsGoneIsPausedAtOnce() {
    try (Receiver receiver = new Receiver(n -> n == 1 ? 410 : 200)) {
      webhooks.add(globex.owner(), receiver.url(), false);
      log.sealed(globex, "key.made");

      deliveries.deliver();
      letTimePass();
      deliveries.deliver();

      assertThat(receiver.received()).hasSize(1);
      assertThat(webhooks.find(globex.owner()).orElseThrow().pausedBecause())
          .isEqualTo("The receiver says that it is gone: HTTP status 410.");
    }
  }

  @Test
  void aFailingReceiverIsSentToAtOnceWhenAPersonAsksForIt() {
    try (Receiver receiver = new Receiver(n -> n == 1 ? 500 : 200)) {
      webhooks.add(globex.owner(), receiver.url(), false);
      log.sealed(globex, "key.made");
      assertThatThrownBy(() -> webhooks.retry(globex.owner()))
          .as("nothing failed")
          .isInstanceOf(InvalidInputException.class);
      deliveries.deliver();
      boolean offered = webhooks.find(globex.owner()).orElseThrow().canBeRetried();

      webhooks.retry(globex.owner());
      deliveries.deliver();

      assertThat(offered).isTrue();
      assertThat(received(receiver)).containsExactly(1L, 1L);
      AuditWebhook after = webhooks.find(globex.owner()).orElseThrow();
      assertThat(after.deliveredBlock()).isEqualTo(1);
      assertThat(after.canBeRetried()).isFalse();
      assertThat(log.ask(globex, "select action from audit_entries where org_id = ?"))
          .contains("audit_webhook.retried");
    }
  }

  @Test
  void whatTheOldAddressAnswersDoesNotCountForTheNewOne() {
    try (Receiver next = new Receiver(_ -> 200);
        Receiver old =
            new Receiver(_ -> {
              webhooks.change(globex.owner(), next.url());
              return 410;
            })) {
      webhooks.add(globex.owner(), old.url(), false);
      log.sealed(globex, "key.made");

      deliveries.deliver();

      assertThat(received(old)).containsExactly(1L);
      assertThat(received(next)).containsExactly(1L);
      assertThat(webhooks.find(globex.owner()).orElseThrow().isPaused()).isFalse();
    }
  }

  @Test
  void whatANodeTookUpBeforeItDiedIsDeliveredByAnother() {
    try (Receiver receiver = new Receiver(_ -> 200)) {
      webhooks.add(globex.owner(), receiver.url(), false);
      log.sealed(globex, "key.made");
      change("leased_until = now() + interval '1 minute'");
      deliveries.deliver();
      int leased = receiver.received().size();

      change("leased_until = now() - interval '1 second'");
      deliveries.deliver();

      assertThat(leased).isZero();
      assertThat(received(receiver)).containsExactly(1L);
    }
  }

  @Test
  void severalNodesAtOnceDeliverEachBlockOnceAndInOrder() throws Exception {
    try (Receiver receiver = new Receiver(_ -> 200);
        ExecutorService nodes = Executors.newFixedThreadPool(NODES)) {
      webhooks.add(globex.owner(), receiver.url(), false);
      for (int i = 0; i < BLOCKS; i++) {
        log.sealed(globex, "key.made");
      }

      for (Future<Object> node :
          nodes.invokeAll(Collections.nCopies(NODES, Executors.callable(deliveries::deliver)))) {
        node.get();
      }

      assertThat(received(receiver))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, BLOCKS).boxed().toList());
    }
  }

  private void letTimePass() {
    change("next_at = now()");
  }

  private void change(String assignment) {
    log.tamper(
        "update audit_webhooks set %s where org_id = '%s'".formatted(assignment, globex.orgId()));
  }

  private static List<Long> received(Receiver receiver) {
    return receiver.received().stream()
        .map(request -> body(request).path("data").path("block").path("number").asLong())
        .toList();
  }

  private static JsonNode body(Receiver.Received request) {
    return Json.parseObject(request.body().getBytes(StandardCharsets.UTF_8));
  }
}
