package ai.nemorouter.platform.outbound;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.regex.Pattern;

/// An address that somebody else gave us to send to, as far as its text can be judged. Where its
/// name leads is for `OutboundRoute` to judge, each time anew.
///
/// @param path with its query
public record OutboundTarget(boolean tls, String host, int port, String path) {
  private static final int LENGTH_MAX = 2000;
  private static final int HTTPS = 443;
  private static final int HTTP = 80;
  private static final int PORT_MAX = 65_535;
  private static final Set<Integer> PUBLIC_PORTS = Set.of(HTTPS, 8443);

  /// A name as DNS has it. It has a dot, and its last part is not a number, because such a host is
  /// read as an IP address by some, in decimal, octal or hexadecimal.
  private static final Pattern NAME =
      Pattern.compile(
          "(?i)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

  /// How far a request may go.
  public enum Reach {
    /// The public internet, over TLS.
    PUBLIC,
    /// Also this machine and its network: for tests, and for operators who trust all their people.
    ANYWHERE;

    /// @param privateTargets whether an operator allowed what is not on the public internet
    public static Reach of(boolean privateTargets) {
      return privateTargets ? ANYWHERE : PUBLIC;
    }
  }

  /// @throws IllegalArgumentException with a sentence that says what is wrong, for people
  public static OutboundTarget parse(String text, Reach reach) {
    URI uri = uri(text.strip());
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    boolean plain = "http".equalsIgnoreCase(uri.getScheme());
    require(tls || (plain && reach == Reach.ANYWHERE), "The address must begin with https://.");
    require(uri.getRawUserInfo() == null, "The address must not contain a user name or password.");
    require(uri.getRawFragment() == null, "The address must not contain a #.");
    String host = uri.getHost();
    if (host == null || host.isEmpty()) {
      throw new IllegalArgumentException("The address names no host that can be reached.");
    }
    int port = port(uri.getPort(), tls);
    if (reach == Reach.PUBLIC) {
      require(
          host.length() <= 253 && NAME.matcher(host).matches(),
          "The address must name a host of the public internet, not an IP address.");
      require(
          PUBLIC_PORTS.contains(port), "The address must not name a port other than 443 or 8443.");
    }
    return new OutboundTarget(tls, bare(host), port, path(uri));
  }

  /// As a `Host` header has it.
  String authority() {
    boolean usual = port == (tls ? HTTPS : HTTP);
    String name = host.contains(":") ? "[" + host + "]" : host;
    return usual ? name : name + ":" + port;
  }

  private static URI uri(String text) {
    require(text.length() <= LENGTH_MAX, "The address is too long.");
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("This is not an address, as in https://example.com/hook.");
    }
  }

  private static int port(int given, boolean tls) {
    if (given < 0) {
      return tls ? HTTPS : HTTP;
    }
    require(given > 0 && given <= PORT_MAX, "There is no such port.");
    return given;
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String path(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
