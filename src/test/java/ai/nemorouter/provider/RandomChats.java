package ai.nemorouter.provider;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/// Conversations in the gateway's own form, the same ones for the same seed: every kind of content,
/// calls of tools and their results, and thoughts signed by different providers.
public final class RandomChats {
  private static final String[] WORDS = {
    "plain",
    "日本語",
    "🙂👩‍👩‍👧",
    "\"quoted\"",
    "back\\slash",
    "line\nbreak",
    "{\"a\":1}",
    "שלום",
    "\u2028end",
    "é"
  };

  private final Random dice;
  private int calls;

  public RandomChats(long seed) {
    dice = new Random(seed);
  }

  public Random dice() {
    return dice;
  }

  public ObjectNode chat() {
    ObjectNode chat = Json.object();
    ArrayNode messages = chat.putArray("messages");
    if (dice.nextBoolean()) {
      messages.addObject().put("role", "system").put("content", text());
    }
    for (int turn = 0; turn <= dice.nextInt(4); turn++) {
      user(messages.addObject());
      if (dice.nextInt(5) == 0) {
        messages.addObject().put("role", "developer").put("content", text());
      }
      assistant(messages);
    }
    user(messages.addObject());
    return chat;
  }

  private void user(ObjectNode message) {
    message.put("role", "user");
    if (dice.nextInt(3) == 0) {
      message.put("content", text());
      return;
    }
    ArrayNode parts = message.putArray("content");
    for (int i = 0; i <= dice.nextInt(4); i++) {
      part(parts.addObject());
    }
  }

  private void part(ObjectNode part) {
    switch (dice.nextInt(5)) {
      case 0 -> image(part, "data:image/png;base64," + base64());
      case 1 -> image(part, "https://example.com/" + dice.nextInt(100) + ".jpg");
      case 2 ->
          part.put("type", "file")
              .putObject("file")
              .put("filename", "a.pdf")
              .put("file_data", "data:application/pdf;base64," + base64());
      default -> part.put("type", "text").put("text", text());
    }
  }

  private static void image(ObjectNode part, String url) {
    part.put("type", "image_url").putObject("image_url").put("url", url);
  }

  private void assistant(ArrayNode messages) {
    ObjectNode message = messages.addObject().put("role", "assistant");
    int called = dice.nextInt(4);
    if (called == 0 || dice.nextBoolean()) {
      message.put("content", text());
    } else {
      message.putNull("content");
    }
    ArrayNode details = Json.object().putArray("x");
    claudesThoughts(details);
    for (int i = 0; i < called; i++) {
      String id = "call_" + calls++;
      ObjectNode call =
          message.withArray("tool_calls").addObject().put("id", id).put("type", "function");
      call.putObject("function").put("name", name()).put("arguments", Json.write(arguments()));
      if (dice.nextBoolean()) {
        detail(details, "reasoning.encrypted", "google-gemini-v1")
            .put("id", id)
            .put("data", base64());
      }
    }
    if (!details.isEmpty()) {
      message.set("reasoning_details", details);
    }
    for (int i = 0; i < called; i++) {
      result(messages.addObject(), "call_" + (calls - called + i));
    }
  }

  private void claudesThoughts(ArrayNode details) {
    for (int i = dice.nextInt(3); i > 0; i--) {
      if (dice.nextInt(4) == 0) {
        detail(details, "reasoning.encrypted", "anthropic-claude-v1").put("data", base64());
      } else {
        detail(details, "reasoning.text", "anthropic-claude-v1")
            .put("text", text())
            .put("signature", base64());
      }
    }
  }

  private static ObjectNode detail(ArrayNode details, String type, String format) {
    return details
        .addObject()
        .put("type", type)
        .put("format", format)
        .put("index", details.size() - 1);
  }

  private void result(ObjectNode message, String id) {
    message.put("role", "tool").put("tool_call_id", id);
    if (dice.nextBoolean()) {
      message.put("content", text());
      return;
    }
    ArrayNode parts = message.putArray("content");
    parts.addObject().put("type", "text").put("text", text());
    image(parts.addObject(), "data:image/png;base64," + base64());
  }

  public String name() {
    return "tool_" + dice.nextInt(3);
  }

  public ObjectNode arguments() {
    ObjectNode arguments = Json.object();
    for (int i = dice.nextInt(3); i > 0; i--) {
      arguments.put("text" + i, text()).put("number" + i, dice.nextInt());
      arguments.putArray("list" + i).add(dice.nextBoolean()).addNull();
    }
    return arguments;
  }

  public String text() {
    StringBuilder text = new StringBuilder("t" + dice.nextInt(1_000));
    for (int i = dice.nextInt(4); i > 0; i--) {
      text.append(' ').append(WORDS[dice.nextInt(WORDS.length)]);
    }
    return text.toString();
  }

  public String base64() {
    byte[] bytes = new byte[1 + dice.nextInt(20)];
    dice.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// A text in pieces of whole characters.
  public List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + 1 + dice.nextInt(6));
      if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
        to++;
      }
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }
}
