package ai.nemorouter.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.anthropic.Anthropic;
import ai.nemorouter.provider.azure.Azure;
import ai.nemorouter.provider.chat.CustomTools;
import ai.nemorouter.provider.gemini.Gemini;
import ai.nemorouter.provider.openai.OpenAi;
import ai.nemorouter.provider.openrouter.OpenRouter;
import ai.nemorouter.provider.parameter.KnownParameter;
import ai.nemorouter.provider.parameter.NeverPassedOn;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What reaches a provider of what OpenAI, OpenRouter, LiteLLM, vLLM, llama.cpp, Ollama, TGI,
/// SGLang and others know as parameters.
class PassedOnTest {
  private static final String COMPATIBLE = "http://localhost:8000/v1";
  private static final String CHAT =
      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"n\":2,\"max_completion_tokens\":20%s}";

  /// Objects in which parameters could hide, with the place of the hidden one.
  private static final List<String> HIDING_PLACES =
      List.of(
          ",\"extra_body\":{%s}",
          ",\"options\":{%s}",
          ",\"parameters\":{%s}",
          ",\"sampling_params\":{%s}",
          ",\"metadata\":{\"a\":{%s}}",
          ",\"stream_options\":{\"include_usage\":true,%s}",
          ",\"response_format\":{\"type\":\"json_object\",%s}",
          ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",%s}}",
          ",\"reasoning\":{\"effort\":\"low\",%s}",
          ",\"thinking\":{\"type\":\"enabled\",%s}",
          ",\"chat_template_kwargs\":{\"enable_thinking\":true,%s}",
          ",\"structured_outputs\":{\"regex\":\"a\",%s}",
          ",\"tools\":[{\"type\":\"function\",%s,\"function\":{\"name\":\"f\"}}]",
          ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",%s}}]",
          ",\"tool_choice\":{\"type\":\"function\",%s,\"function\":{\"name\":\"f\"}}",
          ",\"functions\":[{\"name\":\"f\",%s}]",
          ",\"function_call\":{\"name\":\"f\",%s}",
          ",\"audio\":{\"voice\":\"a\",%s}",
          ",\"prediction\":{\"type\":\"content\",\"content\":\"x\",%s}",
          ",\"cache_control\":{\"type\":\"ephemeral\",%s}",
          ",\"image_config\":{%s}",
          ",\"logit_bias\":{%s}",
          ",\"documents\":[{\"text\":\"x\",%s}]",
          ",\"temperature\":{%s}",
          ",\"stop\":[{%s}]",
          ",\"user\":[{%s}]",
          ",\"MESSAGES\":[{%s}]",
          ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\",%s}]",
          ",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\",%s}]}]",
          ",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:,\",%s}}]}]",
          ",\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\",%s},\"type\":\"function\"}]}]",
          ",\"messages\":[{\"role\":\"assistant\",\"content\":\"x\",\"reasoning_details\":[{\"type\":\"reasoning.text\",%s}]}]");

  private static final String ONE_TOOL = "[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";

  private final Map<String, Provider> providers = new LinkedHashMap<>();

  PassedOnTest() {
    providers.put("openai", Spoken.provider(new OpenAi(), "https://api.openai.com/v1"));
    providers.put("azure", Spoken.provider(new Azure(), "https://x.openai.azure.com"));
    providers.put("openrouter", Spoken.provider(new OpenRouter(), "https://openrouter.ai/api/v1"));
    providers.put("compatible", Spoken.provider(new OpenAi(), COMPATIBLE));
    providers.put("anthropic", Spoken.provider(new Anthropic(), "https://api.anthropic.com/v1"));
    providers.put("gemini", Spoken.provider(new Gemini(), "https://a.example/v1beta"));
  }

  @Test
  void everyHarmlessParameterReachesTheProvidersThatKnowItAsItIsAndIsNamedWhereItDoesNot()
      throws UntranslatableException {
    for (KnownParameter parameter : KnownParameter.all()) {
      for (String kind : List.of("openai", "openrouter", "compatible")) {
        String tools =
            List.of("parallel_tool_calls", "tool_choice").contains(parameter.name())
                ? more("tools", ONE_TOOL)
                : "";
        PassedOn sent = chat(kind, more(parameter.name(), parameter.value().toString()) + tools);
        String as = parameter.name() + " at " + kind;
        if (parameter.getters().contains(kind)) {
          ObjectNode expected = Json.object().set(parameter.name(), parameter.value().deepCopy());
          if (!kind.equals("openai")) {
            // Bare text is for OpenAI's models.
            CustomTools.asFunctions(expected);
          }
          assertThat(body(sent).path(parameter.name()))
              .as(as)
              .isEqualTo(expected.path(parameter.name()));
          assertThat(sent.ignored()).as(as).isEmpty();
        } else {
          assertThat(body(sent).has(parameter.name())).as(as).isFalse();
          assertThat(sent.ignored()).as(as).contains(parameter.name());
        }
      }
    }
  }

