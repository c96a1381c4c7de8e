package ai.nemorouter.gateway.chat;

import ai.nemorouter.gateway.chat.Block.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts the answer of a chat into blocks that follow each other. Calls of tools that come
/// interleaved are untangled: the first is passed on as it grows, the others wait until it is
/// whole.
public final class Blocks {
  /// The first is passed on, the others wait.
  private final Deque<Block> open = new ArrayDeque<>();

  private final Map<Integer, Block> toolCalls = new HashMap<>();
  private List<BlockEvent> events = new ArrayList<>();

  /// The blocks of a message that came in one piece.
  public static List<Block> of(JsonNode message) {
    Blocks blocks = new Blocks();
    blocks.take(message);
    blocks.end();
    return blocks.events.stream()
        .filter(BlockEvent.Ended.class::isInstance)
        .map(BlockEvent::block)
        .toList();
  }

  /// What the next chunk of a stream adds.
  public List<BlockEvent> ofChunk(ObjectNode chunk) {
    events = new ArrayList<>();
    for (JsonNode choice : chunk.path("choices")) {
      if (choice.path("index").asInt() == 0) {
        take(choice.path("delta"));
      }
    }
    return events;
  }

  /// The answer is over: what is open ends.
  public List<BlockEvent> ofEnd() {
    events = new ArrayList<>();
    end();
    return events;
  }

  private void take(JsonNode message) {
    reasoning(message);
    words(Kind.TEXT, message.path("content").asText(""));
    words(Kind.REFUSAL, message.path("refusal").asText(""));
    int position = 0;
    for (JsonNode call : message.path("tool_calls")) {
      toolCall(call, call.path("index").asInt(position++));
    }
  }

  /// Providers say a thought twice, as text and as details. The details count, because they carry
  /// what proves it.
  private void reasoning(JsonNode message) {
    JsonNode details = message.path("reasoning_details");
    boolean told = false;
    for (JsonNode detail : details) {
      told |= !thought(detail).isEmpty();
    }
    if (!told) {
      String plain = message.path("reasoning").asText("");
      words(Kind.REASONING, plain.isEmpty() ? message.path("reasoning_content").asText("") : plain);
    }
    for (JsonNode detail : details) {
      if (detail instanceof ObjectNode object) {
        detail(object, thought(object));
      }
    }
  }

  private static String thought(JsonNode detail) {
    return detail.path("text").asText(detail.path("summary").asText(""));
  }

  private void detail(ObjectNode detail, String more) {
    Block block = open.peekLast();
    if (block == null || !block.goesOnWith(detail, more)) {
      block = new Block(Kind.REASONING);
      block.merge(detail);
      open(block);
    } else if (!block.reasoningDetail().has("type") && block.text().equals(more)) {
      block.merge(detail);
      return;
    }
    block.merge(detail);
    grow(block, more);
  }

  private void words(Kind kind, String more) {
    if (more.isEmpty()) {
      return;
    }
    Block block = open.peekLast();
    if (block == null || block.kind() != kind || block.isEncrypted()) {
      block = new Block(kind);
      open(block);
    }
    grow(block, more);
  }

  /// Some providers give every call the same index; then the identifier tells them apart.
  private void toolCall(JsonNode call, int index) {
    String id = call.path("id").asText("");
    JsonNode function = call.path("function");
    Block block = toolCalls.get(index);
    if (block == null || (!id.isEmpty() && !id.equals(block.toolCallId()))) {
      block =
          new Block(Kind.TOOL_CALL)
              .toolCall(id.isEmpty() ? "call_" + index : id, function.path("name").asText(""));
      toolCalls.put(index, block);
      open(block);
    }
    if (open.contains(block)) {
      grow(block, function.path("arguments").asText(""));
      advance();
    }
  }

  private void open(Block block) {
    open.addLast(block);
    if (open.size() == 1) {
      begin(block);
    } else {
      advance();
    }
  }

  private void advance() {
    while (open.size() > 1 && open.getFirst().mayEnd()) {
      next();
    }
  }

  private void end() {
    while (!open.isEmpty()) {
      next();
    }
  }

  private void next() {
    events.add(new BlockEvent.Ended(open.removeFirst()));
    if (!open.isEmpty()) {
      begin(open.getFirst());
    }
  }

  private void begin(Block block) {
    events.add(new BlockEvent.Began(block));
    if (!block.text().isEmpty()) {
      events.add(new BlockEvent.Grew(block, block.text()));
    }
  }

  private void grow(Block block, String more) {
    if (more.isEmpty()) {
      return;
    }
    block.append(more);
    if (block == open.peekFirst()) {
      events.add(new BlockEvent.Grew(block, more));
    }
  }
}
