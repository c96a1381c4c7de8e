package ai.nemorouter.provider.openai;

import ai.nemorouter.provider.chat.ChatUsage;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// What compatible servers say in words of their own, said in the gateway's as well.
public final class OpenAiAnswer {
  private OpenAiAnswer() {}

  /// @param answer a whole one or a chunk, which is changed
  public static ObjectNode of(ObjectNode answer) {
    if (answer.path("usage") instanceof ObjectNode usage) {
      nameCachedTokens(usage);
    }
    return answer;
  }

  /// DeepSeek and Moonshot count what they read from their caches in fields of their own.
  private static void nameCachedTokens(ObjectNode usage) {
    if (usage.path("prompt_tokens_details").hasNonNull("cached_tokens")) {
      return;
    }
    for (String name : List.of("prompt_cache_hit_tokens", "cached_tokens")) {
      if (usage.path(name).isIntegralNumber()) {
        if (!usage.path("prompt_tokens_details").isObject()) {
          usage.remove("prompt_tokens_details");
        }
        ChatUsage.ofPrompt(usage, "cached_tokens", usage.path(name));
        return;
      }
    }
  }
}
