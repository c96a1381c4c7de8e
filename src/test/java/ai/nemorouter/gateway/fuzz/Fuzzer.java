package ai.nemorouter.gateway.fuzz;

import ai.nemorouter.testsupport.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Makes requests from those that the gateway and the management API understand. The same seed
/// makes the same requests.
public final class Fuzzer {
  /// What a provider that plays along must serve.
  public static final String MODELS =
      "gpt-4o-mini,text-embedding-3-small,gpt-image-1,tts-1,omni-moderation-latest";

  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND");

  private static final String CHAT = "{\"model\":\"openai/gpt-4o-mini\",";
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  private static final Map<String, String> CALLS =
      Map.of(
          "/v1/chat/completions",
          CHAT
              + MESSAGES
              + ",\"max_tokens\":20,\"stream\":true,\"temperature\":1,\"stop\":[\"x\"],\"tools\":"
              + "[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}]}",
          "/v1/completions",
          CHAT + "\"prompt\":\"Once\",\"max_tokens\":20}",
          "/v1/responses",
          CHAT
              + "\"input\":[{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Hi\"}]}],"
              + "\"max_output_tokens\":20}",
          "/v1/messages",
          CHAT + "\"max_tokens\":20,\"system\":\"Be kind.\"," + MESSAGES + "}",
          "/v1/messages/count_tokens",
          CHAT + MESSAGES + "}",
          "/v1/embeddings",
          "{\"model\":\"openai/text-embedding-3-small\",\"input\":[\"The food\",\"was good\"]}",
          "/v1/images/generations",
          "{\"model\":\"openai/gpt-image-1\",\"prompt\":\"A robot\",\"n\":1,\"size\":\"1024x1024\"}",
          "/v1/audio/speech",
          "{\"model\":\"openai/tts-1\",\"input\":\"Hello\",\"voice\":\"alloy\"}",
          "/v1/moderations",
          "{\"model\":\"openai/omni-moderation\",\"input\":\"Nothing bad\"}",
          "/v1/rerank",
          "{\"model\":\"cohere/rerank-v3.5\",\"query\":\"capital\",\"documents\":[\"Berlin\",\"a cat\"]}");

  /// By the beginning of the path: what the management API takes there.
  private static final Map<String, String> MANAGED =
      Map.of(
          "/v1/keys",
          "{\"name\":\"Name\",\"limit\":1.5,\"limit_reset\":\"monthly\",\"expires_at\":\"2030-01-01T00:00:00Z\"}",
          "/v1/management-keys",
          "{\"name\":\"Name\",\"permissions\":[\"CHANGE_KEYS\"],\"allowed_addresses\":[\"10.0.0.0/8\"]}",
          "/v1/roles",
          "{\"name\":\"Name\",\"level\":\"organization\",\"permissions\":[\"view_keys\"]}",
          "/v1/teams",
          "{\"name\":\"Name\"}",
          "/v1/invitations",
          "{\"email\":\"a@b.example\",\"role\":\"member\",\"teams\":[]}",
          "/v1/limits",
          "{\"scope\":\"organization\",\"unit\":\"usd\",\"amount\":100000,\"period\":\"month\",\"alert_at\":[50,80]}",
          "/v1/aliases",
          "{\"model\":\"openai/gpt-4o-mini\",\"target\":\"openai/gpt-4o-mini\"}",
          "/v1/byok",
          "{\"name\":\"own\",\"provider\":\"openai\",\"base_url\":\"https://api.example.com/v1\",\"api_key\":\"secret\",\"allowed_models\":[\"*\"]}",
          "/v1/migration/check",
          "{\"models\":[\"gpt-4o\",\"claude-3-opus\"]}");

  private static final String OTHERWISE =
      "{\"name\":\"Name\",\"role\":\"member\",\"suspended\":false,\"grace_seconds\":60}";

  private static final List<String> QUERIES =
      List.of(
          "/v1/models",
          "/v1/models/user",
          "/v1/models/count",
          "/v1/models/openai/gpt-4o-mini",
          "/v1/models/openai/gpt-4o-mini/endpoints",
          "/v1/embeddings/models",
          "/v1/providers",
          "/v1/generation?id=gen-1",
          "/v1/key",
          "/v1/credits",
          "/v1/activity",
          "/v1/files",
          "/v1/nothing");

