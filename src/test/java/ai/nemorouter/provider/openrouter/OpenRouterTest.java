package ai.nemorouter.provider.openrouter;

import static ai.nemorouter.provider.dialect.Spoken.answer;
import static ai.nemorouter.provider.dialect.Spoken.chunks;
import static ai.nemorouter.provider.dialect.Spoken.json;
import static ai.nemorouter.provider.dialect.Spoken.request;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Spoken;
import ai.nemorouter.provider.dialect.UntranslatableException;
import ai.nemorouter.provider.dialect.UpstreamRequest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// OpenRouter behind the gateway.
class OpenRouterTest {
  private static final String BASE = "https://openrouter.ai/api/v1";

  private final OpenRouter openRouter = new OpenRouter();

  @Test
  void itIsToldWhoCallsAndAskedWhatItCosts() throws UntranslatableException {
    UpstreamRequest request =
        request(
            openRouter,
            BASE,
            Operation.CHAT,
            "a/b",
            "{\"model\":\"a/b\",\"messages\":[{\"role\":\"assistant\",\"content\":\"x\",\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"d\",\"format\":\"google-gemini-v1\"}]}],\"max_completion_tokens\":7,\"reasoning\":{\"effort\":\"low\"}}");

    assertThat(request.uri()).hasToString(BASE + "/chat/completions");
    assertThat(request.headers())
        .isEqualTo(
            Map.of(
                "authorization",
                "Bearer secret",
                "http-referer",
                "https://nemorouter.ai",
                "x-title",
                "NemoRouter",
                "content-type",
                "application/json"));
    assertThat(json(request.body().toString()))
        .isEqualTo(
            json(
                "{\"model\":\"a/b\",\"messages\":[{\"role\":\"assistant\",\"content\":\"x\",\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"d\",\"format\":\"google-gemini-v1\"}]}],\"reasoning\":{\"effort\":\"low\"},\"max_tokens\":7,\"usage\":{\"include\":true}}"));
  }

  @Test
  void theKeyIsTriedWhereItMatters() {
    assertThat(openRouter.probe(Spoken.provider(openRouter, BASE)).uri())
        .hasToString(BASE + "/key");
  }

  /// Row 64.
  @Test
  void itsErrorsHaveOneFormWhereverTheyStand() {
    assertCode("{\"error\":{\"code\":429,\"message\":\"slow\"}}", 429);
    assertCode("{\"error\":{\"code\":\"503\",\"message\":\"slow\"},\"choices\":[]}", 503);
    assertCode(
        "{\"id\":\"gen-1\",\"error\":{\"code\":\"server_error\",\"message\":\"off\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}",
        502);
    assertCode(
        "{\"choices\":[{\"index\":0,\"error\":{\"code\":\"x\",\"message\":\"m\",\"metadata\":{\"error_type\":\"provider_overloaded\"}}}]}",
        529);
    assertCode("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\"}]}", 502);
    assertThat(
            answer(
                openRouter,
                "{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}"))
        .isEqualTo(
            json("{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}"));
  }

  private void assertCode(String answer, int code) {
    assertThat(answer(openRouter, answer).path("error").path("code").asInt(502)).isEqualTo(code);
    ObjectNode chunk = chunks(openRouter.stream(), List.of(answer)).getFirst();
    assertThat(chunk.path("error").path("code").asInt(502)).isEqualTo(code);
  }
}
