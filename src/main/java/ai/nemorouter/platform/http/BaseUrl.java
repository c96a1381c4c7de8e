package ai.nemorouter.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.UriInfo;

/// The base URL that clients of the gateway are given: where people reach this installation, else
/// where the request came to.
@ApplicationScoped
public class BaseUrl {
  private static final String API = "/v1";

  private final ConsoleConfig console;

  BaseUrl(ConsoleConfig console) {
    this.console = console;
  }

  public String of(UriInfo uri) {
    return origin(uri) + API;
  }

  /// The same without a path, as clients of other formats want it.
  public String origin(UriInfo uri) {
    String root = console.url().orElseGet(uri::getBaseUri).resolve("/").toString();
    return root.substring(0, root.length() - 1);
  }
}
