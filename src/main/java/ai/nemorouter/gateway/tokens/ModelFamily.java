package ai.nemorouter.gateway.tokens;

import java.util.Locale;
import java.util.regex.Pattern;

/// Models that count alike: one vocabulary, one way to wrap messages. Which one it is decides how
/// tight a hold can be.
///
/// The three OpenAI families are recognized only under the author `openai` (or without an author),
/// by the names that OpenAI's tiktoken maps to a vocabulary (`tiktoken/model.py`); gpt-5.1 to
/// gpt-5.6, which it leaves out, as the npm package `gpt-tokenizer` 4.0.0 does. A newer name, and a
/// lookalike of another author, is `OTHER`.
public enum ModelFamily {
  /// gpt-4o, gpt-4.1, gpt-4.5, gpt-5, the o series: vocabulary o200k_base.
  O200K(Vocabulary.O200K, 100, 16, 5, 96),

  /// gpt-4, gpt-3.5 and the embeddings: vocabulary cl100k_base.
  CL100K(Vocabulary.CL100K, 100, 16, 5, 96),

  /// OpenAI's open models: the texts are counted with o200k_base, but every host puts OpenAI's
  /// Harmony preamble of some seventy tokens before them, and more where there are tools.
  GPT_OSS(Vocabulary.O200K, 100, 192, 8, 192),

  /// No public vocabulary. Claude's documentation puts the newer tokenizer some 30 % above the
  /// former, and its tool prompt at up to 530 tokens.
  ANTHROPIC(Vocabulary.O200K, 200, 64, 12, 700),

  /// Gemini, DeepSeek, Qwen, Llama 3 and newer: vocabularies of more than a hundred thousand
  /// tokens. Those that are public (Gemma 3's stands for Gemini's) were measured to make at most
  /// 136 % of our tokens in scripts they know well, beside digits.
  LARGE_VOCABULARY(Vocabulary.O200K, 150, 64, 12, 700),

  /// All others, whatever they are.
  OTHER(Vocabulary.O200K, 200, 128, 12, 700);

  private static final Pattern O200K_NAMES =
      Pattern.compile(
          "(chatgpt-4o|gpt-4o|gpt-4\\.1|gpt-4\\.5|gpt-5|o1|o3|o4-mini|codex-mini)([-.:].*)?");
  private static final Pattern CL100K_NAMES =
      Pattern.compile(
          "(gpt-4|gpt-3\\.5-turbo|gpt-3\\.5|text-embedding-ada-002|text-embedding-3-(small|large))([-:].*)?");

  private static final Pattern NEWER_LLAMA = Pattern.compile("llama-[3-9].*");

  private final Vocabulary vocabulary;
  private final int percent;
  private final int tokensPerRequest;
  private final int tokensPerMessage;
  private final int tokensOfTools;

  ModelFamily(
      Vocabulary vocabulary,
      int percent,
      int tokensPerRequest,
      int tokensPerMessage,
      int tokensOfTools) {
    this.vocabulary = vocabulary;
    this.percent = percent;
    this.tokensPerRequest = tokensPerRequest;
    this.tokensPerMessage = tokensPerMessage;
    this.tokensOfTools = tokensOfTools;
  }

  /// @param slug a model's name here, `author/name`, or a bare name as callers may write it
  public static ModelFamily of(String slug) {
    String lower = slug.toLowerCase(Locale.ROOT);
    String author = author(lower);
    String name = lower.substring(lower.indexOf('/') + 1);
    return switch (author) {
      case "openai", "" -> ofOpenAi(name);
      case "anthropic" -> ANTHROPIC;
      case "google", "deepseek", "qwen" -> LARGE_VOCABULARY;
      case "meta-llama" -> NEWER_LLAMA.matcher(name).matches() ? LARGE_VOCABULARY : OTHER;
      default -> OTHER;
    };
  }

  /// Whether texts are counted as the provider counts them, or bounded with a margin.
  public boolean isExact() {
    return percent == 100;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /// How many tokens this family's vocabulary may make of a text for which ours makes a hundred.
  int percent() {
    return percent;
  }

  /// The most that the opening, the priming of the answer and the chat template's own words add.
  int tokensPerRequest() {
    return tokensPerRequest;
  }

  /// The most that role and separators of one message add.
  int tokensPerMessage() {
    return tokensPerMessage;
  }

  /// The most that the introduction of tools adds, once.
  int tokensOfTools() {
    return tokensOfTools;
  }

  private static ModelFamily ofOpenAi(String name) {
    if (O200K_NAMES.matcher(name).matches()) {
      return O200K;
    }
    if (CL100K_NAMES.matcher(name).matches()) {
      return CL100K;
    }
    return name.startsWith("gpt-oss") ? GPT_OSS : OTHER;
  }

  /// OpenRouter's names of newest versions begin with a tilde, as in
  /// `~anthropic/claude-opus-latest`.
  private static String author(String slug) {
    int slash = slug.indexOf('/');
    String author = slash < 0 ? "" : slug.substring(0, slash);
    return author.startsWith("~") ? author.substring(1) : author;
  }
}
