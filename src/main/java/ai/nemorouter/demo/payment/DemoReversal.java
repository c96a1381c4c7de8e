package ai.nemorouter.demo.payment;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A refund or a dispute as the stand-in for Stripe keeps it, in memory.
final class DemoReversal {
  private final String id;
  private final Kind kind;
  private final DemoPaymentSession session;
  private final long cents;
  private final @Nullable String ours;
  private final Instant created = Instant.now();
  private String status;

  /// What it is.
  enum Kind {
    REFUND("refund", "re_"),
    DISPUTE("dispute", "dp_");

    private final String word;
    private final String prefix;

    Kind(String word, String prefix) {
      this.word = word;
      this.prefix = prefix;
    }

    String word() {
      return word;
    }
  }

  /// @param ours what the metadata says about a refund
  DemoReversal(
      Kind kind, DemoPaymentSession session, long cents, @Nullable String ours, String status) {
    this.id = kind.prefix + Ids.next().toString().replace("-", "");
    this.kind = kind;
    this.session = session;
    this.cents = cents;
    this.ours = ours;
    this.status = status;
  }

  Kind kind() {
    return kind;
  }

  DemoPaymentSession session() {
    return session;
  }

  Instant created() {
    return created;
  }

  synchronized String status() {
    return status;
  }

  synchronized void become(String next) {
    status = next;
  }

  /// Whether money is gone for it.
  synchronized boolean isTaking() {
    return switch (status) {
      case "succeeded", "pending", "needs_response", "lost" -> true;
      default -> false;
    };
  }

  long cents() {
    return cents;
  }

  ObjectNode json() {
    ObjectNode json =
        Json.object()
            .put("id", id)
            .put("object", kind.word)
            .put("payment_intent", session.intentId())
            .put("amount", cents)
            .put("currency", session.currency())
            .put("created", created.getEpochSecond())
            .put("status", status());
    if (kind == Kind.DISPUTE) {
      json.put("reason", "product_not_received").put("livemode", false);
      json.putObject("evidence_details")
          .put("due_by", created.plusSeconds(604_800).getEpochSecond());
    }
    ObjectNode metadata = json.putObject("metadata");
    if (ours != null) {
      metadata.put("refund", ours);
    }
    return json;
  }
}
