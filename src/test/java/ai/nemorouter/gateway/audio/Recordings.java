package ai.nemorouter.gateway.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.buffer.Buffer;

/// Small recordings in the containers that people send, written byte by byte. Their sound is noise;
/// what players go by when they look for its length is as in real files.
final class Recordings {
  private static final int OPUS_20_MS_SILK = 0x48;
  private static final int MP3_128_KBIT_44100 = 0xfffb_9000;
  private static final int MP3_FRAME = 417;
  private static final int FLAC_BLOCK = 4_096;

  private Recordings() {}

  static Buffer text(String ascii) {
    return Buffer.buffer(ascii.getBytes(ISO_8859_1));
  }

  static Buffer zeros(int count) {
    return Buffer.buffer(new byte[count]);
  }

  // Ogg

  /// Speech at 12 kbit/s: packets of 20 ms with 30 bytes each, fifty of them on a page.
  ///
  /// @param told the seconds that the pages claim
  static Buffer opus(int seconds, int told) {
    Buffer file = Buffer.buffer();
    Buffer head = text("OpusHead").appendByte((byte) 1).appendByte((byte) 1);
    head.appendShortLE((short) 312)
        .appendIntLE(48_000)
        .appendShortLE((short) 0)
        .appendByte((byte) 0);
    page(file, 2, 0, 7, head);
    page(file, 0, 0, 7, text("OpusTags").appendIntLE(0).appendIntLE(0));
    for (int second = 1; second <= seconds; second++) {
      Buffer[] packets = new Buffer[50];
      for (int packet = 0; packet < packets.length; packet++) {
        packets[packet] =
            Buffer.buffer().appendByte((byte) OPUS_20_MS_SILK).appendBuffer(zeros(29));
      }
      page(file, second == seconds ? 4 : 0, 48_000L * second * told / seconds, 7, packets);
    }
    return file;
  }

  /// Of 64 kbit/s.
  static Buffer vorbis(int seconds) {
    Buffer file = Buffer.buffer();
    Buffer head = text("\u0001vorbis").appendIntLE(0).appendByte((byte) 1).appendIntLE(44_100);
    page(file, 2, 0, 9, head.appendBuffer(zeros(14)));
    for (int second = 1; second <= seconds; second++) {
      page(file, 0, 44_100L * second, 9, zeros(250 * 32));
    }
    return file;
  }

  private static void page(Buffer file, int flags, long position, int serial, Buffer... packets) {
    Buffer sizes = Buffer.buffer();
    Buffer body = Buffer.buffer();
    for (Buffer packet : packets) {
      int left = packet.length();
      for (; left >= 255; left -= 255) {
        sizes.appendUnsignedByte((short) 255);
      }
      sizes.appendUnsignedByte((short) left);
      body.appendBuffer(packet);
    }
    file.appendString("OggS").appendByte((byte) 0).appendByte((byte) flags).appendLongLE(position);
    file.appendIntLE(serial).appendIntLE(0).appendIntLE(0);
    file.appendUnsignedByte((short) sizes.length()).appendBuffer(sizes).appendBuffer(body);
  }

  // MPEG audio

  /// Frames of 128 kbit/s, 1,152 samples each at 44.1 kHz, between a tag with a picture and one at
  /// the end.
  static Buffer mp3(int frames) {
    Buffer picture = zeros(5_000);
    Buffer file = text("ID3").appendBytes(new byte[] {4, 0, 0, 0, 0, 39, 8});
    file.appendBuffer(picture);
    for (int frame = 0; frame < frames; frame++) {
      file.appendInt(MP3_128_KBIT_44100).appendBuffer(zeros(MP3_FRAME - 4));
    }
    return file.appendBuffer(text("TAG")).appendBuffer(zeros(125));
  }

