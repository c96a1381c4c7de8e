package ai.nemorouter.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import com.github.luben.zstd.Zstd;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies that come compressed, as Codex sends them.
@QuarkusTest
class DecompressionTest {
  private static final int AIR = 64 * 1024 * 1024;

  private final GatewayWorld world;

  DecompressionTest(GatewayWorld world) {
    this.world = world;
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zstd", "GZIP", "identity", "zstd, gzip"})
  void aCompressedBodyIsRead(String encoding) throws IOException {
    String model = world.serve("packed", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        post(caller, encoding, packed(GatewayWorld.chat(model, "").getBytes(UTF_8), encoding));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(world.upstream().received("packed").getLast().body()).contains("Say hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zstd"})
  void aBodyOfMuchAirIsRefusedWithoutItsMemory(String encoding) throws IOException {
    byte[] air = new byte[AIR];
    Arrays.fill(air, (byte) ' ');

    HttpResponse<String> response =
        post(world.callerWithCredit("1"), encoding, packed(air, encoding));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(413);
  }

  @Test
  void anEncodingThatIsNotKnownAndABodyThatIsDamagedAreRefused() {
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> unknown = post(caller, "br", "{}".getBytes(UTF_8));
    HttpResponse<String> damaged = post(caller, "zstd", "{}".getBytes(UTF_8));

    assertThat(unknown.statusCode()).isEqualTo(415);
    assertThat(unknown.body()).contains("gzip, deflate or zstd");
    assertThat(damaged.statusCode()).isEqualTo(400);
  }

  private static byte[] packed(byte[] bytes, String encodings) throws IOException {
    byte[] packed = bytes;
    for (String encoding : encodings.toLowerCase(Locale.ROOT).split(", ", -1)) {
      packed =
          switch (encoding) {
            case "zstd" -> Zstd.compress(packed);
            case "gzip" -> through(packed, GZIPOutputStream::new);
            case "deflate" -> through(packed, DeflaterOutputStream::new);
            default -> packed;
          };
    }
    return packed;
  }

  private interface Packer {
    OutputStream on(OutputStream output) throws IOException;
  }

  private static byte[] through(byte[] bytes, Packer packer) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream output = packer.on(packed)) {
      output.write(bytes);
    }
    return packed.toByteArray();
  }

  private HttpResponse<String> post(Caller caller, String encoding, byte[] body) {
    return world.send(
        HttpRequest.newBuilder(GatewayWorld.address("/v1/chat/completions"))
            .header("content-type", "application/json")
            .header("content-encoding", encoding)
            .header("authorization", "Bearer " + caller.secret())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }
}
