package ai.nemorouter.provider.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/// Why an answer ended: one of four words, whatever the provider said.
public final class FinishReason {
  public static final String TOOL_CALLS = "tool_calls";
  private static final String STOP = "stop";
  private static final String LENGTH = "length";
  private static final int NATIVE_LENGTH_MAX = 64;

  private FinishReason() {}

  /// @param told the provider's word; empty while it goes on
  /// @param callsTools whether the answer calls tools
  public static String of(String told, boolean callsTools) {
    String plain =
        switch (told.toLowerCase(Locale.ROOT)) {
          case "length", "max_tokens", "model_length", "max_output_tokens" -> LENGTH;
          case "content_filter", "safety", "sensitive", "refusal" -> "content_filter";
          case "tool_calls", "tool_use", "function_call" ->
              told.equals("function_call") ? told : TOOL_CALLS;
          default -> STOP;
        };
    boolean callsNone = plain.equals(TOOL_CALLS) && !callsTools;
    if (callsNone) {
      return STOP;
    }
    return plain.equals(STOP) && callsTools ? TOOL_CALLS : plain;
  }

  /// Why a choice ended that came in one piece: it has ended, though some servers do not say why.
  public static String ofWhole(JsonNode choice) {
    String told = choice.path("finish_reason").asText("");
    return told.isBlank() ? STOP : told;
  }

  /// Whether the answer is only as long as it may be, and may break off anywhere.
  public static boolean isCut(String told) {
    return of(told, false).equals(LENGTH);
  }

  /// The provider's own word, as clients may keep it.
  public static String nativeWord(String told) {
    return told.length() <= NATIVE_LENGTH_MAX ? told : told.substring(0, NATIVE_LENGTH_MAX);
  }
}