  /// The same frames in packets of a program whose pictures take much more, with headers of MPEG-1
  /// or of MPEG-2.
  static Buffer mpeg(int frames, boolean second) {
    Buffer sound = Buffer.buffer();
    for (int frame = 0; frame < frames; frame++) {
      sound.appendInt(MP3_128_KBIT_44100).appendBuffer(zeros(MP3_FRAME - 4));
    }
    Buffer file = Buffer.buffer();
    for (int from = 0; from < sound.length(); from += 2_000) {
      Buffer part = sound.getBuffer(from, Math.min(from + 2_000, sound.length()));
      file.appendInt(0x1ba).appendBuffer(zeros(10));
      file.appendInt(0x1e0).appendUnsignedShort(9_000).appendBuffer(zeros(9_000));
      Buffer header =
          second
              ? Buffer.buffer(new byte[] {(byte) 0x81, (byte) 0x80, 5, 0x21, 0, 1, 0, 1})
              : Buffer.buffer(new byte[] {-1, -1, 0x40, 0, 0x21, 0, 1, 0, 1});
      file.appendInt(0x1c0).appendUnsignedShort(header.length() + part.length());
      file.appendBuffer(header).appendBuffer(part);
    }
    return file.appendInt(0x1b9);
  }

  // FLAC

  /// Of silence, which takes fourteen bytes for 4,096 samples.
  ///
  /// @param told the samples that the header claims
  static Buffer flac(int frames, long told) {
    Buffer file = text("fLaC").appendBytes(new byte[] {0, 0, 0, 34});
    file.appendShort((short) FLAC_BLOCK).appendShort((short) FLAC_BLOCK).appendBuffer(zeros(6));
    // 16 kHz, one channel, 16 bits.
    file.appendLong(16_000L << 44 | 15L << 36 | told).appendBuffer(zeros(16));
    file.appendBytes(new byte[] {(byte) 0x81, 0, 0x10, 0}).appendBuffer(zeros(0x1000));
    for (int frame = 0; frame < frames; frame++) {
      Buffer head = Buffer.buffer().appendShort((short) 0xfff8).appendShort((short) 0xc508);
      head.appendByte((byte) (frame & 0x7f));
      file.appendBuffer(head).appendByte((byte) crc8(head)).appendBuffer(zeros(8));
    }
    return file;
  }

  private static int crc8(Buffer bytes) {
    int sum = 0;
    for (byte one : bytes.getBytes()) {
      for (int bit = 7; bit >= 0; bit--) {
        boolean carry = (sum >> 7 & 1) != (one >> bit & 1);
        sum = (sum << 1 & 0xff) ^ (carry ? 7 : 0);
      }
    }
    return sum;
  }

  // Matroska

  /// As a browser records: no duration, unknown sizes, clusters of a second, blocks of 20 ms.
  static Buffer webm(int seconds) {
    Buffer file = element(0x1A45DFA3L, element(0x4282, text("webm")));
    file.appendInt(0x18538067).appendBytes(unknownSize());
    file.appendBuffer(element(0x1549A966L, element(0x2AD7B1, number(1_000_000))));
    file.appendBuffer(
        element(
            0x1654AE6BL,
            element(
                0xAE,
                element(0xD7, number(1))
                    .appendBuffer(element(0x83, number(2)))
                    .appendBuffer(element(0x86, text("A_OPUS"))))));
    for (int second = 0; second < seconds; second++) {
      file.appendInt(0x1F43B675).appendBytes(unknownSize());
      file.appendBuffer(element(0xE7, number(second * 1_000L)));
      for (int block = 0; block < 50; block++) {
        Buffer data = Buffer.buffer().appendByte((byte) 0x81).appendShort((short) (block * 20));
        data.appendByte((byte) 0x80).appendByte((byte) OPUS_20_MS_SILK).appendBuffer(zeros(29));
        file.appendBuffer(element(0xA3, data));
      }
    }
    return file;
  }

