package ai.nemorouter.gateway.tokens;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Width and height of an image in pixels, read from its header without decoding it.
///
/// @param width from 1 to 65,535
/// @param height from 1 to 65,535
record ImageSize(int width, int height) {
  private static final int LARGEST = 65_535;

  /// Pictures carry colour profiles, previews and locations before a JPEG's size; more than this is
  /// not looked through.
  private static final int JPEG_SEGMENTS_MOST = 256;

  private static final int PNG = 0x89504E47;
  private static final int GIF = 0x47494638;
  private static final int RIFF = 0x52494646;
  private static final int WEBP = 0x57454250;
  private static final int JPEG = 0xFFD8;

  /// Nothing where the bytes are none of PNG, JPEG, GIF and WebP, or end or contradict themselves
  /// before the size.
  static Optional<ImageSize> read(InputStream bytes) {
    try {
      DataInputStream in = new DataInputStream(bytes);
      int magic = in.readInt();
      return switch (magic) {
        case PNG -> png(in);
        case GIF -> gif(in);
        case RIFF -> webp(in);
        default -> magic >>> 16 == JPEG ? jpeg(in, magic & 0xFFFF) : Optional.empty();
      };
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Signature, then the chunk IHDR: length, name, width, height.
  private static Optional<ImageSize> png(DataInputStream in) throws IOException {
    in.skipNBytes(12);
    return of(in.readInt(), in.readInt());
  }

  /// Version, then width and height of the screen, lowest byte first.
  private static Optional<ImageSize> gif(DataInputStream in) throws IOException {
    in.skipNBytes(2);
    return of(littleEndian16(in), littleEndian16(in));
  }

  private static Optional<ImageSize> webp(DataInputStream in) throws IOException {
    in.skipNBytes(4);
    if (in.readInt() != WEBP) {
      return Optional.empty();
    }
    int chunk = in.readInt();
    in.skipNBytes(4);
    return switch (chunk) {
      case 0x56503858 -> webpExtended(in);
      case 0x56503820 -> webpLossy(in);
      case 0x5650384C -> webpLossless(in);
      default -> Optional.empty();
    };
  }

  /// `VP8X`: flags, then width and height less one in three bytes each.
  private static Optional<ImageSize> webpExtended(DataInputStream in) throws IOException {
    in.skipNBytes(4);
    return of(littleEndian24(in) + 1, littleEndian24(in) + 1);
  }

  /// `VP8 `: frame tag, start code, then 14 bits each; the two highest bits scale for display.
  private static Optional<ImageSize> webpLossy(DataInputStream in) throws IOException {
    in.skipNBytes(3);
    if (littleEndian24(in) != 0x2A019D) {
      return Optional.empty();
    }
    return of(littleEndian16(in) & 0x3FFF, littleEndian16(in) & 0x3FFF);
  }

  /// `VP8L`: signature, then width and height less one in 14 bits each.
  private static Optional<ImageSize> webpLossless(DataInputStream in) throws IOException {
    if (in.readUnsignedByte() != 0x2F) {
      return Optional.empty();
    }
    int bits = littleEndian16(in) | (littleEndian16(in) << 16);
    return of((bits & 0x3FFF) + 1, ((bits >>> 14) & 0x3FFF) + 1);
  }

  /// Segments, each a marker and a length, up to the frame header, which has height before width.
  private static Optional<ImageSize> jpeg(DataInputStream in, int firstMarker) throws IOException {
    int marker = firstMarker;
    for (int segment = 0; segment < JPEG_SEGMENTS_MOST; segment++) {
      marker = withoutFill(in, marker);
      if (isStandalone(marker)) {
        marker = in.readUnsignedShort();
        continue;
      }
      int length = in.readUnsignedShort();
      if (marker >>> 8 != 0xFF || length < 2) {
        return Optional.empty();
      }
      if (isFrameHeader(marker)) {
        in.skipNBytes(1);
        int height = in.readUnsignedShort();
        return of(in.readUnsignedShort(), height);
      }
      in.skipNBytes(length - 2L);
      marker = in.readUnsignedShort();
    }
    return Optional.empty();
  }

  /// A marker may be preceded by any number of bytes `FF`.
  private static int withoutFill(DataInputStream in, int marker) throws IOException {
    int name = marker & 0xFF;
    while (marker == 0xFFFF && name == 0xFF) {
      name = in.readUnsignedByte();
    }
    return (marker & 0xFF00) | name;
  }

  private static boolean isStandalone(int marker) {
    return marker == 0xFF01 || (marker >= 0xFFD0 && marker <= 0xFFD8);
  }

  private static boolean isFrameHeader(int marker) {
    return marker >= 0xFFC0
        && marker <= 0xFFCF
        && marker != 0xFFC4
        && marker != 0xFFC8
        && marker != 0xFFCC;
  }

  private static Optional<ImageSize> of(int width, int height) {
    return width < 1 || height < 1 || width > LARGEST || height > LARGEST
        ? Optional.empty()
        : Optional.of(new ImageSize(width, height));
  }

  private static int littleEndian16(DataInputStream in) throws IOException {
    return in.readUnsignedByte() | (in.readUnsignedByte() << 8);
  }

  private static int littleEndian24(DataInputStream in) throws IOException {
    return littleEndian16(in) | (in.readUnsignedByte() << 16);
  }
}
