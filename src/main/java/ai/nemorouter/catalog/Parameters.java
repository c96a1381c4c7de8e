package ai.nemorouter.catalog;

import ai.nemorouter.provider.dialect.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Which parameters of a request a model takes, in OpenRouter's words.
final class Parameters {
  private static final List<String> OF_CHAT =
      List.of("max_tokens", "max_completion_tokens", "stop");
  private static final List<String> OF_SAMPLING =
      List.of(
          "temperature",
          "top_p",
          "seed",
          "frequency_penalty",
          "presence_penalty",
          "logit_bias",
          "logprobs",
          "top_logprobs");
  private static final List<String> OF_TOOLS =
      List.of(
          "response_format", "structured_outputs", "tools", "tool_choice", "parallel_tool_calls");
  private static final List<String> OF_REASONING =
      List.of("reasoning", "reasoning_effort", "include_reasoning");

  private Parameters() {}

  static List<String> of(
      Set<Operation> operations, boolean tools, boolean reasoning, boolean sampling) {
    List<String> parameters = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      if (operations.contains(operation)) {
        parameters.addAll(own(operation, tools, reasoning, sampling));
      }
    }
    return parameters.stream().distinct().toList();
  }

  private static List<String> own(
      Operation operation, boolean tools, boolean reasoning, boolean sampling) {
    return switch (operation) {
      case CHAT -> ofChat(tools, reasoning, sampling);
      case EMBEDDINGS -> List.of("dimensions", "encoding_format");
      case IMAGES -> List.of("n", "size", "quality", "response_format");
      case SPEECH -> List.of("voice", "response_format", "speed");
      case TRANSCRIPTIONS -> List.of("language", "prompt", "response_format", "temperature");
      case MODERATIONS -> List.of();
      case RERANK -> List.of("top_n", "return_documents");
    };
  }

  private static List<String> ofChat(boolean tools, boolean reasoning, boolean sampling) {
    List<String> parameters = new ArrayList<>(OF_CHAT);
    if (sampling) {
      parameters.addAll(OF_SAMPLING);
    }
    if (tools) {
      parameters.addAll(OF_TOOLS);
    } else {
      parameters.add("response_format");
    }
    if (reasoning) {
      parameters.addAll(OF_REASONING);
    }
    return parameters;
  }
}
