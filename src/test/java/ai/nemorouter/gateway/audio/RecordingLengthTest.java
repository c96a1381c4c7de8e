package ai.nemorouter.gateway.audio;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.Samples;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
  void aWavFileWithMoreBitsOrChannelsThanThereAreTellsNothing() {
    Buffer lying = Buffer.buffer(Samples.wav(3)).setShortLE(34, (short) 65_535);

    assertThat(RecordingLength.of(lying).most()).isEqualTo(Math.ceilDiv(lying.length(), 750) + 1);
  }

  record Case(String container, Buffer file, long seconds) {
    @Override
    public String toString() {
      return container;
    }
  }

  static List<Case> recordings() {
    return List.of(
        new Case("Opus at 12 kbit/s", Recordings.opus(60, 60), 60),
        new Case("Opus whose pages claim less", Recordings.opus(60, 1), 60),
        new Case("Opus whose pages claim more", Recordings.opus(60, 90), 90),
        new Case("Vorbis", Recordings.vorbis(5), 5),
        new Case("MP3, 100 frames", Recordings.mp3(100), 3),
        new Case("MPEG video, 200 frames of sound", Recordings.mpeg(200, false), 6),
        new Case("MPEG-2 video, 200 frames of sound", Recordings.mpeg(200, true), 6),
        new Case("FLAC of silence", Recordings.flac(400, 400 * 4_096), 103),
        new Case("FLAC whose header claims less", Recordings.flac(400, 1), 103),
        new Case("FLAC without a length", Recordings.flac(400, 0), 103),
        new Case("WebM of a browser", Recordings.webm(30), 30),
        new Case("Matroska with a duration", Recordings.matroska(12_500, 50_000), 13),
        new Case("M4A", Recordings.m4a(938, 60, 240_000), 61),
        new Case("M4A whose headers claim less", Recordings.m4a(938, 1, 240_000), 61),
        new Case("MP4 in fragments", Recordings.fragmented(10), 10));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void aRecordingIsChargedByTheSecondsInItsContainer(Case sent) {
    RecordingLength length = RecordingLength.of(sent.file());

    assertThat(length.likely()).as(sent.container()).isEqualTo(sent.seconds());
    assertThat(length.most()).isGreaterThanOrEqualTo(sent.file().length() / 750);
  }

  @Test
  void recordingsOneAfterTheOtherAddUp() {
    Buffer both = Recordings.opus(20, 20).appendBuffer(Recordings.opus(40, 40));

    assertThat(RecordingLength.of(both).likely()).isEqualTo(60);
  }

  @Test
  void whatHeadersLeaveOutIsChargedAtTheHighestRateOfItsKindAtLeast() {
    assertThat(RecordingLength.of(Recordings.m4a(0, 1, 400_000)).likely()).isEqualTo(11);
    assertThat(RecordingLength.of(Recordings.matroska(1, 1_920_000)).likely()).isEqualTo(11);
  }

  @Test
  void aLengthThatNoFileOfThatSizeCanHaveIsNotBelieved() {
    Buffer absurd = Recordings.m4a(10, 130_000, 20_000);
    long bound = Math.ceilDiv(absurd.length(), 750L) + 1;

    assertThat(RecordingLength.of(absurd)).isEqualTo(new RecordingLength(bound, bound));
  }

  @Test
  void aFileThatDoesNotTellIsChargedAsWhatIsHeld() {
    assertThat(RecordingLength.of(Buffer.buffer(new byte[1_500_000])))
        .isEqualTo(new RecordingLength(2_001, 2_001));
    assertThat(RecordingLength.of(Recordings.text("#!AMR\n").appendBuffer(Recordings.zeros(744))))
        .isEqualTo(new RecordingLength(2, 2));
  }

  /// Cut anywhere, and with any bytes changed: no exception, no endless loop, and never more
  /// charged than held.
  @Test
  void noBytesBreakIt() {
    Random random = new Random(20261122);
    List<Case> whole = recordings();
    for (int i = 0; i < 4_000; i++) {
      byte[] bytes = whole.get(random.nextInt(whole.size())).file().getBytes();
      bytes = Arrays.copyOf(bytes, random.nextInt(Math.min(bytes.length, 9_000)));
      for (int change = random.nextInt(40); change > 0 && bytes.length > 0; change--) {
        int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 300));
        bytes[at] = (byte) (random.nextInt(4) == 0 ? -1 : random.nextInt(256));
      }
      assertThat(holds(bytes)).isTrue();
    }
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(2_000)];
      random.nextBytes(bytes);
      assertThat(holds(bytes)).isTrue();
    }
  }

  @Test
  void aLargeFileThatIsMadeToBeReadSlowlyIsReadInSeconds() {
    for (String unit :
        List.of("\u00ff\u00fb\u0090", "OggS", "\u001fC\u00b6u", "\u0000\u0000\u0000\u0008trak")) {
      Buffer start =
          unit.startsWith("\u0000")
              ? Recordings.text("\u0000\u0000\u0000\u0008ftyp")
              : Buffer.buffer();
      if (unit.startsWith("\u001f")) {
        start.appendInt(0x1A45DFA3);
      }
      Buffer file = start.appendBuffer(Recordings.text(unit.repeat(16_000_000 / unit.length())));
      long began = System.nanoTime();
      RecordingLength length = RecordingLength.of(file);

      assertThat(length.most()).isGreaterThanOrEqualTo(length.likely());
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }
  }

  private static boolean holds(byte[] bytes) {
    RecordingLength length = RecordingLength.of(Buffer.buffer(bytes));
    return length.most() >= length.likely() && length.likely() >= 0;
  }
}
