package ai.nemorouter.migration;

import ai.nemorouter.platform.json.ApiError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Reads what was sent, up to a bound.
public final class BoundedBody {
  private BoundedBody() {}

  /// @throws ai.nemorouter.platform.json.ApiException 413 if there is more
  public static byte[] read(InputStream body, int most) {
    try {
      byte[] read = body.readNBytes(most + 1);
      if (read.length > most) {
        throw tooLarge(most).exception();
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ApiError tooLarge(int most) {
    return ApiError.of(
        413,
        "invalid_request_error",
        "payload_too_large",
        "This takes at most %d KB. Send the parts that name models.".formatted(most / 1024));
  }
}
