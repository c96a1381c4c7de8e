package ai.nemorouter.guardrail.finding;

import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where something was found, as it may be written down: numbers, and the names of the formats'
/// fields. Another name is a caller's own and may itself say something.
final class FindingPlaces {
  private static final String OTHER = "other";
  private static final int LENGTH_MAX = 200;
  private static final Pattern NAME = Pattern.compile("[^.\\[\\]]+");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

  private static final Set<String> FIELDS =
      Set.of(
          "annotations",
          "arguments",
          "audio",
          "audio_url",
          "body",
          "choices",
          "citations",
          "content",
          "custom",
          "data",
          "delta",
          "detail",
          "document",
          "documents",
          "file",
          "file_data",
          "file_id",
          "filename",
          "format",
          "function",
          "function_call",
          "id",
          "image",
          "image_url",
          "images",
          "input",
          "input_audio",
          "instructions",
          "language",
          "message",
          "messages",
          "metadata",
          "name",
          "output",
          "prediction",
          "prompt",
          "query",
          "reasoning",
          "reasoning_content",
          "reasoning_details",
          "refusal",
          "response_format",
          "results",
          "revised_prompt",
          "role",
          "segments",
          "signature",
          "stop",
          "suffix",
          "summary",
          "system",
          "text",
          "thinking",
          "title",
          "tool_call_id",
          "tool_calls",
          "transcript",
          "type",
          "url",
          "user",
          "video_url",
          "voice",
          "word",
          "words");

  private FindingPlaces() {}

  static String of(String path) {
    String cut = path.substring(0, Math.min(path.length(), LENGTH_MAX));
    return NAME.matcher(cut).replaceAll(FindingPlaces::known);
  }

  private static String known(MatchResult name) {
    String text = name.group();
    boolean known = FIELDS.contains(text) || NUMBER.matcher(text).matches();
    return Matcher.quoteReplacement(known ? text : OTHER);
  }
}
