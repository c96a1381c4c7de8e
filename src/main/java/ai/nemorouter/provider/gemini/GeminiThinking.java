package ai.nemorouter.provider.gemini;

import ai.nemorouter.provider.chat.AskedReasoning;
import ai.nemorouter.provider.chat.Chat;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// How Gemini is told to think.
final class GeminiThinking {
  private GeminiThinking() {}

  /// Adds `thinkingConfig`, where the model thinks and the client said something about it.
  static void add(Chat chat, GeminiModel model, ObjectNode config) {
    if (!model.thinks()) {
      return;
    }
    AskedReasoning asked = chat.reasoning();
    switch (asked.wish()) {
      case UNSAID -> {}
      case NO -> stop(model, config.putObject("thinkingConfig"));
      case YES -> {
        ObjectNode thinking =
            config.putObject("thinkingConfig").put("includeThoughts", !asked.hidden());
        if (model.thinksByLevel() && asked.budget().isEmpty()) {
          thinking.put("thinkingLevel", level(asked, model));
        } else {
          thinking.put(
              "thinkingBudget",
              Math.clamp(
                  asked.budgetOf(chat.ceiling()), model.fewestThoughts(), model.mostThoughts()));
        }
      }
    }
  }

  /// Not every model can be told not to think; then it thinks as little as it can.
  private static void stop(GeminiModel model, ObjectNode thinking) {
    if (model.thinksByLevel()) {
      thinking.put("thinkingLevel", model.lowestLevel());
    } else {
      thinking.put("thinkingBudget", model.fewestThoughts());
    }
  }

  private static String level(AskedReasoning asked, GeminiModel model) {
    return switch (asked.effort() == null ? "medium" : asked.effort()) {
      case "minimal" -> model.lowestLevel();
      case "low" -> "low";
      case "high", "xhigh", "max" -> "high";
      default -> "medium";
    };
  }
}
