package ai.nemorouter.audit.webhook;

import ai.nemorouter.audit.chain.AuditBlock;
import ai.nemorouter.audit.chain.AuditChains;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.webhook.Webhook;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;

/// What a receiver of an audit log is sent.
///
/// @param id by which it knows the message; the same each time it is tried
/// @param body JSON, see `docs/audit.md`
record AuditMessage(String id, String body) {
  static AuditMessage of(AuditChains.Content content) {
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
    String id = Webhook.messageId(block.orgId()) + "_" + block.number();
    return new AuditMessage(id, Json.write(event));
  }

  static AuditMessage test(UUID orgId) {
    ObjectNode event =
        Json.object().put("type", "audit.test").put("timestamp", Instant.now().toString());
    event.putObject("data").put("organization", orgId.toString());
    return new AuditMessage(Webhook.messageId(Ids.next()), Json.write(event));
  }
}
