package ai.nemorouter.platform;

import io.quarkus.qute.TemplateExtension;
import java.util.Locale;

/// How templates write counts.
@TemplateExtension
public final class Numbers {
  private Numbers() {}

  /// With separators, as in `12,480`.
  public static String grouped(Number value) {
    return String.format(Locale.ROOT, "%,d", value.longValue());
  }
}
