package ai.nemorouter.gateway.http;

import ai.nemorouter.platform.http.bounds.ByteBudget;
import ai.nemorouter.platform.json.ApiError;
import com.github.luben.zstd.ZstdInputStream;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// Decompresses the bodies of requests. What comes out is bounded while it does, in size and in the
/// memory of the caller, so that a small body of much air costs little.
@ApplicationScoped
class Decompression {
  private static final int FIRST_BYTES = 64 * 1024;
  private static final int ENCODINGS_MAX = 3;

  /// Windows of up to 8 MiB, as every decoder of Zstandard should take (RFC 8878).
  private static final int WINDOW_LOG_MAX = 23;

  private final Bodies bodies;

  Decompression(Bodies bodies) {
    this.bodies = bodies;
  }

  /// @throws ai.nemorouter.platform.json.ApiException 415 for an encoding that is not known, 413 if
  ///   the body is too large, 400 if it is damaged
  void decompressOrThrow(Exchange exchange) {
    String header = exchange.header("content-encoding");
    if (header == null || exchange.body().length == 0) {
      return;
    }
    List<String> encodings =
        List.of(header.toLowerCase(Locale.ROOT).split(",", -1)).stream()
            .map(String::strip)
            .filter(encoding -> !encoding.isEmpty() && !encoding.equals("identity"))
            .toList();
    if (encodings.size() > ENCODINGS_MAX) {
      throw unknown(header).exception();
    }
    for (String encoding : encodings.reversed()) {
      exchange.body(decompressed(exchange.body(), encoding, exchange.memory()));
    }
  }

  private byte[] decompressed(byte[] body, String encoding, ByteBudget.@Nullable Share memory) {
    try (InputStream input = stream(body, encoding)) {
      return read(input, memory);
    } catch (LinkageError e) {
      // Its library for this machine cannot be unpacked or loaded.
      throw unknown(encoding).exception();
    } catch (IOException e) {
      throw ApiError.invalidRequest("The body is not valid " + encoding + ".")
          .reason("invalid_encoding")
          .exception();
    }
  }

  private static InputStream stream(byte[] body, String encoding) throws IOException {
    InputStream compressed = new ByteArrayInputStream(body);
    return switch (encoding) {
      case "gzip", "x-gzip" -> new GZIPInputStream(compressed);
      case "deflate" -> new InflaterInputStream(compressed);
      case "zstd" -> new ZstdInputStream(compressed).setLongMax(WINDOW_LOG_MAX);
      default -> throw unknown(encoding).exception();
    };
  }

  private byte[] read(InputStream input, ByteBudget.@Nullable Share memory) throws IOException {
    byte[] bytes = new byte[0];
    int length = 0;
    while (true) {
      if (length == bytes.length) {
        int capacity = (int) Math.min(Math.max(FIRST_BYTES, 2L * bytes.length), bodies.most() + 1);
        ApiError full =
            memory == null ? null : Bodies.refusal(memory.take(capacity - bytes.length));
        if (full != null) {
          throw full.exception();
        }
        bytes = Arrays.copyOf(bytes, capacity);
      }
      int more = input.read(bytes, length, bytes.length - length);
      if (more < 0) {
        return Arrays.copyOf(bytes, length);
      }
      length += more;
      if (length > bodies.most()) {
        throw ApiError.of(
                413,
                "invalid_request_error",
                "payload_too_large",
                "The decompressed request body is larger than " + bodies.most() + " bytes.")
            .exception();
      }
    }
  }

  private static ApiError unknown(String encoding) {
    return ApiError.of(
            415,
            "invalid_request_error",
            "unsupported_encoding",
            "Bodies may be compressed with gzip, deflate or zstd, not with "
                + CallerText.recorded(encoding)
                + ".")
        .header("accept-encoding", "gzip, deflate, zstd");
  }
}
