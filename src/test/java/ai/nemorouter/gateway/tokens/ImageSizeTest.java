package ai.nemorouter.gateway.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSizeTest {
  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif"})
  void theSizeOfARealImageIsRead(String format) throws IOException {
    assertThat(read(image(format, 1_280, 33))).contains(new ImageSize(1_280, 33));
  }

  /// Headers as the WebP container specification and RFC 6386 lay them out, for 400 × 301 pixels.
  @ParameterizedTest
  @CsvSource({
    "lossy,    52494646 24000000 57454250 56503820 18000000 300100 9D012A 9001 2D01",
    "lossless, 52494646 24000000 57454250 5650384C 18000000 2F 8F014B10",
    "extended, 52494646 24000000 57454250 56503858 0A000000 10000000 8F0100 2C0100"
  })
  void theSizeOfAWebpImageIsRead(String kind, String header) {
    assertThat(read(HexFormat.of().parseHex(header.replace(" ", ""))))
        .as(kind)
        .contains(new ImageSize(400, 301));
  }

  @Test
  void aJpegsSizeIsFoundBehindALongColourProfile() throws IOException {
    byte[] image = image("jpg", 70, 50);
    ByteArrayOutputStream longer = new ByteArrayOutputStream();
    longer.write(image, 0, 2);
    for (int segment = 0; segment < 9; segment++) {
      longer.write(new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xE2, (byte) 0xFF, (byte) 0xFF});
      longer.write(new byte[0xFFFF - 2]);
    }
    longer.write(image, 2, image.length - 2);

    assertThat(read(longer.toByteArray())).contains(new ImageSize(70, 50));
  }

  @Test
  void garbageHasNoSizeAndDoesNoHarm() throws IOException {
    Random random = new Random(20261122);
    List<byte[]> images = List.of(image("png", 64, 48), image("jpg", 64, 48), image("gif", 64, 48));
    for (int i = 0; i < 5_000; i++) {
      byte[] broken = images.get(i % images.size()).clone();
      int changes = 1 + random.nextInt(20);
      for (int change = 0; change < changes; change++) {
        broken[random.nextInt(Math.min(broken.length, 64))] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(broken.length);

      Optional<ImageSize> size = ImageSize.read(new ByteArrayInputStream(broken, 0, length));

      size.ifPresent(found -> {
        assertThat(found.width()).isBetween(1, 65_535);
        assertThat(found.height()).isBetween(1, 65_535);
      });
    }
    assertThat(read(new byte[0])).isEmpty();
    assertThat(read(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xD9})).isEmpty();
    assertThat(read("<svg width='10' height='10'/>".getBytes(UTF_8))).isEmpty();
  }

  @Test
  void aDataUrlIsReadAsFarAsItsHeaderGoes() throws IOException {
    String base64 = Base64.getEncoder().encodeToString(image("png", 21, 22));

    assertThat(ImageSize.read(EmbeddedFile.of("data:image/png;base64," + base64).header()))
        .contains(new ImageSize(21, 22));
    assertThat(
            ImageSize.read(EmbeddedFile.of("data:image/png;base64,!!%%" + "ł".repeat(9)).header()))
        .isEmpty();
    assertThat(ImageSize.read(EmbeddedFile.of("data:").header())).isEmpty();
  }

  private static Optional<ImageSize> read(byte[] bytes) {
    return ImageSize.read(new ByteArrayInputStream(bytes));
  }

  private static byte[] image(String format, int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(
            ImageIO.write(
                new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, bytes))
        .isTrue();
    return bytes.toByteArray();
  }
}
