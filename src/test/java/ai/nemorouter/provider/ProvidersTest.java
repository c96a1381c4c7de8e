package ai.nemorouter.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.platform.error.InvalidSettingException;
import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.dialect.Dialects;
import ai.nemorouter.provider.openai.OpenAi;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProvidersTest {
  private static final String PREFIX = "NEMOROUTER_PROVIDERS_MY_VLLM_";

  @Test
  void aProviderComesFromItsVariables() {
    DeclaredProvider declared =
        read(Map.of(
                PREFIX + "BASE_URL", "http://localhost:8000/v1/",
                PREFIX + "API_KEY", "secret",
                PREFIX + "MODELS", "llama-3.3-70b, meta/llama ,*",
                PREFIX + "INPUT_PRICE", "0.15",
                PREFIX + "OUTPUT_PRICE", "0.60"))
            .getFirst();

    assertThat(declared.provider().name()).isEqualTo("my-vllm");
    assertThat(declared.provider().at("/chat/completions"))
        .hasToString("http://localhost:8000/v1/chat/completions");
    assertThat(declared.models()).containsExactly("llama-3.3-70b", "meta/llama");
    assertThat(declared.anyModel()).isTrue();
    assertThat(declared.inputPrice()).isEqualByComparingTo("0.15");
  }

  @Test
  void moreParametersArePassedOnWhereTheirNamesAreSetButNoneThatMovesACeiling() {
    Map<String, String> settings =
        Map.of(PREFIX + "BASE_URL", "http://localhost:8000/v1", PREFIX + "MODELS", "*");
    Map<String, String> more = new TreeMap<>(settings);
    more.put(PREFIX + "PASS_ON", "vllm_xargs, priority ,");

    assertThat(read(settings).getFirst().provider().passOn()).isEmpty();
    assertThat(read(more).getFirst().provider().passOn())
        .containsExactlyInAnyOrder("vllm_xargs", "priority");
    for (String wrong : List.of("N_Predict", "api_key", "a b", "model", "extra_body")) {
      more.put(PREFIX + "PASS_ON", "priority," + wrong);
      assertWrong("PASS_ON", more);
    }
  }

  @Test
  void theUsualKeysOfOpenAiAndOpenRouterDeclareThem() {
    assertThat(read(Map.of("OPENAI_API_KEY", "sk-1", "OPENROUTER_API_KEY", "sk-or-2")))
        .extracting(declared -> declared.provider().baseUrl().toString())
        .containsExactly("https://api.openai.com/v1", "https://openrouter.ai/api/v1");
    assertThat(read(Map.of("OPENAI_API_KEY", ""))).isEmpty();
  }

  @Test
  void aDialectIsKnownByItsNameAndUsualAddress() {
    DeclaredProvider declared =
        read(Map.of(PREFIX + "DIALECT", "Fake", PREFIX + "API_KEY", "secret")).getFirst();

    assertThat(declared.provider().dialect().name()).isEqualTo("fake");
    assertThat(declared.provider().baseUrl()).hasToString("https://api.fake.example/v1");
    assertThat(declared.author()).as("whose models it serves").isEqualTo("fake");
    assertWrong("DIALECT", Map.of(PREFIX + "DIALECT", "klingon", PREFIX + "MODELS", "*"));
  }

  @Test
  void aKeyOfAMakerWhoseDialectIsNotSpokenIsRefusedNamingItsVariable() {
    assertThatThrownBy(() -> read(Map.of("ANTHROPIC_API_KEY", "sk-ant")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("ANTHROPIC_API_KEY ");
    assertThatThrownBy(() -> read(Map.of("GOOGLE_API_KEY", "x")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("GOOGLE_API_KEY ");
  }

  @Test
  void eitherVariableOfGoogleDeclaresIt() {
    for (String variable : List.of("GEMINI_API_KEY", "GOOGLE_API_KEY")) {
      assertThat(read(Map.of(variable, "x"), new Fake("gemini")).getFirst())
          .satisfies(declared -> {
            assertThat(declared.provider().name()).isEqualTo("google");
            assertThat(declared.author()).isEqualTo("google");
          });
    }
  }

  @Test
  void aWrongValueIsRefusedNamingItsVariable() {
    assertWrong("BASE_URL", Map.of(PREFIX + "MODELS", "*"));
    assertWrong("BASE_URL", Map.of(PREFIX + "BASE_URL", "localhost:8000", PREFIX + "MODELS", "*"));
    assertWrong("MODELS", Map.of(PREFIX + "BASE_URL", "http://localhost/v1"));
    assertWrong(
        "INPUT_PRICE",
        Map.of(
            PREFIX + "BASE_URL",
            "http://localhost/v1",
            PREFIX + "MODELS",
            "*",
            PREFIX + "INPUT_PRICE",
            "cheap"));
    assertWrong(
        "INPUT_PRICE",
        Map.of(
            PREFIX + "BASE_URL",
            "http://localhost/v1",
            PREFIX + "MODELS",
            "*",
            PREFIX + "INPUT_PRICE",
            "-1"));
    assertWrong(
        "OUTPUT_PRICE",
        Map.of(
            PREFIX + "BASE_URL",
            "http://localhost/v1",
            PREFIX + "MODELS",
            "*",
            PREFIX + "INPUT_PRICE",
            "1"));
  }

  private static void assertWrong(String variable, Map<String, String> environment) {
    assertThatThrownBy(() -> read(environment))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(PREFIX + variable + " ");
  }

  private static List<DeclaredProvider> read(Map<String, String> environment) {
    return read(environment, new Fake("fake"));
  }

  /// Another dialect beside that of OpenAI.
  private static final class Fake extends OpenAi {
    private final String name;

    Fake(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String usualBaseUrl() {
      return "https://api." + name + ".example/v1";
    }
  }

  private static List<DeclaredProvider> read(Map<String, String> environment, Dialect more) {
    return new Providers(
            new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(new TreeMap<>(environment), 300))
                .build(),
            new Dialects(List.of(new OpenAi(), more)))
        .declared();
  }
}
