package ai.nemorouter.gateway;

import ai.nemorouter.provider.dialect.FormBody;
import ai.nemorouter.provider.dialect.Payload;
import io.vertx.core.buffer.Buffer;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request that each path of the gateway understands, and recordings to send.
public final class Samples {
  private static final String TRANSCRIPTIONS = "/v1/audio/transcriptions";
  private static final int SAMPLES_PER_SECOND = 8_000;

  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry(
              "/v1/chat/completions", "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]"),
          Map.entry("/v1/completions", "\"prompt\":\"Once upon a time\""),
          Map.entry("/v1/responses", "\"input\":\"Hello\""),
          Map.entry(
              "/v1/messages",
              "\"max_tokens\":20,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]"),
          Map.entry("/v1/embeddings", "\"input\":\"The food was good\""),
          Map.entry("/v1/images/generations", "\"prompt\":\"A robot and a toddler\""),
          Map.entry("/v1/audio/speech", "\"input\":\"Hello there\",\"voice\":\"alloy\""),
          Map.entry("/v1/moderations", "\"input\":\"Nothing bad\""),
          Map.entry("/v1/rerank", "\"query\":\"capital\",\"documents\":[\"Berlin\",\"a cat\"]"));

  private Samples() {}

  /// @return null if there is no sample request for that path yet
  public static @Nullable HttpRequest request(String path, String secret, String model) {
    if (path.equals(TRANSCRIPTIONS)) {
      return transcription(secret, Map.of("model", List.of(model)), wav(2));
    }
    String body = BODIES.get(path);
    return body == null
        ? null
        : builder(path, secret, "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\"," + body + "}"))
            .build();
  }

  public static HttpRequest transcription(
      String secret, Map<String, List<String>> fields, byte[] recording) {
    FormBody form =
        FormBody.of(
            new Payload.Form(
                new LinkedHashMap<>(fields),
                "file",
                "a.wav",
                "audio/wav",
                Buffer.buffer(recording)));
    return builder(TRANSCRIPTIONS, secret, form.contentType())
        .POST(HttpRequest.BodyPublishers.ofByteArray(form.bytes().getBytes()))
        .build();
  }

  private static HttpRequest.Builder builder(String path, String secret, String type) {
    return HttpRequest.newBuilder(GatewayWorld.address(path))
        .header("content-type", type)
        .header("authorization", "Bearer " + secret);
  }

  /// Silence: one channel, one byte a sample, so many seconds less the header's bytes.
  public static byte[] wav(int seconds) {
    int size = seconds * SAMPLES_PER_SECOND;
    return Buffer.buffer()
        .appendString("RIFF")
        .appendIntLE(size - 8)
        .appendString("WAVEfmt ")
        .appendIntLE(16)
        .appendShortLE((short) 1)
        .appendShortLE((short) 1)
        .appendIntLE(SAMPLES_PER_SECOND)
        .appendIntLE(SAMPLES_PER_SECOND)
        .appendShortLE((short) 1)
        .appendShortLE((short) 8)
        .appendString("data")
        .appendIntLE(size - 44)
        .appendBytes("\u0001".repeat(size - 44).getBytes(StandardCharsets.US_ASCII))
        .getBytes();
  }
}