  /// With a duration in its header, and sound that is not looked into.
  static Buffer matroska(int milliseconds, int bytes) {
    Buffer duration = Buffer.buffer().appendFloat(milliseconds);
    Buffer segment = element(0x1549A966L, element(0x4489, duration));
    segment.appendBuffer(element(0xEC, zeros(bytes)));
    return element(0x1A45DFA3L, element(0x4282, text("matroska")))
        .appendBuffer(element(0x18538067L, segment));
  }

  private static Buffer element(long id, Buffer data) {
    Buffer element = Buffer.buffer();
    for (int shift = 24; shift >= 0; shift -= 8) {
      if (id >> shift != 0) {
        element.appendByte((byte) (id >> shift));
      }
    }
    return element.appendInt(0x1000_0000 | data.length()).appendBuffer(data);
  }

  private static Buffer number(long value) {
    return Buffer.buffer().appendLong(value);
  }

  private static byte[] unknownSize() {
    return new byte[] {1, -1, -1, -1, -1, -1, -1, -1};
  }

  // MP4

  /// AAC at 16 kHz as phones record it, with a table of its samples, and its headers at the end.
  ///
  /// @param told the seconds that headers and table claim
  static Buffer m4a(int samples, int told, int bytes) {
    Buffer sound = box("stsd", zeros(4).appendInt(1).appendBuffer(box("mp4a", audioEntry())));
    sound.appendBuffer(box("stts", zeros(4).appendInt(1).appendInt(told).appendInt(16_000)));
    sound.appendBuffer(box("stsz", zeros(8).appendInt(samples)));
    Buffer media = box("mdhd", zeros(12).appendInt(16_000).appendInt(told * 16_000));
    media.appendBuffer(box("hdlr", zeros(8).appendBuffer(text("soun")).appendBuffer(zeros(13))));
    media.appendBuffer(box("minf", box("stbl", sound)));
    Buffer track = box("tkhd", zeros(12).appendInt(1)).appendBuffer(box("mdia", media));
    Buffer movie = box("mvhd", zeros(12).appendInt(1_000).appendInt(told * 1_000));
    movie.appendBuffer(box("trak", track));
    return box("ftyp", text("M4A \0\0\0\0"))
        .appendBuffer(box("mdat", zeros(bytes)))
        .appendBuffer(box("moov", movie));
  }

  /// As Safari records: nothing in the headers, a fragment a second.
  static Buffer fragmented(int seconds) {
    Buffer media = box("mdhd", zeros(12).appendInt(48_000).appendInt(0));
    Buffer track = box("tkhd", zeros(12).appendInt(1)).appendBuffer(box("mdia", media));
    Buffer movie = box("mvhd", zeros(12).appendInt(1_000).appendInt(-1));
    movie.appendBuffer(box("trak", track));
    movie.appendBuffer(
        box("mvex", box("trex", zeros(4).appendInt(1).appendInt(1).appendInt(1_024))));
    Buffer file = box("ftyp", text("iso5\0\0\0\0")).appendBuffer(box("moov", movie));
    for (int second = 0; second < seconds; second++) {
      Buffer run = box("tfhd", zeros(4).appendInt(1)).appendBuffer(run(second));
      file.appendBuffer(box("moof", box("traf", run))).appendBuffer(box("mdat", zeros(4_000)));
    }
    return file;
  }

  /// Forty samples of 1,024, and the rest of the second with durations of their own.
  private static Buffer run(int second) {
    return second % 2 == 0
        ? box("trun", zeros(4).appendInt(40))
            .appendBuffer(
                box(
                    "trun",
                    Buffer.buffer()
                        .appendInt(0x301)
                        .appendInt(1)
                        .appendInt(0)
                        .appendInt(7_040)
                        .appendInt(99)))
        : box(
            "trun",
            Buffer.buffer().appendInt(0x100).appendInt(2).appendInt(47_000).appendInt(1_000));
  }

  private static Buffer audioEntry() {
    return zeros(24).appendInt(16_000 << 16);
  }

  private static Buffer box(String name, Buffer data) {
    return Buffer.buffer().appendInt(data.length() + 8).appendBuffer(text(name)).appendBuffer(data);
  }
}
