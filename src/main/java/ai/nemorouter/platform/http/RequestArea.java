package ai.nemorouter.platform.http;

/// Which of the application's faces a path belongs to.
public enum RequestArea {
  /// What programs call: keys in a header, errors as JSON.
  API,
  /// What people see in a browser: a session in a cookie, errors as pages.
  CONSOLE,
  /// What the platform itself serves: health, metrics, development tools.
  MANAGEMENT,
  /// Styles, scripts and pictures.
  ASSET;

  /// @param path with its leading slash
  public static RequestArea of(String path) {
    if (isUnder(path, "/v1") || isUnder(path, "/api/v1")) {
      return API;
    }
    if (isUnder(path, "/q")) {
      return MANAGEMENT;
    }
    return isUnder(path, "/static") || path.equals("/favicon.svg") ? ASSET : CONSOLE;
  }

  private static boolean isUnder(String path, String root) {
    return path.equals(root) || path.startsWith(root + "/");
  }
}
