package ai.nemorouter.gateway.screening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Guard;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Rule;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a call may take, and what an answer says in an order that no format foresees.
class RequestScreenTest {
  private static final Rule RULE =
      Rule.of("cards", new Check.Personal(Set.of(Kind.CARD), List.of()), Action.REDACT);
  private static final String CARD = "4242 4242 4242 4242";

  private static RequestScreen screen(Duration most, Rule... rules) {
    byte[] secret = "secret of a test".getBytes(StandardCharsets.UTF_8);
    return RequestScreen.of(
        new GuardInForce(Guard.of(List.of(rules)), secret, _ -> Optional.empty()), most);
  }

  @Test
  void whatThereIsNoTimeToReadIsRefusedUnlessEachRuleIsOpen() {
    String text = "word ".repeat(20_000) + CARD;
    RequestScreen closed = screen(Duration.ofNanos(1), RULE);
    RequestScreen open = screen(Duration.ofNanos(1), RULE.openOnFailure());

    assertThatThrownBy(() -> closed.input().orElseThrow().text("a", "user", text))
        .isInstanceOf(ApiException.class);
    assertThat(closed.posture()).isEqualTo("unavailable");
    assertThat(open.input().orElseThrow().text("a", "user", text)).isEqualTo(text);
    assertThat(open.posture()).isEqualTo("flagged");
    assertThat(screen(Duration.ofMinutes(1), RULE).input().orElseThrow().text("a", "user", text))
        .doesNotContain("4242");
  }

  @Test
  void aMatchThatIsContinuedAfterSomethingElseWasSaidEndsTheAnswer() {
    RequestScreen call = screen(Duration.ofMinutes(1), RULE);
    AnswerScreen answer = call.answer().orElseThrow();
    StringBuilder said = new StringBuilder();
    for (String content : List.of("Pay 4242 4242", "", " 4242 4242 now")) {
      ObjectNode delta = Json.object();
      if (content.isEmpty()) {
        delta.put("reasoning", "Hm.").put("reasoning_content", "Hm.");
      } else {
        delta.put("content", content);
      }
      said.append(answer.take(chunk(delta)));
    }

    assertThat(answer.isRefused()).isTrue();
    assertThat(said.toString()).contains("Pay").doesNotContain("now", CARD);
    assertThat(call.verdict()).isEqualTo(Verdict.BLOCKED);
  }

  @Test
  void whatIsSaidInTurnsWithSomethingElseArrivesInItsOrder() {
    AnswerScreen answer = screen(Duration.ofMinutes(1), RULE).answer().orElseThrow();
    StringBuilder content = new StringBuilder();
    StringBuilder order = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      ObjectNode delta = Json.object().put(i % 2 == 0 ? "reasoning" : "content", "see 42");
      answer
          .take(chunk(delta))
          .forEach(sent -> {
            var told = sent.path("choices").path(0).path("delta");
            content.append(told.path("content").asText(""));
            order.append(told.has("reasoning") ? 'r' : 'c');
          });
    }
    answer
        .rest(Json.object())
        .forEach(sent ->
            content.append(sent.path("choices").path(0).path("delta").path("content").asText("")));

    assertThat(content.toString()).isEqualTo("see 42see 42see 42");
    assertThat(order.toString()).startsWith("rrc");
  }

  /// As models do that think between the calls of tools.
  @Test
  void aPassageThatIsFollowedByACallOfAToolEndsBeforeIt() {
    AnswerScreen answer = screen(Duration.ofMinutes(1), RULE).answer().orElseThrow();
    List<ObjectNode> sent = new ArrayList<>();
    String passage = "This is a passage of some length, number 42";
    for (int i = 0; i < 3; i++) {
      sent.addAll(answer.take(chunk(Json.object().put("reasoning", "Think of 42"))));
      sent.addAll(answer.take(chunk(Json.object().put("content", passage))));
    }
    ObjectNode call = Json.object();
    call.putArray("tool_calls")
        .addObject()
        .put("index", 0)
        .put("id", "c")
        .putObject("function")
        .put("name", "f")
        .put("arguments", "{}");
    sent.addAll(answer.take(chunk(call)));

    StringBuilder content = new StringBuilder();
    for (ObjectNode each : sent) {
      var told = each.path("choices").path(0).path("delta");
      content.append(told.path("content").asText(""));
      if (told.has("tool_calls")) {
        content.append("[call]");
      }
    }
    assertThat(content.toString()).isEqualTo(passage.repeat(3) + "[call]");
  }

  private static ObjectNode chunk(ObjectNode delta) {
    ObjectNode chunk = Json.object();
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.putNull("finish_reason");
    return chunk;
  }
}
