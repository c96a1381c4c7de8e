package ai.nemorouter.guardrail.engine;

import java.nio.charset.StandardCharsets;

/// What a file is by its first bytes, whatever its sender calls it.
public final class MediaTypes {
  private static final int HEAD_MIN = 12;

  private MediaTypes() {}

  /// @param declared what the sender calls it; it is believed where the content says nothing
  public static String of(byte[] head, String declared) {
    if (head.length < HEAD_MIN) {
      return declared;
    }
    String start = new String(head, 0, HEAD_MIN, StandardCharsets.ISO_8859_1);
    if (start.startsWith("\u0089PNG\r\n")) {
      return "image/png";
    }
    if (start.startsWith("\u00FF\u00D8\u00FF")) {
      return "image/jpeg";
    }
    if (start.startsWith("GIF8")) {
      return "image/gif";
    }
    if (start.startsWith("RIFF")) {
      return riff(start.substring(8));
    }
    if (start.startsWith("%PDF-")) {
      return "application/pdf";
    }
    if (start.startsWith("PK\u0003\u0004")) {
      return declared.contains("openxmlformats") || declared.contains("opendocument")
          ? declared
          : "application/zip";
    }
    if (start.startsWith("ID3") || start.startsWith("\u00FF\u00FB")) {
      return "audio/mpeg";
    }
    if (start.startsWith("OggS")) {
      return "audio/ogg";
    }
    if (start.startsWith("fLaC")) {
      return "audio/flac";
    }
    return start.startsWith("ftyp", 4) ? "video/mp4" : declared;
  }

  private static String riff(String form) {
    return switch (form) {
      case "WEBP" -> "image/webp";
      case "WAVE" -> "audio/wav";
      default -> "video/x-msvideo";
    };
  }
}
