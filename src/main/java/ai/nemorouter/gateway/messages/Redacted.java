package ai.nemorouter.gateway.messages;

import ai.nemorouter.gateway.chat.Block;
import ai.nemorouter.gateway.chat.OpaqueDetail;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The data of a thought that only its provider can read.
final class Redacted {
  private static final String ANTHROPIC = "anthropic";

  private Redacted() {}

  /// Anthropic's own data as it is; another provider's with all that must come back with it.
  static String data(Block block) {
    ObjectNode detail = block.reasoningDetail();
    boolean own =
        !detail.hasNonNull("id") && detail.path("format").asText(ANTHROPIC).startsWith(ANTHROPIC);
    return own ? detail.path("data").asText("") : OpaqueDetail.write(detail);
  }
}
