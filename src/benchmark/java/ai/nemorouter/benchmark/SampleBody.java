package ai.nemorouter.benchmark;

import ai.nemorouter.benchmark.SampleModel.Range;
import ai.nemorouter.gateway.tokens.InputTokens;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/// A request in the making, and beside it the tokens that its provider will truly count. For
/// OpenAI's models those are our count. For others each text's count is multiplied by a factor
/// drawn for the call from what that family's tokenizer, or the nearest public one, makes of that
/// text: a model of the truth. An image behind an address has a size too, which only the provider
/// sees.
final class SampleBody {
  private static final int PRIMING = 3;
  private static final int[][] PIXELS = {
    {640, 480}, {1_024, 1_024}, {1_920, 1_080}, {3_024, 4_032}
  };

  private final ObjectNode body = Json.object();
  private final ArrayNode messages = body.putArray("messages");
  private final Map<SampleText, Integer> percents = new EnumMap<>(SampleText.class);
  private final SampleModel model;
  private final Random random;
  private long trueTokens = PRIMING;

  SampleBody(SampleModel model, Random random) {
    this.model = model;
    this.random = random;
    body.put("model", model.slug());
  }

  ObjectNode body() {
    return body;
  }

  long trueTokens() {
    return trueTokens;
  }

  void message(String role, SampleText text, int letters) {
    ObjectNode message = Json.object().put("role", role).put("content", words(text, letters));
    messages.add(message);
    trueTokens += counted(message) * percent(text) / 100;
  }

  void tools(int count) {
    ArrayNode tools = body.putArray("tools");
    for (int tool = 0; tool < count; tool++) {
      ObjectNode function = tools.addObject().put("type", "function").putObject("function");
      function.put("name", "tool_" + tool).put("description", words(SampleText.ENGLISH, 120));
      ObjectNode parameters = function.putObject("parameters").put("type", "object");
      ObjectNode properties = parameters.putObject("properties");
      int fields = 1 + random.nextInt(6);
      for (int field = 0; field < fields; field++) {
        properties
            .putObject("field_" + field)
            .put("type", "string")
            .put("description", words(SampleText.ENGLISH, 60));
      }
    }
    ObjectNode alone = Json.object();
    alone.putArray("messages");
    alone.set("tools", tools);
    trueTokens += likely(alone) * percent(SampleText.ENGLISH) / 100;
  }

  void images(SampleText text, int count) {
    message("user", text, 100);
    ArrayNode content = messages.addObject().put("role", "user").putArray("content");
    ArrayNode seen = Json.object().putArray("content");
    for (int image = 0; image < count; image++) {
      String data = png(PIXELS[random.nextInt(PIXELS.length)]);
      boolean behindAnAddress = random.nextInt(3) == 0;
      image(content, behindAnAddress ? "https://example.com/photo.jpg" : data);
      image(seen, data);
    }
    trueTokens += counted(Json.object().set("content", seen));
  }

  private static void image(ArrayNode content, String url) {
    content.addObject().put("type", "image_url").putObject("image_url").put("url", url);
  }

  private long counted(ObjectNode message) {
    ObjectNode alone = Json.object();
    alone.putArray("messages").add(message);
    return likely(alone) - PRIMING;
  }

  private long likely(ObjectNode part) {
    return InputTokens.of(part, model.slug()).likely();
  }

  private int percent(SampleText text) {
    return percents.computeIfAbsent(
        text,
        any -> {
          Range range = model.percentOf(any);
          return range.from() + random.nextInt(range.to() - range.from() + 1);
        });
  }

  /// The header of an image with so many pixels, and as much data as a small photograph has.
  private static String png(int[] pixels) {
    byte[] data = new byte[60_000];
    ByteBuffer.wrap(data)
        .putLong(0x89504E470D0A1A0AL)
        .putInt(13)
        .putInt(0x49484452)
        .putInt(pixels[0])
        .putInt(pixels[1]);
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(data);
  }

  /// Parts of the sample text in any order, so that no two messages are the same.
  private String words(SampleText sample, int letters) {
    String text = sample.text();
    StringBuilder words = new StringBuilder();
    while (words.length() < letters) {
      int from = Math.max(0, text.lastIndexOf(' ', random.nextInt(text.length())));
      words.append(text, from, Math.min(text.length(), from + letters - words.length()));
    }
    return words.toString();
  }
}