  private static final List<String> SEGMENTS =
      List.of(
          "x",
          "%00",
          "%0d%0aX-Evil:%201",
          "%2f..%2f",
          "%5c",
          "..",
          "%ff",
          "%c0%80",
          "%ed%a0%80",
          "%e2%80%ae",
          "%",
          "%zz",
          "-1",
          "00000000-0000-0000-0000-000000000000",
          "0191d3e8-0000-7000-8000-00000000000g",
          "a".repeat(3_000));

  private final Random random;
  private final FuzzedJson json;
  private final List<Target> targets = new ArrayList<>();
  private final String key;
  private final String managementKey;

  private record Target(String method, String path, String sample, boolean managed) {}

  public Fuzzer(long seed, String key, String managementKey) {
    random = new Random(seed);
    json = new FuzzedJson(random);
    this.key = key;
    this.managementKey = managementKey;
    // Calls are what the product is for: some of them for each endpoint of everything else.
    for (int i = 0; i < 5; i++) {
      new TreeMap<>(CALLS)
          .forEach((path, body) -> targets.add(new Target("POST", path, body, false)));
    }
    QUERIES.forEach(path -> targets.add(new Target("GET", path, "", false)));
    Route.all().stream()
        .filter(Route::isApi)
        .forEach(route -> targets.add(managed(route.verb(), route.address("", "{}"))));
  }

  private static Target managed(String method, String path) {
    String body =
        MANAGED.entrySet().stream()
            .filter(sample -> path.startsWith(sample.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(OTHERWISE);
    return new Target(method, path, method.equals("GET") ? "" : body, true);
  }

  public FuzzedRequest next() {
    Target target = targets.get(random.nextInt(targets.size()));
    String method = rarely() ? METHODS.get(random.nextInt(METHODS.size())) : target.method();
    byte[] body = target.sample().isEmpty() && !rarely() ? new byte[0] : json.of(sample(target));
    return new FuzzedRequest(
        method, address(target.path()), headers(target.managed() ? managementKey : key), body);
  }

  private static String sample(Target target) {
    return target.sample().isEmpty() ? "{\"a\":[1]}" : target.sample();
  }

  private String address(String template) {
    String path = template.replace("{}", SEGMENTS.get(random.nextInt(SEGMENTS.size())));
    if (rarely()) {
      path = "/api" + path;
    }
    if (rarely()) {
      int slash = path.lastIndexOf('/');
      path = path.substring(0, slash + 1) + segment();
    }
    if (rarely()) {
      path = path + "/";
    }
    if (random.nextInt(4) == 0) {
      path = path + (path.contains("?") ? "&" : "?") + query();
    }
    return path;
  }

  private String query() {
    List<String> names =
        List.of("search", "page", "limit", "offset", "sort", "after", "id", "actor", "from", "a");
    return names.get(random.nextInt(names.size())) + "=" + segment();
  }

  private String segment() {
    return SEGMENTS.get(random.nextInt(SEGMENTS.size()));
  }

  private List<String> headers(String usual) {
    List<String> headers = new ArrayList<>();
    switch (random.nextInt(16)) {
      case 0 -> {
        // Without a credential.
      }
      case 1 -> headers.add("authorization: Bearer sk-nemo-" + "x".repeat(49));
      case 2 -> headers.add("x-api-key: " + usual);
      case 3 -> headers.add("authorization: Basic " + usual);
      case 4 -> headers.add("authorization: Bearer " + (usual.equals(key) ? managementKey : key));
      default -> headers.add("authorization: Bearer " + usual);
    }
    headers.add(
        rarely()
            ? "content-type: "
                + List.of("text/plain", "multipart/form-data; boundary=x", ";;", "application/xml")
                    .get(random.nextInt(4))
            : "content-type: application/json");
    if (rarely()) {
      headers.add(
          List.of(
                  "content-encoding: gzip",
                  "expect: 100-continue",
                  "range: bytes=0-1",
                  "x-forwarded-for: 1.2.3.4, \u00e9",
                  "origin: null",
                  "accept: text/html",
                  "accept-encoding: br;q=x",
                  "cookie: a=b; a=b; session=\"",
                  "if-none-match: *",
                  "x-title: " + "t".repeat(5_000))
              .get(random.nextInt(10)));
    }
    return headers;
  }

  private boolean rarely() {
    return random.nextInt(12) == 0;
  }
}
