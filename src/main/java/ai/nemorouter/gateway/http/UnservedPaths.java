package ai.nemorouter.gateway.http;

import ai.nemorouter.gateway.flow.Endpoint;
import ai.nemorouter.platform.json.ApiError;
import java.util.List;
import java.util.stream.Collectors;

/// Paths that OpenAI or OpenRouter serve and this gateway does not: the client learns that the path
/// is right but not served here. Unknown paths are answered like a page that does not exist.
final class UnservedPaths {
  /// A `*` stands for everything below, and the path itself.
  static final List<String> ALL =
      List.of(
          "/v1/analytics/*",
          "/v1/assistants/*",
          "/v1/audio/translations",
          "/v1/audio/voices/*",
          "/v1/auth/keys/code",
          "/v1/batches/*",
          "/v1/benchmarks/*",
          "/v1/chatkit/*",
          "/v1/classifications/*",
          "/v1/containers/*",
          "/v1/conversations/*",
          "/v1/datasets/*",
          "/v1/evals/*",
          "/v1/files/*",
          "/v1/fine_tuning/*",
          "/v1/images",
          "/v1/images/edits",
          "/v1/images/variations",
          "/v1/observability/*",
          "/v1/presets/*",
          "/v1/realtime/*",
          "/v1/skills/*",
          "/v1/threads/*",
          "/v1/uploads/*",
          "/v1/vector_stores/*",
          "/v1/videos/*",
          "/v1/workspaces/*");

  private UnservedPaths() {}

  static ApiError refusal(String path, List<Endpoint> served) {
    String paths = served.stream().map(Endpoint::path).sorted().collect(Collectors.joining(", "));
    return ApiError.of(
            404,
            "unsupported_endpoint",
            "not_found",
            path + " is not served here. Models can be asked at " + paths + ".")
        .reason("unsupported_endpoint")
        .header("x-should-retry", "false");
  }
}
