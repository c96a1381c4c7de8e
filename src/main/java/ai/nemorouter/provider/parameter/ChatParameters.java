package ai.nemorouter.provider.parameter;

import static ai.nemorouter.provider.parameter.Shape.ANY;
import static ai.nemorouter.provider.parameter.Shape.SCALAR;
import static ai.nemorouter.provider.parameter.Shape.SCALARS;
import static ai.nemorouter.provider.parameter.Shape.listOf;
import static ai.nemorouter.provider.parameter.Shape.mapOf;
import static ai.nemorouter.provider.parameter.Shape.oneOf;
import static ai.nemorouter.provider.parameter.Shape.scalarOr;

import java.util.regex.Pattern;

/// The fields of a chat that each kind of provider knows and that change neither what a call may
/// cost nor who answers it, other than by what the estimate counts.
///
/// Sources: OpenAI's API reference ("Create chat completion") and OpenRouter's "Parameters".
public final class ChatParameters {
  /// What the gateway itself decides or counts.
  private static final Fields GOVERNED =
      Fields.of("model", "max_completion_tokens", "n", "stream")
          .and(
              Fields.of("include_usage", "include_obfuscation", "continuous_usage_stats"),
              "stream_options");

  /// Tiers that cost the listed price or less. `auto` is what an absent field means.
  private static final Shape CHEAP_TIERS =
      oneOf("auto", "default", "flex", "on_demand", "standard_only");

  static final Fields CACHE_CONTROL = Fields.of("type", "ttl");

  private static final Shape RESPONSE_FORMAT =
      Fields.of("type", "grammar", "pattern")
          .and(ANY, "schema", "structures", "triggers", "format", "value")
          .and(Fields.of("name", "description", "strict").and(ANY, "schema"), "json_schema");

  static final Shape TOKENS = mapOf(Pattern.compile("-?\\d{1,9}"));

  /// Names of the client's own, as OpenAI keeps them beside a call.
  private static final Shape LABELS = mapOf(Pattern.compile("(?s).{1,64}"));

  /// The same for servers that may look for parameters there.
  static final Shape HARMLESS_LABELS =
      (value, at, dropped) -> LABELS.kept(NeverPassedOn.without(value, at, dropped), at, dropped);

  private static final Shape PREDICTION =
      Fields.of("type").and(scalarOr(listOf(Fields.of("type", "text"))), "content");

  private static final Shape SPEECH = Fields.of("format").and(scalarOr(Fields.of("id")), "voice");

  private static final Shape REASONING =
      Fields.of("effort", "max_tokens", "enabled", "exclude", "summary");

  /// What every server of OpenAI's protocol may be asked.
  static final Fields COMMON =
      GOVERNED
          .and(listOf(Turns.MESSAGE), "messages")
          .and(
              SCALAR,
              "temperature",
              "top_p",
              "frequency_penalty",
              "presence_penalty",
              "seed",
              "logprobs",
              "top_logprobs",
              "user",
              "safety_identifier",
              "prompt_cache_key",
              "parallel_tool_calls",
              "reasoning_effort",
              "include_reasoning",
              "verbosity",
              "store")
          .and(SCALARS, "stop")
          .and(TOKENS, "logit_bias")
          .and(RESPONSE_FORMAT, "response_format")
          .and(Tools.LIST, "tools")
          .and(Tools.CHOICE, "tool_choice")
          .and(listOf(Tools.FUNCTION), "functions")
          .and(scalarOr(Fields.of("name")), "function_call")
          .and(REASONING, "reasoning")
          .and(PREDICTION, "prediction")
          .and(SPEECH, "audio")
          .and(listOf(oneOf("text", "audio")), "modalities")
          .and(CHEAP_TIERS, "service_tier");

  /// OpenAI itself, and Azure.
  public static final Fields OPENAI =
      COMMON.and(LABELS, "metadata").and(SCALAR, "prompt_cache_retention");

  public static final Fields OPENROUTER =
      COMMON
          .and(HARMLESS_LABELS, "metadata")
          .and(SCALAR, "top_k", "top_a", "min_p", "repetition_penalty", "structured_outputs")
          .and(CACHE_CONTROL, "cache_control")
          .and(Fields.of("aspect_ratio"), "image_config");

  /// What `provider.anthropic` puts into Anthropic's words, which is all that is sent.
  public static final Fields ANTHROPIC =
      GOVERNED
          .and(
              ANY,
              "messages",
              "tools",
              "tool_choice",
              "parallel_tool_calls",
              "response_format",
              "reasoning",
              "reasoning_effort",
              "include_reasoning",
              "temperature",
              "top_p",
              "top_k",
              "stop",
              "user",
              "logprobs",
              "modalities",
              "audio",
              "functions",
              "function_call")
          .and(CACHE_CONTROL, "cache_control");

  /// The same of `provider.gemini`.
  public static final Fields GEMINI =
      ANTHROPIC
          .without("cache_control", "parallel_tool_calls", "user")
          .and(SCALAR, "presence_penalty", "frequency_penalty", "seed", "top_logprobs");

  private ChatParameters() {}
}
