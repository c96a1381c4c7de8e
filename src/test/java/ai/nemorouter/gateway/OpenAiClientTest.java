package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/// OpenAI's own Java client, with nothing changed but base URL and key.
@QuarkusTest
class OpenAiClientTest {
  private final GatewayWorld world;

  OpenAiClientTest(GatewayWorld world) {
    this.world = world;
  }

  @Test
  void aWholeAnswerArrivesWithItsCost() {
    String model =
        world.serve(
            "sdk", wire -> wire.json(200, GatewayWorld.ANSWER.formatted(",\"cost\":0.0012")));

    ChatCompletion completion =
        client(world.callerWithCredit("1").secret()).chat().completions().create(ask(model));

    assertThat(completion.choices().getFirst().message().content()).contains("Hello 日本語🙂");
    assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(17);
    assertThat(completion.usage().orElseThrow()._additionalProperties().get("cost"))
        .hasToString("0.0012");
  }

  @Test
  void aStreamArrivesChunkByChunk() {
    String model =
        world.serve(
            "sdk-stream",
            wire -> {
              wire.beginStream();
              for (String word : new String[] {"Hello ", "world"}) {
                wire.event(
                    "{\"id\":\"u\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                        + word
                        + "\"},\"finish_reason\":null}]}");
              }
              wire.event(
                  "{\"id\":\"u\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
              wire.event("[DONE]");
              wire.endStream();
            });

    try (StreamResponse<ChatCompletionChunk> stream =
        client(world.callerWithCredit("1").secret())
            .chat()
            .completions()
            .createStreaming(ask(model))) {
      List<ChatCompletionChunk> chunks = stream.stream().toList();
      String content =
          String.join(
              "",
              chunks.stream()
                  .flatMap(chunk -> chunk.choices().stream())
                  .map(choice -> choice.delta().content().orElse(""))
                  .toList());
      assertThat(content).isEqualTo("Hello world");
      assertThat(chunks.getLast().usage()).isPresent();
    }
  }

  /// Rows 4, 26 and 86.
  @Test
  void refusalsBecomeTheClientsOwnExceptions() {
    Caller caller = world.callerWithCredit("0");
    String model = world.serve("sdk-refused", wire -> wire.json(500, "{}"));
    OpenAIClient stranger = client("sk-nemo-nobody");

    assertThatThrownBy(() -> stranger.chat().completions().create(ask(model)))
        .isInstanceOf(UnauthorizedException.class);
    assertThatThrownBy(() -> client(caller.secret()).chat().completions().create(ask("acme/none")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("not found");
    assertThatThrownBy(() -> client(caller.secret()).chat().completions().create(ask(model)))
        .isInstanceOfSatisfying(
            OpenAIServiceException.class,
            refusal -> {
              assertThat(refusal.statusCode()).isEqualTo(402);
              assertThat(refusal).hasMessageContaining("no credit");
            });
    assertThat(world.upstream().received("sdk-refused")).isEmpty();
  }

  @Test
  void theModelListIsRead() {
    world.serve("sdk-listed", wire -> wire.json(500, "{}"));

    assertThat(client(world.callerWithCredit("1").secret()).models().list().data())
        .anyMatch(model -> model.id().equals("scripted/sdk-listed"));
  }

  private static ChatCompletionCreateParams ask(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("Say hello").build();
  }

  private static OpenAIClient client(String secret) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(GatewayWorld.address("/v1").toString())
        .apiKey(secret)
        .build();
  }
}
