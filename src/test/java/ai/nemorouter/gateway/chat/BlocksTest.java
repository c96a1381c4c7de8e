package ai.nemorouter.gateway.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Answers as blocks that follow each other, from whatever order they come in.
class BlocksTest {
  private final Blocks blocks = new Blocks();
  private final List<String> told = new ArrayList<>();

  @Test
  void aCallThatBeginsBeforeTheFirstIsWholeWaitsForIt() {
    take(
        "\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"one\",\"arguments\":\"{\"}}]");
    take(
        "\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"two\",\"arguments\":\"{}\"}}]");
    assertThat(told).containsExactly("began a", "grew a {");

    take("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"}\"}}]");
    end();

    assertThat(told)
        .containsExactly(
            "began a", "grew a {", "grew a }", "ended a", "began b", "grew b {}", "ended b");
  }

  @Test
  void callsThatShareAnIndexAreToldApartByTheirIdentifier() {
    take(
        "\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"one\",\"arguments\":\"{}\"}}]");
    take(
        "\"tool_calls\":[{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"two\",\"arguments\":\"{}\"}}]");
    end();

    assertThat(told)
        .containsExactly("began a", "grew a {}", "ended a", "began b", "grew b {}", "ended b");
  }

  @Test
  void textAfterACallThatNeverBecomesWholeIsNotLost() {
    take(
        "\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"one\",\"arguments\":\"{\"}}]");
    take("\"content\":\"and \"");
    take("\"content\":\"so\"");
    end();

    assertThat(told)
        .containsExactly(
            "began a", "grew a {", "ended a", "began TEXT", "grew TEXT and so", "ended TEXT");
  }

  @Test
  void aThoughtThatIsSaidTwiceIsToldOnceWithItsSignature() {
    take(
        "\"reasoning\":\"Hm\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"Hm\"}]");
    take(
        "\"reasoning\":\" so\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\" so\"}]");
    take("\"reasoning_details\":[{\"type\":\"reasoning.text\",\"signature\":\"s\"}]");
    take("\"content\":\"Yes\"");
    List<Block> ended = end();

    assertThat(told)
        .containsExactly(
            "began REASONING",
            "grew REASONING Hm",
            "grew REASONING  so",
            "ended REASONING",
            "began TEXT",
            "grew TEXT Yes",
            "ended TEXT");
    assertThat(ended).hasSize(1);
  }

  @Test
  void aThoughtThatWasSaidPlainlyTakesItsSignatureFromAWholeDetailAtTheEnd() {
    take("\"reasoning\":\"Hm\"");
    take(
        "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"Hm\",\"signature\":\"s\"}]");
    List<Block> ended = end();

    assertThat(told).containsExactly("began REASONING", "grew REASONING Hm", "ended REASONING");
    assertThat(ended.getFirst().reasoningDetail())
        .hasToString("{\"type\":\"reasoning.text\",\"signature\":\"s\",\"text\":\"Hm\"}");
  }

  @Test
  void detailsOfDifferentPlacesAreDifferentThoughts() {
    take(
        "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"a\",\"signature\":\"s\",\"index\":0},{\"type\":\"reasoning.text\",\"text\":\"b\",\"index\":1},{\"type\":\"reasoning.encrypted\",\"data\":\"c\",\"index\":2},{\"type\":\"reasoning.encrypted\",\"data\":\"d\",\"index\":2}]");
    end();

    assertThat(told.stream().filter(event -> event.startsWith("ended"))).hasSize(4);
  }

  @Test
  void aMessageInOnePieceHasTheSameBlocks() {
    List<Block> whole =
        Blocks.of(
            json(
                "{\"content\":\"Yes\",\"reasoning_content\":\"Hm\",\"refusal\":null,\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"one\",\"arguments\":\"\"}},{\"id\":\"b\",\"function\":{\"name\":\"two\",\"arguments\":\"not json\"}}]}"));

    assertThat(whole)
        .extracting(Block::kind)
        .containsExactly(
            Block.Kind.REASONING, Block.Kind.TEXT, Block.Kind.TOOL_CALL, Block.Kind.TOOL_CALL);
    assertThat(whole.get(2).arguments()).isEqualTo("{}");
    assertThat(whole.get(3).arguments()).isEqualTo("not json");
  }

  @Test
  void whatIsHandedToAClientForSafekeepingComesBackAsItWas() {
    ObjectNode detail =
        json("{\"type\":\"reasoning.text\",\"text\":\"日本語🙂\",\"signature\":\"s+/=\",\"index\":3}");

    String sealed = OpaqueDetail.write(detail);

    assertThat(OpaqueDetail.readOurs(sealed)).contains(detail);
    assertThat(OpaqueDetail.readOurs(sealed.substring(0, 20))).isEmpty();
    assertThat(OpaqueDetail.readOurs("c2VjcmV0")).isEmpty();
  }

  private void take(String delta) {
    tell(blocks.ofChunk(json("{\"choices\":[{\"index\":0,\"delta\":{" + delta + "}}]}")));
  }

  private List<Block> end() {
    List<BlockEvent> events = blocks.ofEnd();
    tell(events);
    return events.stream()
        .filter(BlockEvent.Ended.class::isInstance)
        .map(BlockEvent::block)
        .toList();
  }

  private void tell(List<BlockEvent> events) {
    for (BlockEvent event : events) {
      Block block = event.block();
      String name = block.kind() == Block.Kind.TOOL_CALL ? block.toolCallId() : block.kind().name();
      told.add(
          switch (event) {
            case BlockEvent.Began _ -> "began " + name;
            case BlockEvent.Grew(_, String text) -> "grew " + name + " " + text;
            case BlockEvent.Ended _ -> "ended " + name;
          });
    }
  }

  private static ObjectNode json(String text) {
    return Json.parseObject(text.getBytes(UTF_8));
  }
}
