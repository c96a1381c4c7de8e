package ai.nemorouter.migration.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is taken for a model's name in what people paste, and what is not.
class ModelNamesTest {
  private static final Set<String> AUTHORS =
      Set.of("openai", "anthropic", "google", "meta-llama", "mistralai", "deepseek", "qwen");
  private static final ModelNames NAMES =
      new ModelNames(AUTHORS, name -> name.equals("openai/codex-mini") || name.equals("fast"));

  private static final String PYTHON =
      """
      import os
      from openai import OpenAI
      client = OpenAI(base_url="https://openrouter.ai/api/v1", api_key=os.environ["OPENROUTER_API_KEY"])
      answer = client.chat.completions.create(
          model="openai/gpt-4o-2024-08-06",
          extra_body={"models": ["anthropic/claude-3.5-sonnet", "meta-llama/llama-3.1-70b-instruct:free"], "provider": {"order": ["openai"]}},
          messages=[{"role": "user", "content": "What is 1/2 or text/plain?"}],
      )
      EMBEDDER = 'text-embedding-3-small'
      """;

  private static final String JAVASCRIPT =
      """
      import { z } from 'openai/helpers/zod';
      import Resource from 'openai/resources-2';
      import { createOpenRouter } from '@openrouter/ai-sdk-provider';
      const model = openrouter('google/gemini-2.5-flash:nitro');
      const other = openai.chat(`gpt-4.1-mini`);
      const chosen = process.env.MODEL ?? "openrouter/auto";
      const small = { model: 'o3-mini', preset: '@preset/email-writer' };
      """;

  private static final String JAVA =
      """
      var params = ChatCompletionCreateParams.builder().model(ChatModel.GPT_4_1_MINI).addUserMessage("hi").build();
      var other = builder.model("anthropic/claude-opus-4.5").build();
      var dated = ChatModel.GPT_4O_2024_08_06;
      """;

  private static final String ENVIRONMENT =
      """
      # models
      OPENROUTER_API_KEY=
      OPENAI_MODEL=gpt-4o
      FALLBACK_MODEL="~anthropic/claude-sonnet-latest"
      LITELLM_MODEL=openrouter/mistralai/mixtral-8x7b-instruct
      LOG_LEVEL=info
      MODEL_DIR=/var/lib/models
      """;

  private static final String LOG =
      """
      {"ts":"2026-11-01","path":"/api/v1/chat/completions","model":"deepseek/deepseek-r1:online","status":200,"type":"application/json"}
      {"ts":"2026-11-01","model":"acme/in-house-7b","status":404}
      {"ts":"2026-11-01","model":"fast","status":200}
      """;

  private static final String LIST =
      """
      openai/codex-mini
      - qwen/qwen3-coder
      someone/new-model-2:free,
      gemini-1.5-pro
      """;

  private static final String OTHERS =
      """
      req := openai.ChatCompletionRequest{Model: "gpt-4-turbo"}
      model_list:
        - model_name: claude-3-5-haiku-latest
      $body = ['model' => 'mistralai/mistral-large-2411'];
      url: https://generativelanguage.googleapis.com/v1beta/models/gemini-pro
      genai.GenerativeModel("models/gemini-1.5-flash")
      """;

  private static final List<String> PIECES =
      List.of(
          "model",
          "models",
          "=",
          ":",
          "\"",
          "'",
          "`",
          "[",
          "]",
          "(",
          ")",
          "{",
          "}",
          ",",
          "\n",
          " ",
          "/",
          "@preset/",
          "~",
          "openai/",
          "gpt-4",
          "claude-3",
          ":free",
          ":online",
          "-",
          ".",
          "日本語🙂",
          "\u0000",
          "\\\"",
          "\ud800",
          "Bearer ",
          "OPENAI_API_KEY=",
          "ChatModel.GPT_4O",
          "https://",
          "import ",
          "=>",
          "\r\n",
          "text-embedding-3",
          "$",
          "%s",
          "\\u0041");