  @Test
  void anotherSpellingIsAnotherParameterThatReachesNobody() throws UntranslatableException {
    List<String> names =
        new ArrayList<>(KnownParameter.all().stream().map(KnownParameter::name).toList());
    names.addAll(
        List.of("model", "messages", "n", "stream", "max_completion_tokens", "max_tokens"));
    for (String name : names) {
      for (String spelling : KnownParameter.spellings(name)) {
        for (String kind : providers.keySet()) {
          PassedOn sent = chat(kind, more(spelling, KnownParameter.MARK));
          assertThat(body(sent).toString()).as(spelling).doesNotContain(KnownParameter.MARK);
          assertThat(sent.ignored()).as(spelling).contains(spelling);
        }
      }
    }
  }

  @Test
  void nothingHidesInsideOfWhatIsPassedOn() throws UntranslatableException {
    // These three are something else, and harmless, where they are known.
    Set<String> known = Set.of("format", "ttl", "thinking_budget");
    List<KnownParameter> hidden =
        KnownParameter.bad().stream().filter(bad -> !known.contains(bad.name())).toList();
    for (String place : HIDING_PLACES) {
      for (KnownParameter parameter : hidden) {
        String inner = "\"" + parameter.name() + "\":" + KnownParameter.MARK;
        for (String kind : List.of("openai", "azure", "openrouter", "compatible")) {
          ObjectNode asked = Spoken.json(CHAT.formatted(""));
          asked.setAll(Spoken.json("{" + place.formatted(inner).substring(1) + "}"));
          PassedOn sent = passedOn(kind, asked);
          assertThat(body(sent).toString())
              .as(parameter.name() + " in " + place + " at " + kind)
              .doesNotContain(KnownParameter.MARK);
        }
      }
    }
  }

  @Test
  void toolsThatTheProviderWouldRunAreDroppedByTheirType() throws UntranslatableException {
    String server =
        "{\"type\":\"openrouter:web_search\"},{\"type\":\"web_search_preview\"},{\"type\":\"code_interpreter\"},{\"type\":\"mcp\",\"server_url\":\"x\"},{\"type\":\"Function\",\"function\":{\"name\":\"g\"}},7";
    for (String kind : List.of("openai", "azure", "openrouter", "compatible")) {
      PassedOn some =
          chat(
              kind,
              ",\"tools\":["
                  + server
                  + ",{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"auto\"");
      assertThat(body(some).path("tools").toString())
          .isEqualTo("[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]");
      assertThat(some.ignored())
          .contains("tools[]openrouter:web_search", "tools[]mcp", "tools[]code_interpreter");

      PassedOn none = chat(kind, ",\"tools\":[" + server + "],\"tool_choice\":\"required\"");
      assertThat(body(none).has("tools")).isFalse();
      assertThat(body(none).has("tool_choice")).isFalse();

      PassedOn chosen =
          chat(
              kind,
              ",\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\",\"tools\":[{\"type\":\"web_search\"},{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]}}");
      assertThat(body(chosen).path("tool_choice").toString()).doesNotContain("web_search");
      assertThat(body(chat(kind, ",\"tool_choice\":{\"type\":\"web_search\"}")).has("tool_choice"))
          .isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"priority", "Priority", "PRIORITY", "scale", "Flex", "fast", " flex", ""})
  void onlyTiersThatCostNoMoreThanListedArePassedOn(String tier) throws UntranslatableException {
    for (String kind : providers.keySet()) {
      PassedOn sent = chat(kind, more("service_tier", "\"" + tier + "\""));
      assertThat(body(sent).has("service_tier")).isFalse();
      assertThat(sent.ignored()).containsExactly("service_tier");
    }
  }

  @Test
  void thoughtsNeverExceedTheCeilingThatWasHeldFor() throws UntranslatableException {
    for (String budget : List.of("20", "64000", "1e9", "99999999999999999999", "\"64000\"")) {
      for (String kind : List.of("openrouter", "compatible")) {
        assertThat(
                body(chat(kind, ",\"reasoning\":{\"max_tokens\":" + budget + "}"))
                    .path("reasoning")
                    .path("max_tokens")
                    .asLong())
            .isEqualTo(19);
      }
      assertThat(
              body(chat(
                      "compatible",
                      ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":" + budget + "}"))
                  .path("thinking")
                  .path("budget_tokens")
                  .asLong())
          .isEqualTo(19);
    }
    assertThat(
            body(chat("compatible", ",\"reasoning\":{\"max_tokens\":5}"))
                .path("reasoning")
                .path("max_tokens")
                .asLong())
        .isEqualTo(5);
  }

