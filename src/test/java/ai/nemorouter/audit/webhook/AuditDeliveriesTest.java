package ai.nemorouter.audit.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.audit.AuditWorld;
import ai.nemorouter.audit.chain.AuditChains;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.secret.SigningSecret;
import ai.nemorouter.testsupport.Receiver;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditDeliveriesTest {
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