  static Stream<Arguments> corpus() {
    return Stream.of(
        Arguments.of(
            "Python",
            PYTHON,
            List.of(
                "openai/gpt-4o-2024-08-06",
                "anthropic/claude-3.5-sonnet",
                "meta-llama/llama-3.1-70b-instruct:free",
                "text-embedding-3-small")),
        Arguments.of(
            "JavaScript",
            JAVASCRIPT,
            List.of(
                "google/gemini-2.5-flash:nitro",
                "gpt-4.1-mini",
                "openrouter/auto",
                "o3-mini",
                "@preset/email-writer")),
        Arguments.of(
            "Java",
            JAVA,
            List.of("gpt-4.1-mini", "anthropic/claude-opus-4.5", "gpt-4o-2024-08-06")),
        Arguments.of(
            ".env",
            ENVIRONMENT,
            List.of(
                "gpt-4o",
                "~anthropic/claude-sonnet-latest",
                "openrouter/mistralai/mixtral-8x7b-instruct")),
        Arguments.of(
            "JSON log", LOG, List.of("deepseek/deepseek-r1:online", "acme/in-house-7b", "fast")),
        Arguments.of(
            "a list",
            LIST,
            List.of(
                "openai/codex-mini",
                "qwen/qwen3-coder",
                "someone/new-model-2:free",
                "gemini-1.5-pro")),
        Arguments.of(
            "Go, YAML and PHP",
            OTHERS,
            List.of(
                "gpt-4-turbo",
                "claude-3-5-haiku-latest",
                "mistralai/mistral-large-2411",
                "gemini-1.5-flash")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("corpus")
  void everyNameIsFoundAndNothingElse(String language, String text, List<String> names) {
    assertThat(NAMES.in(text)).as(language).extracting(Mention::name).containsAll(names);
    assertThat(NAMES.in(text))
        .as(language)
        .extracting(Mention::name)
        .filteredOn(name -> !names.contains(name) && !name.equals("models/gemini-1.5-flash"))
        .isEmpty();
  }

  @Test
  void whatOnlyLooksLikeANameIsLeftAlone() {
    String text =
        """
        import openai/gpt-4
        Content-Type: application/json; text/event-stream image/png
        See https://openrouter.ai/openai/gpt-4o and github.com/openai/openai-python
        cp src/main/java/App.java build/v2
        class User(models.Model): name = models.CharField(max_length=10)
        model: string
        "model": "object"
        npm i @anthropic-ai/sdk@0.20.0 @ai-sdk/openai
        command-runner command-args llama-index gpt-tokenizer
        model = "app/views/user.py"
        """;

    assertThat(NAMES.in(text)).isEmpty();
  }

  @Test
  void aNameIsListedOnceWithItsLineAndCount() {
    assertThat(NAMES.in("x\nmodel=gpt-4o\nmodel = 'GPT-4o' # gpt-4o.\n"))
        .containsExactly(new Mention("gpt-4o", 2, 3));
  }

  @Test
  void secretsAreBlottedOutAndTold() {
    PastedSecrets.Cleaned cleaned =
        PastedSecrets.blot(
            """
            OPENROUTER_API_KEY=sk-or-v1-0123456789abcdef0123456789abcdef
            OPENAI_API_KEY="sk-proj-AbCdEf0123456789-xyz"
            curl -H "Authorization: Bearer 0123456789abcdefgh"
            password: "hunter2hunter2"
            key = os.environ["OPENROUTER_API_KEY"]
            api_key=process.env.OPENAI_API_KEY
            max_tokens: 123456789
            tokenizer: "cl100k_base"
            """);

    assertThat(cleaned.sightings())
        .containsExactlyInAnyOrder(
            new PastedSecrets.Sighting("OpenRouter key", 1),
            new PastedSecrets.Sighting("OpenAI key", 2),
            new PastedSecrets.Sighting("Secret", 3),
            new PastedSecrets.Sighting("Secret", 4));
    assertThat(cleaned.text())
        .doesNotContain("0123456789abcdef", "AbCdEf", "hunter2")
        .contains("cl100k_base", "123456789");
  }

  /// Any mixture of pieces of programs and noise, with secrets strewn in.
  @Test
  void noTextMakesItFailOrRepeatASecret() {
    for (long seed = 1; seed <= 2_000; seed++) {
      Random dice = new Random(seed);
      String secret = secret(dice);
      StringBuilder text = new StringBuilder();
      for (int i = dice.nextInt(60); i >= 0; i--) {
        text.append(PIECES.get(dice.nextInt(PIECES.size())));
      }
      text.insert(
          dice.nextInt(text.length()),
          dice.nextBoolean() ? "\n" + secret + "\n" : " \"" + secret + "\" ");

      PastedSecrets.Cleaned cleaned = PastedSecrets.blot(text.toString());
      List<Mention> mentions = NAMES.in(cleaned.text());
      List<Hint> hints = Hints.in(cleaned.text(), "https://router.example/v1");

      assertThat(cleaned.sightings()).as("seed %d: %s", seed, text).isNotEmpty();
      assertThat(mentions + " " + hints + " " + cleaned)
          .as("seed %d: %s", seed, text)
          .doesNotContain(secret);
    }
  }

  @Test
  void aHostileTextTakesNoLongerThanAnother() {
    for (String unit :
        List.of(
            "claude-1", "models:[", "a/", "gpt-4", "model=\"", "sk-", "token:", "-1", "[", "\n")) {
      String text = unit.repeat(256 * 1024 / unit.length());

      assertThat(took(text)).as(unit).isLessThan(Duration.ofSeconds(20));
    }
  }

  private static Duration took(String text) {
    long began = System.nanoTime();
    NAMES.in(PastedSecrets.blot(text).text());
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static String secret(Random dice) {
    String letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    StringBuilder secret =
        new StringBuilder(
            List.of("sk-or-v1-", "sk-", "sk-proj-", "sk-ant-api03-", "sk-nemo-", "gsk_", "hf_")
                .get(dice.nextInt(7)));
    for (int i = 0; i < 40; i++) {
      secret.append(letters.charAt(dice.nextInt(letters.length())));
    }
    return secret.toString();
  }
}
