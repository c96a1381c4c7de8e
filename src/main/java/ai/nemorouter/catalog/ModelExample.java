package ai.nemorouter.catalog;

import ai.nemorouter.provider.dialect.Operation;

/// A call of a model as one may paste it into a terminal.
public record ModelExample(String curl) {

  /// @param base the base URL of clients
  static ModelExample of(String base, CatalogModel listed) {
    String slug = listed.slug();
    Operation operation = listed.model().operations().stream().findFirst().orElse(Operation.CHAT);
    String data =
        switch (operation) {
          case CHAT -> chat(slug);
          case EMBEDDINGS, MODERATIONS -> json(slug, "\"input\": \"Hello\"");
          case IMAGES -> json(slug, "\"prompt\": \"A lighthouse at dusk\"");
          case SPEECH ->
              json(slug, "\"input\": \"Hello\", \"voice\": \"alloy\"") + " --output hello.mp3";
          case TRANSCRIPTIONS -> "-F model=" + slug + " -F file=@hello.mp3";
          case RERANK -> json(slug, "\"query\": \"colour\", \"documents\": [\"red\", \"round\"]");
        };
    String type =
        operation == Operation.TRANSCRIPTIONS ? "" : "  -H \"Content-Type: application/json\" \\\n";
    return new ModelExample(
        "curl %s%s \\\n  -H \"Authorization: Bearer $NEMOROUTER_API_KEY\" \\\n%s  %s"
            .formatted(base, path(operation), type, data));
  }

  private static String chat(String slug) {
    return json(slug, "\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]");
  }

  private static String json(String slug, String fields) {
    return "-d '{\"model\": \"" + slug + "\", " + fields + "}'";
  }

  private static String path(Operation operation) {
    return switch (operation) {
      case CHAT -> "/chat/completions";
      case EMBEDDINGS -> "/embeddings";
      case IMAGES -> "/images/generations";
      case SPEECH -> "/audio/speech";
      case TRANSCRIPTIONS -> "/audio/transcriptions";
      case MODERATIONS -> "/moderations";
      case RERANK -> "/rerank";
    };
  }
}
