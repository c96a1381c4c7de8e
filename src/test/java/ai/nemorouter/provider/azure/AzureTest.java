package ai.nemorouter.provider.azure;

import static ai.nemorouter.provider.dialect.Spoken.json;
import static ai.nemorouter.provider.dialect.Spoken.request;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Spoken;
import ai.nemorouter.provider.dialect.UntranslatableException;
import ai.nemorouter.provider.dialect.UpstreamRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Where Azure answers.
class AzureTest {
  private static final String RESOURCE = "https://acme.openai.azure.com";

  private final Azure azure = new Azure();

  @Test
  void theBaseUrlDecidesWhichApiIsSpoken() throws UntranslatableException {
    assertAddress(RESOURCE, "/openai/v1/chat/completions", "/openai/v1/models");
    assertAddress(RESOURCE + "/", "/openai/v1/chat/completions", "/openai/v1/models");
    assertAddress(RESOURCE + "/openai/v1/", "/openai/v1/chat/completions", "/openai/v1/models");
    assertAddress(
        RESOURCE + "/openai/v1?api-version=preview",
        "/openai/v1/chat/completions?api-version=preview",
        "/openai/v1/models?api-version=preview");
    assertAddress(
        RESOURCE + "?api-version=2024-10-21",
        "/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21",
        "/openai/models?api-version=2024-10-21");
    assertAddress(
        RESOURCE + "/openai/?api-version=2024-10-21",
        "/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21",
        "/openai/models?api-version=2024-10-21");
  }

  private void assertAddress(String base, String chat, String probe)
      throws UntranslatableException {
    assertThat(request(azure, base, Operation.CHAT, "my gpt", "{\"model\":\"my gpt\"}").uri())
        .hasToString(RESOURCE + chat);
    assertThat(azure.probe(Spoken.provider(azure, base)).uri()).hasToString(RESOURCE + probe);
  }

  @Test
  void theDeploymentIsInTheBodyAndTheKeyInItsHeader() throws UntranslatableException {
    UpstreamRequest request =
        request(
            azure,
            RESOURCE,
            Operation.CHAT,
            "my-gpt",
            "{\"model\":\"my-gpt\",\"messages\":[],\"reasoning\":{\"effort\":\"low\"},\"max_completion_tokens\":9}");

    assertThat(request.headers())
        .isEqualTo(Map.of("api-key", "secret", "content-type", "application/json"));
    assertThat(json(request.body().toString()))
        .isEqualTo(
            json(
                "{\"model\":\"my-gpt\",\"messages\":[],\"max_completion_tokens\":9,\"reasoning_effort\":\"low\"}"));
  }

  @Test
  void otherOperationsHaveTheirOwnPaths() throws UntranslatableException {
    assertThat(
            request(
                    azure,
                    RESOURCE + "?api-version=1",
                    Operation.EMBEDDINGS,
                    "e",
                    "{\"input\":\"x\"}")
                .uri())
        .hasToString(RESOURCE + "/openai/deployments/e/embeddings?api-version=1");
  }
}
