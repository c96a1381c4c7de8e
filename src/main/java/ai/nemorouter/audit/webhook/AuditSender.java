package ai.nemorouter.audit.webhook;

import ai.nemorouter.audit.AuditConfig;
import ai.nemorouter.audit.chain.AuditBlock;
import ai.nemorouter.audit.chain.AuditChains;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.outbound.OutboundHttp;
import ai.nemorouter.platform.outbound.OutboundTarget.Reach;
import ai.nemorouter.platform.secret.Secrets;
import ai.nemorouter.platform.secret.SigningSecret;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sends one message to a receiver of an audit log, once.
@ApplicationScoped
class AuditSender {
  private static final int SUCCESS = 200;
  private static final int REDIRECT = 300;
  private static final int GONE = 410;

  private final OutboundHttp http;
  private final AuditWebhookRows rows;
  private final Database database;
  private final Secrets secrets;
  private final AuditConfig config;

  AuditSender(
      OutboundHttp http,
      AuditWebhookRows rows,
      Database database,
      Secrets secrets,
      AuditConfig config) {
    this.http = http;
    this.rows = rows;
    this.database = database;
    this.secrets = secrets;
    this.config = config;
  }

  /// @param signing which all sign: for a day after a rotation the secret before does as well
  record Destination(String address, List<SigningSecret> signing) {}

  /// @param status of the answer; null where there was none
  /// @param error what went wrong, as a sentence; null where nothing did
  record Sent(@Nullable Integer status, @Nullable String error) {
    boolean isDelivered() {
      return error == null;
    }

    boolean isGone() {
      return status != null && status == GONE;
    }
  }

  /// In a transaction of its own, which is over before anything is sent.
  ///
  /// @throws IllegalStateException if its secrets cannot be read
  Optional<Destination> destination(UUID orgId) {
    return database.inOrganization(
        orgId, () -> rows.of(orgId).map(webhook -> destination(orgId, webhook)));
  }

  private Destination destination(UUID orgId, AuditWebhookEntity webhook) {
    String place = AuditWebhooks.secretPlace(orgId, webhook.id());
    List<SigningSecret> signing = new ArrayList<>();
    signing.add(new SigningSecret(secrets.open(webhook.secret(), place)));
    String previous = webhook.previousSecret(database.now());
    if (previous != null) {
      signing.add(new SigningSecret(secrets.open(previous, place)));
    }
    return new Destination(webhook.address(), signing);
  }

  Sent send(Destination destination, AuditChains.Content content) {
    AuditBlock block = content.block();
    ObjectNode event = Json.object().put("type", "audit.block");
    event.put("timestamp", AuditBlock.time(block.sealedAt()));
    ObjectNode data = event.putObject("data").put("organization", block.orgId().toString());
    data.putObject("block")
        .put("number", block.number())
        .put("previous", block.previous())
        .put("hash", block.hash())
        .put("entries", block.entries())
        .put("sealed_at", AuditBlock.time(block.sealedAt()));
    ArrayNode entries = data.putArray("entries");
    content.entries().forEach(entry -> entries.add(AuditBlock.json(entry)));
    data.set("head", Json.tree(content.head().json()));
    return post(destination, messageId(block), Json.write(event));
  }

  Sent test(Destination destination, UUID orgId) {
    ObjectNode event =
        Json.object().put("type", "audit.test").put("timestamp", Instant.now().toString());
    event.putObject("data").put("organization", orgId.toString());
    return post(destination, "msg_" + Ids.next().toString().replace("-", ""), Json.write(event));
  }

  /// The same at each attempt, so that a receiver can tell what it has already.
  private static String messageId(AuditBlock block) {
    return "msg_" + block.orgId().toString().replace("-", "") + "_" + block.number();
  }

  private Sent post(Destination destination, String messageId, String body) {
    OutboundHttp.Outcome outcome =
        http.post(
            destination.address(),
            Reach.of(config.allowPrivateTargets()),
            SigningSecret.headers(destination.signing(), messageId, body),
            body,
            config.deliveryTimeout());
    return switch (outcome) {
      case OutboundHttp.Outcome.Answered(int status, String _) ->
          status >= SUCCESS && status < REDIRECT
              ? new Sent(status, null)
              : new Sent(status, "The receiver answered with HTTP status " + status + ".");
      case OutboundHttp.Outcome.Refused(String reason) -> new Sent(null, reason);
      case OutboundHttp.Outcome.Failed(String reason) -> new Sent(null, reason);
    };
  }
}
