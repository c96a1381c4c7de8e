package ai.nemorouter.provider.azure;

import ai.nemorouter.provider.dialect.UpstreamRequest;
import java.net.URI;

/// Where an Azure resource answers, by its base URL:
/// - `https://<resource>.openai.azure.com/openai/v1`, or the resource alone: the v1 API, which
///   reads the deployment from the body;
/// - `https://<resource>.openai.azure.com?api-version=2024-10-21`: the older API of that version,
///   which has a path for each deployment.
///
/// @param root without a query
/// @param query with its question mark; may be empty
/// @param classic whether it is the older API
record AzureAddress(String root, String query, boolean classic) {
  private static final String BELOW = "/openai";
  private static final String V1 = "/openai/v1";

  static AzureAddress of(URI baseUrl) {
    String url = baseUrl.toString();
    String query = baseUrl.getRawQuery() == null ? "" : "?" + baseUrl.getRawQuery();
    int question = url.indexOf('?');
    String root = (question < 0 ? url : url.substring(0, question)).replaceFirst("/+$", "");
    if (root.endsWith(V1)) {
      return new AzureAddress(root, query, false);
    }
    String resource =
        root.endsWith(BELOW) ? root.substring(0, root.length() - BELOW.length()) : root;
    return query.contains("api-version=")
        ? new AzureAddress(resource + BELOW, query, true)
        : new AzureAddress(resource + V1, query, false);
  }

  /// @param path of the operation below `/v1`
  URI operation(String deployment, String path) {
    return at(classic ? "/deployments/" + UpstreamRequest.segment(deployment) + path : path);
  }

  URI models() {
    return at("/models");
  }

  private URI at(String path) {
    return URI.create(root + path + query);
  }
}
