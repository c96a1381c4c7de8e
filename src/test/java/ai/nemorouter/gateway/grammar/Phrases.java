package ai.nemorouter.gateway.grammar;

import java.util.ArrayList;
import java.util.List;

/// What providers say in their own words.
final class Phrases {
  /// Of a length that a signature may have.
  static final String PROOF = "c2lnbmVkLWJ5LXRoZS1wcm92aWRlcg==";

  static final String CALLS =
      "[{\"index\":0,\"id\":\"call_a\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{\\\"at\\\":\\\"Köln\\\"}\"}},{\"index\":1,\"id\":\"call_b\",\"type\":\"function\",\"function\":{\"name\":\"find\",\"arguments\":\"\"}}]";

  static final String GEMINIS_TEXT =
      "{\"text\":\"Hm.\",\"thought\":true},{\"text\":\"I look.\",\"thoughtSignature\":\"dGV4dA==\"}";

  static final String GEMINIS_CALLS =
      "{\"functionCall\":{\"id\":\"call_a\",\"name\":\"look\",\"args\":{\"at\":\"Köln\"}},\"thoughtSignature\":\""
          + PROOF
          + "\"},{\"functionCall\":{\"id\":\"call_b\",\"name\":\"find\",\"args\":{}}}";

  private Phrases() {}

  static String ofChat(String message) {
    return "{\"id\":\"up-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
        + message
        + "},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":9}}";
  }

  static List<String> chunks(String... deltas) {
    List<String> chunks = new ArrayList<>();
    for (String delta : deltas) {
      chunks.add("{\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]}");
    }
    chunks.add("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
    chunks.add("{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":9}}");
    chunks.add("[DONE]");
    return chunks;
  }

  static String summary(String text) {
    return "{\"type\":\"reasoning.summary\",\"summary\":\""
        + text
        + "\",\"format\":\"openai-responses-v1\",\"index\":0}";
  }

  static String sealed() {
    return "{\"type\":\"reasoning.encrypted\",\"data\":\""
        + PROOF
        + "\",\"id\":\"rs_1\",\"format\":\"openai-responses-v1\",\"index\":1}";
  }

  /// The beginning of a block of Anthropic's.
  static String block(String content) {
    return "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":" + content + "}";
  }

  /// More of a block of Anthropic's.
  static String piece(String delta) {
    return "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":" + delta + "}";
  }

  static String gemini(String parts) {
    return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":["
        + parts
        + "]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":9}}";
  }
}
