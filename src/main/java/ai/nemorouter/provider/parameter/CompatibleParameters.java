package ai.nemorouter.provider.parameter;

import static ai.nemorouter.provider.parameter.Shape.ANY;
import static ai.nemorouter.provider.parameter.Shape.SCALAR;
import static ai.nemorouter.provider.parameter.Shape.SCALARS;
import static ai.nemorouter.provider.parameter.Shape.listOf;
import static ai.nemorouter.provider.parameter.Shape.only;
import static ai.nemorouter.provider.parameter.Shape.scalarOr;

/// The fields of a chat that servers know which speak OpenAI's protocol and more than it, as far as
/// they change neither what a call may cost nor who answers it.
///
/// Sources: the request classes of vLLM (`ChatCompletionRequest`, `SamplingParams`) and SGLang, the
/// README of llama.cpp's server, TGI's `ChatRequest`, and the API references of DeepSeek, Mistral,
/// Moonshot, Groq and Fireworks. Left out of them is what makes answers longer than the ceiling or
/// more of them (`n_predict`, `best_of`, `ignore_eos`, …), what changes the size of pictures
/// (`mm_processor_kwargs`), what loads another model (`lora_path`) or runs code of the client's
/// (`chat_template`, `logits_processors`), and what searches the web.
public final class CompatibleParameters {
  /// How the next token is chosen.
  private static final String[] SAMPLING = {
    "top_k",
    "top_a",
    "min_p",
    "typical_p",
    "top_n_sigma",
    "repetition_penalty",
    "repeat_penalty",
    "repeat_last_n",
    "length_penalty",
    "min_keep",
    "mirostat",
    "mirostat_tau",
    "mirostat_eta",
    "mirostat_target",
    "mirostat_lr",
    "dynatemp_range",
    "dynatemp_exponent",
    "dry_multiplier",
    "dry_base",
    "dry_allowed_length",
    "dry_penalty_last_n",
    "xtc_probability",
    "xtc_threshold",
    "do_sample",
    "random_seed",
    "sampling_seed",
    "watermark",
    "guided_regex",
    "guided_grammar",
    "guided_decoding_backend",
    "guided_whitespace_pattern",
    "grammar_lazy",
    "regex",
    "ebnf"
  };

  /// How the request is read and the answer is written.
  private static final String[] FORM = {
    "add_generation_prompt",
    "continue_final_message",
    "add_special_tokens",
    "truncate_prompt_tokens",
    "include_stop_str_in_output",
    "skip_special_tokens",
    "spaces_between_special_tokens",
    "no_stop_trim",
    "return_tokens_as_token_ids",
    "return_token_ids",
    "n_probs",
    "post_sampling_probs",
    "timings_per_token",
    "return_progress",
    "t_max_predict_ms",
    "cache_prompt",
    "cache_salt",
    "thinking_token_budget",
    "reasoning_format",
    "separate_reasoning",
    "stream_reasoning",
    "parse_tool_calls",
    "context_length_exceeded_behavior",
    "think"
  };

  private static final Shape BIASES =
      (value, at, dropped) ->
          (value.isArray() ? listOf(SCALARS) : ChatParameters.TOKENS).kept(value, at, dropped);

  /// `enable_thinking` may only be false: some do not count thoughts against the ceiling.
  public static final Fields CHAT =
      ChatParameters.COMMON
          .and(ChatParameters.HARMLESS_LABELS, "metadata")
          .and(BIASES, "logit_bias")
          .and(ChatParameters.CACHE_CONTROL, "cache_control")
          .and(Fields.of("type", "budget_tokens", "clear_thinking"), "thinking")
          .and(only(false), "enable_thinking")
          .and(listOf(Fields.of("id", "title", "text")), "documents")
          .and(templateArguments(), "chat_template_kwargs")
          .and(scalarOr(structuredOutputs()), "structured_outputs")
          .and(ANY, "guided_json", "json_schema", "structural_tag", "grammar", "grammar_triggers")
          .and(
              SCALARS,
              "guided_choice",
              "stop_token_ids",
              "stop_regex",
              "bad_words",
              "allowed_token_ids",
              "samplers",
              "dry_sequence_breakers")
          .and(SCALAR, SAMPLING)
          .and(SCALAR, FORM);

  private CompatibleParameters() {}

  private static Fields templateArguments() {
    return Fields.of(
        "enable_thinking",
        "thinking",
        "thinking_mode",
        "thinking_budget",
        "clear_thinking",
        "preserve_thinking",
        "reasoning_effort");
  }

  private static Fields structuredOutputs() {
    return Fields.of("regex", "grammar", "whitespace_pattern", "disable_any_whitespace")
        .and(SCALARS, "choice")
        .and(ANY, "json", "structural_tag");
  }
}
