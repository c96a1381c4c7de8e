package ai.nemorouter.gateway.audio;

import io.vertx.core.buffer.Buffer;

/// The bytes of an uploaded file, read without ever leaving it: what lies outside, and numbers of
/// more than 63 bits, are `NONE`.
final class Octets {
  static final long NONE = -1;
  private static final int BITS = 8;

  private final Buffer file;

  Octets(Buffer file) {
    this.file = file;
  }

  long length() {
    return file.length();
  }

  boolean has(long at, long count) {
    return at >= 0 && count >= 0 && count <= length() && at <= length() - count;
  }

  /// @return 0 to 255, or `NONE`
  int at(long at) {
    return has(at, 1) ? file.getUnsignedByte((int) at) : (int) NONE;
  }

  /// An unsigned number whose highest byte comes first.
  long big(long at, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << BITS | at(at + i);
    }
    return has(at, bytes) && value >= 0 ? value : NONE;
  }

  /// An unsigned number whose lowest byte comes first.
  long little(long at, int bytes) {
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << BITS | at(at + i);
    }
    return has(at, bytes) && value >= 0 ? value : NONE;
  }

  /// Whether that text stands there, a byte for each character.
  boolean is(long at, String ascii) {
    if (!has(at, ascii.length())) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (at(at + i) != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Appends the bytes between two places.
  void copy(long from, long to, Buffer target) {
    if (from < to && has(from, to - from)) {
      target.appendBuffer(file, (int) from, (int) (to - from));
    }
  }

  /// Where that text stands next, from `at` on; `NONE` if it does not.
  long find(long at, String ascii) {
    for (long next = Math.max(0, at); next <= length() - ascii.length(); next++) {
      if (at(next) == ascii.charAt(0) && is(next, ascii)) {
        return next;
      }
    }
    return NONE;
  }

  /// Where the file goes on after tags of the kind ID3v2, which may stand in front of any format.
  long afterTags() {
    long at = 0;
    while (is(at, "ID3") && has(at, 10)) {
      long size = 0;
      for (int i = 6; i < 10; i++) {
        size = size << 7 | (at(at + i) & 0x7f);
      }
      boolean footer = (at(at + 5) & 0x10) != 0;
      at += 10 + size + (footer ? 10 : 0);
    }
    return Math.min(at, length());
  }
}
