package ai.nemorouter.gateway.grammar;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one stream says, whatever the dialect, and how its bytes are laid out.
public record Shape(
    Heartbeats heartbeats, LineEnd lineEnd, Finish finish, Usage usage, Calls calls) {
  public static final int PROMPT_TOKENS = 1_000;
  public static final int COMPLETION_TOKENS = 20;

  /// Before, between and after all events.
  public enum Heartbeats {
    NONE,
    COMMENTS,
    PINGS
  }

  public enum LineEnd {
    LF("\n"),
    CRLF("\r\n"),
    CR("\r");

    private final String text;

    LineEnd(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /// Why the answer ends, as the provider says it.
  public enum Finish {
    STOP("stop", "end_turn", "STOP"),
    LENGTH("length", "max_tokens", "MAX_TOKENS"),
    TOOL_CALLS("tool_calls", "tool_use", "STOP"),
    CONTENT_FILTER("content_filter", "refusal", "SAFETY"),
    UNKNOWN("eos", "eos", "EOS"),
    EMPTY("", "", ""),
    NULL(null, null, null),
    MISSING(null, null, null);

    private final @Nullable String openAi;
    private final @Nullable String anthropic;
    private final @Nullable String gemini;

    Finish(@Nullable String openAi, @Nullable String anthropic, @Nullable String gemini) {
      this.openAi = openAi;
      this.anthropic = anthropic;
      this.gemini = gemini;
    }

    @Nullable String openAi() {
      return openAi;
    }

    @Nullable String anthropic() {
      return anthropic;
    }

    @Nullable String gemini() {
      return gemini;
    }

    /// Whether the provider says by it that the answer is finished.
    public boolean isReal() {
      return openAi != null && !openAi.isEmpty();
    }

    /// In the words of chat completions.
    public String expected(boolean callsTools) {
      return switch (this) {
        case LENGTH -> "length";
        case CONTENT_FILTER -> "content_filter";
        default -> callsTools ? "tool_calls" : "stop";
      };
    }
  }

  public enum Usage {
    IN_LAST_CHUNK,
    IN_CHUNK_OF_ITS_OWN,
    IN_EVERY_CHUNK,
    NONE,
    NULL
  }

  /// Every shape of those calls, plainly laid out.
  public static List<Shape> plain(List<Calls> calls) {
    List<Shape> all = new ArrayList<>();
    for (Finish finish : Finish.values()) {
      for (Usage usage : Usage.values()) {
        calls.forEach(call -> all.add(new Shape(Heartbeats.NONE, LineEnd.LF, finish, usage, call)));
      }
    }
    return all;
  }

  /// The same stream in every layout.
  public List<Shape> layouts() {
    List<Shape> all = new ArrayList<>();
    for (Heartbeats beats : Heartbeats.values()) {
      for (LineEnd end : LineEnd.values()) {
        all.add(new Shape(beats, end, finish, usage, calls));
      }
    }
    return all;
  }
}
