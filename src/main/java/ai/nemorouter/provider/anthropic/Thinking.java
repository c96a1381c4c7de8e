package ai.nemorouter.provider.anthropic;

import ai.nemorouter.provider.chat.AskedReasoning;
import ai.nemorouter.provider.chat.Chat;
import ai.nemorouter.provider.dialect.UntranslatableException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// How Claude is told to think. Where the request has what Claude refuses to think with, it does
/// not think: the answer counts for more than the thoughts.
final class Thinking {
  private static final long FEWEST_TOKENS = 1_024;

  private Thinking() {}

  /// Adds `thinking` and the effort to a request.
  static void add(Chat chat, ClaudeModel model, ObjectNode request) throws UntranslatableException {
    AskedReasoning asked = chat.reasoning();
    switch (asked.wish()) {
      case UNSAID -> {}
      case NO -> stop(model, request);
      case YES -> {
        if (chat.toolChoice().isForced() || isContinued(chat.messages())) {
          return;
        }
        if (model.thinksByEffort()) {
          byEffort(asked, model, request);
        } else {
          byBudget(chat, asked, request);
        }
      }
    }
  }

  private static void stop(ClaudeModel model, ObjectNode request) {
    if (!model.thinksByItself()) {
      return;
    }
    if (model.canBeStoppedThinking()) {
      request.putObject("thinking").put("type", "disabled");
    } else {
      request.withObject("/output_config").put("effort", "low");
    }
  }

  private static void byEffort(AskedReasoning asked, ClaudeModel model, ObjectNode request) {
    request
        .putObject("thinking")
        .put("type", "adaptive")
        .put("display", asked.hidden() ? "omitted" : "summarized");
    if (asked.effort() != null) {
      request
          .withObject("/output_config")
          .put("effort", effort(asked.effort(), model.knowsHighestEfforts()));
    }
  }

  private static String effort(String asked, boolean highest) {
    return switch (asked) {
      case "minimal", "low" -> "low";
      case "high" -> "high";
      case "xhigh" -> highest ? "xhigh" : "high";
      case "max" -> "max";
      default -> "medium";
    };
  }

  private static void byBudget(Chat chat, AskedReasoning asked, ObjectNode request)
      throws UntranslatableException {
    long ceiling = chat.ceiling();
    if (ceiling <= FEWEST_TOKENS || calledToolsWithoutThinking(chat.messages())) {
      return;
    }
    ObjectNode thinking =
        request
            .putObject("thinking")
            .put("type", "enabled")
            .put("budget_tokens", Math.clamp(asked.budgetOf(ceiling), FEWEST_TOKENS, ceiling - 1));
    if (asked.hidden()) {
      thinking.put("display", "omitted");
    }
  }

  /// A beginning that the model shall continue leaves no room for thoughts before it.
  private static boolean isContinued(List<ObjectNode> messages) {
    return !messages.isEmpty() && messages.getLast().path("role").asText().equals("assistant");
  }

  /// Results of tools that were called without signed thoughts must be answered without thinking.
  private static boolean calledToolsWithoutThinking(List<ObjectNode> messages) {
    boolean results = false;
    for (ObjectNode message : messages.reversed()) {
      switch (message.path("role").asText()) {
        case "tool" -> results = true;
        case "assistant" -> {
          return results && ThinkingBlocks.of(message.path("reasoning_details")).isEmpty();
        }
        default -> {}
      }
    }
    return false;
  }
}
