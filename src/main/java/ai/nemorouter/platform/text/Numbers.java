package ai.nemorouter.platform.text;

import io.quarkus.qute.TemplateExtension;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// How templates write counts, and text within an address.
@TemplateExtension
public final class Numbers {
  private Numbers() {}

  /// With separators, as in `12,480`.
  public static String grouped(Number value) {
    return String.format(Locale.ROOT, "%,d", value.longValue());
  }

  public static String urlEncoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
