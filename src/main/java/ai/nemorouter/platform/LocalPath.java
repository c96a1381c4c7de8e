package ai.nemorouter.platform;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/// Guards redirects to an address that came with a request: only a path on this very host will do.
public final class LocalPath {
  public static final String HOME = "/";
  private static final int LENGTH_MAX = 2000;

  private LocalPath() {}

  /// The path if it stays on this host, else the home page. Browsers read `//host` and `/\host` as
  /// another host and drop control characters before looking.
  public static String orHome(@Nullable String path) {
    if (path == null || path.length() > LENGTH_MAX || !path.startsWith("/")) {
      return HOME;
    }
    boolean foreign = path.startsWith("//") || path.indexOf('\\') >= 0;
    boolean odd = path.chars().anyMatch(character -> character <= ' ' || character > '~');
    return foreign || odd || !isAddress(path) ? HOME : path;
  }

  private static boolean isAddress(String path) {
    try {
      return new URI(path).getPath() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
