package ai.nemorouter.gateway.audio;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.Samples;
import io.vertx.core.buffer.Buffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordingLengthTest {
  @Test
  void aWavFileTellsByItsSizeAndNotByWhatItSaysOfIt() {
    Buffer honest = Buffer.buffer(Samples.wav(7));
    Buffer lying = Buffer.buffer(Samples.wav(7)).setIntLE(4, 100).setIntLE(28, 1_000_000);
    lying.setIntLE(40, 10);

    assertThat(RecordingLength.of(honest)).isEqualTo(new RecordingLength(7, 7));
    assertThat(RecordingLength.of(lying)).isEqualTo(new RecordingLength(7, 7));
  }

  @Test
  void compressedSamplesInAWavFileTellNothing() {
    Buffer compressed = Buffer.buffer(Samples.wav(3)).setShortLE(20, (short) 0x55);

    assertThat(RecordingLength.of(compressed).most()).isEqualTo(24_000 / 750 + 1);
  }

  @Test
  void anyOtherFileIsBoundedByTheLowestRateAndNoBytesBreakIt() {
    Random random = new Random(20261122);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(2_000)];
      random.nextBytes(bytes);
      if (random.nextBoolean()) {
        byte[] header = Samples.wav(1);
        System.arraycopy(header, 0, bytes, 0, Math.min(bytes.length, random.nextInt(44)));
      }

      RecordingLength length = RecordingLength.of(Buffer.buffer(bytes));

      assertThat(length.most()).isGreaterThanOrEqualTo(length.likely());
    }
    assertThat(RecordingLength.of(Buffer.buffer(new byte[1_500_000])))
        .isEqualTo(new RecordingLength(2_001, 188));
  }
}
