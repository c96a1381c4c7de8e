package ai.nemorouter.demo.model;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// A small picture instead of a painted one: a pattern that the prompt decides, as a PNG file
/// (written as its specification says, so that no graphics library is needed).
final class DemoPicture {
  private static final int SIZE = 64;
  private static final int BYTES_PER_PIXEL = 3;
  private static final long SIGNATURE = 0x8950_4E47_0D0A_1A0AL;
  private static final int BITS = 8;
  private static final int TRUE_COLOR = 2;

  private DemoPicture() {}

  static byte[] of(String prompt, int number) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(file)) {
      out.writeLong(SIGNATURE);
      ByteArrayOutputStream header = new ByteArrayOutputStream();
      DataOutputStream fields = new DataOutputStream(header);
      fields.writeInt(SIZE);
      fields.writeInt(SIZE);
      fields.write(new byte[] {BITS, TRUE_COLOR, 0, 0, 0});
      chunk(out, "IHDR", header.toByteArray());
      chunk(out, "IDAT", compressed(pixels(prompt.hashCode() + number)));
      chunk(out, "IEND", new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  /// Lines of pixels, each after a byte that says that it is not filtered.
  private static byte[] pixels(int seed) {
    byte[] pixels = new byte[SIZE * (1 + SIZE * BYTES_PER_PIXEL)];
    int at = 0;
    for (int y = 0; y < SIZE; y++) {
      at++;
      for (int x = 0; x < SIZE; x++) {
        pixels[at++] = (byte) (seed + 4 * x);
        pixels[at++] = (byte) ((seed >> 8) + 4 * y);
        pixels[at++] = (byte) ((seed >> 16) ^ (x * y));
      }
    }
    return pixels;
  }

  private static byte[] compressed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater =
        new DeflaterOutputStream(out, new Deflater(Deflater.BEST_COMPRESSION))) {
      deflater.write(bytes);
    }
    return out.toByteArray();
  }

  private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 check = new CRC32();
    check.update(name);
    check.update(data);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) check.getValue());
  }
}