  @Test
  void contentThatNobodyCountsIsRefused() {
    for (String type : List.of("image_embeds", "video", "input_file", "Image_Url")) {
      assertThatExceptionOfType(UntranslatableException.class)
          .isThrownBy(() ->
              passedOn(
                  "compatible",
                  Spoken.json(
                      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\""
                          + type
                          + "\",\"url\":\"x\"}]}]}")))
          .satisfies(refused -> assertThat(refused.field()).isEqualTo("messages[].content[].type"));
    }
  }

  @Test
  void anAccountMayAllowMoreButNothingThatMovesTheCeilingOrTheModel()
      throws UntranslatableException {
    Provider generous =
        new Provider(
            "p",
            new OpenAi(),
            URI.create(COMPATIBLE),
            null,
            "x-cost",
            false,
            null,
            Set.of("vllm_xargs", "priority"));
    ObjectNode asked =
        Spoken.json(
            CHAT.formatted(
                ",\"priority\":3,\"vllm_xargs\":{\"a\":1,\"n_predict\":9,\"b\":[{\"Best-Of\":5,\"c\":2}]},\"Priority\":4"));

    PassedOn sent = PassedOn.of(generous, Operation.CHAT, new Payload.Document(asked));

    assertThat(body(sent).path("priority").asInt()).isEqualTo(3);
    assertThat(body(sent).path("vllm_xargs")).hasToString("{\"a\":1,\"b\":[{\"c\":2}]}");
    assertThat(sent.ignored())
        .containsExactly("vllm_xargs.n_predict", "vllm_xargs.b[].Best-Of", "Priority");
  }

  @Test
  void noSettingLetsThroughWhatMovesTheCeilingTheNumberTheModelTheAddressOrTheCredential() {
    for (String name :
        List.of(
            "n_predict",
            "N_PREDICT",
            "nPredict",
            "max-tokens",
            "max_new_tokens",
            "max_output_tokens",
            "max_length",
            "num_predict",
            "min_tokens",
            "ignore_eos",
            "best_of",
            "n",
            "N",
            "n_cmpl",
            "use_beam_search",
            "model",
            "model_list",
            "fallbacks",
            "context_window_fallback_dict",
            "context_window_fallbacks",
            "api_base",
            "base_url",
            "api_key",
            "api_version",
            "custom_llm_provider",
            "num_retries",
            "extra_body",
            "options",
            "lora_path",
            "aws_secret_access_key",
            "input_cost_per_token",
            "messages",
            "stream",
            "tools",
            "service_tier",
            "---")) {
      assertThat(NeverPassedOn.contains(name)).as(name).isTrue();
    }
  }

  @Test
  void ofAFormOnlyWhatIsKnownGoesOnAndOfTwoValuesTheFirst() throws UntranslatableException {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    fields.put("model", List.of("m"));
    fields.put("prompt", List.of("counted", "not counted"));
    fields.put("timestamp_granularities[]", List.of("word", "segment"));
    for (String bad :
        List.of(
            "n",
            "best_of",
            "use_beam_search",
            "max_completion_tokens",
            "url",
            "Model",
            "vllm_xargs",
            "api_base")) {
      fields.put(bad, List.of(KnownParameter.MARK));
    }

    PassedOn sent =
        PassedOn.of(
            provider("compatible"),
            Operation.TRANSCRIPTIONS,
            new Payload.Form(fields, "file", "a.wav", "audio/wav", Buffer.buffer("x")));

    assertThat(((Payload.Form) sent.payload()).fields())
        .isEqualTo(
            Map.of(
                "model",
                List.of("m"),
                "prompt",
                List.of("counted"),
                "timestamp_granularities[]",
                List.of("word", "segment")));
    assertThat(sent.ignored()).contains("url", "best_of", "Model").hasSize(8);
  }

  private static String more(String name, String value) {
    return ",\"" + name + "\":" + value;
  }

  private Provider provider(String kind) {
    return Objects.requireNonNull(providers.get(kind));
  }

  private PassedOn chat(String kind, String more) throws UntranslatableException {
    return passedOn(kind, Spoken.json(CHAT.formatted(more)));
  }

  private PassedOn passedOn(String kind, ObjectNode asked) throws UntranslatableException {
    return PassedOn.of(provider(kind), Operation.CHAT, new Payload.Document(asked));
  }

  private static ObjectNode body(PassedOn sent) {
    return ((Payload.Document) sent.payload()).body();
  }
}
