package ai.nemorouter.benchmark;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.money.Money;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.openai.OpenAi;
import java.net.URI;

/// Models of several families and prices, as the catalogue's snapshot of 2026-11-22 lists them.
enum SampleModel {
  GPT_4O_MINI("openai/gpt-4o-mini", 128_000, 16_384, "0.15", "0.15", "0.6"),
  GPT_4O("openai/gpt-4o", 128_000, 16_384, "2.5", "2.5", "10"),
  GPT_4_1_MINI("openai/gpt-4.1-mini", 1_000_000, 32_768, "0.4", "0.4", "1.6"),
  GPT_5("openai/gpt-5", 400_000, 65_536, "1.25", "1.25", "10"),
  GPT_5_6("openai/gpt-5.6-sol", 1_050_000, 65_536, "4", "5", "20"),
  GPT_3_5("openai/gpt-3.5-turbo", 16_385, 4_096, "0.5", "0.5", "1.5"),
  CLAUDE_SONNET("anthropic/claude-sonnet-4.6", 1_000_000, 32_768, "3", "3.75", "15"),
  CLAUDE_OPUS("anthropic/claude-opus-4.8", 1_000_000, 32_768, "5", "6.25", "25"),
  GEMINI("google/gemini-2.5-flash", 1_048_576, 65_536, "0.3", "0.3", "2.5"),
  DEEPSEEK("deepseek/deepseek-chat-v3.1", 131_072, 16_384, "0.27", "0.27", "1"),
  QWEN("qwen/qwen3-235b-a22b", 131_072, 16_384, "0.13", "0.13", "0.6"),
  LLAMA("meta-llama/llama-3.3-70b-instruct", 131_072, 16_384, "0.13", "0.13", "0.39");

  private static final Provider PROVIDER =
      new Provider(
          "sample", new OpenAi(), URI.create("http://localhost/v1"), null, "x-cost", false);

  private final String slug;
  private final long context;
  private final long outputCeiling;
  private final String input;
  private final String cacheWrite;
  private final String output;

  SampleModel(
      String slug,
      long context,
      long outputCeiling,
      String input,
      String cacheWrite,
      String output) {
    this.slug = slug;
    this.context = context;
    this.outputCeiling = outputCeiling;
    this.input = input;
    this.cacheWrite = cacheWrite;
    this.output = output;
  }

  String slug() {
    return slug;
  }

  boolean seesImages() {
    return switch (this) {
      case GPT_3_5, DEEPSEEK, QWEN, LLAMA -> false;
      default -> true;
    };
  }

  Price price() {
    return new Price(
        1,
        new Rates(
            Money.ofUsd(input), Money.ofUsd(input), Money.ofUsd(cacheWrite), Money.ofUsd(output)),
        null);
  }

  Offering offering() {
    return new Offering(
        slug, slug, PROVIDER, slug, Operation.CHAT_ONLY, context, outputCeiling, price());
  }

  /// In hundredths of o200k's count, the range of what this model's tokenizer makes of a sample.
  /// For Anthropic, Claude 2's count stands in, and up to 35 % more for the newer tokenizer that
  /// its documentation tells of; for Google, Gemma 3's; for the others the range of five public
  /// ones.
  Range percentOf(SampleText text) {
    return switch (this) {
      case GPT_4O_MINI, GPT_4O, GPT_4_1_MINI, GPT_5, GPT_5_6, GPT_3_5 -> new Range(100, 100);
      case CLAUDE_SONNET, CLAUDE_OPUS ->
          new Range(100 * text.claude2() / text.o200k(), 135 * text.claude2() / text.o200k());
      case GEMINI ->
          new Range(95 * text.gemma3() / text.o200k(), 105 * text.gemma3() / text.o200k());
      case DEEPSEEK, QWEN, LLAMA ->
          new Range(
              100 * text.othersFewest() / text.o200k(), 100 * text.othersMost() / text.o200k());
    };
  }

  /// Both ends included.
  record Range(int from, int to) {}
}
