package ai.nemorouter.platform.http;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/// Guards redirects to an address that came with a request: only a path on this very host will do.
public final class LocalPath {
  public static final String HOME = "/";
  private static final int LENGTH_MAX = 2000;

  private LocalPath() {}

  /// The path if it stays on this host, else the home page. Browsers read `//host` and `/\host` as
  /// another host and drop control characters before looking, and a proxy may decode a path before
  /// it looks, so that nothing of the kind may come out of that either.
  public static String orHome(@Nullable String path) {
    if (path == null
        || path.length() > LENGTH_MAX
        || !path.startsWith("/")
        || path.startsWith("//")) {
      return HOME;
    }
    boolean odd = path.chars().anyMatch(character -> character <= ' ' || character > '~');
    return odd || path.indexOf('\\') >= 0 || !isPlain(path) ? HOME : path;
  }

  private static boolean isPlain(String address) {
    try {
      String path = new URI(address).getPath();
      return path != null
          && path.startsWith("/")
          && !path.contains("//")
          && path.indexOf('\\') < 0
          && path.chars().noneMatch(Character::isISOControl);
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
