package ai.nemorouter.key.page;

import ai.nemorouter.platform.error.InvalidInputException;
import java.time.Duration;

/// How long an old secret works beside the new one, as a form sends it: in seconds.
public final class Grace {
  /// A day.
  public static final String USUAL = "86400";

  private Grace() {}

  public static Duration of(String seconds) {
    try {
      return Duration.ofSeconds(Integer.parseUnsignedInt(seconds));
    } catch (NumberFormatException e) {
      throw new InvalidInputException("grace", "Choose how long the old secret works.");
    }
  }
}
