package ai.nemorouter.provider.dialect;

import java.util.Locale;
import java.util.Set;

/// What a model can be asked to do. Each has one form inside the gateway, that of OpenAI's API
/// (rerank: Cohere's), whatever the client and the provider speak.
public enum Operation {
  CHAT,
  EMBEDDINGS,
  IMAGES,
  SPEECH,
  TRANSCRIPTIONS,
  MODERATIONS,
  RERANK;

  public static final Set<Operation> CHAT_ONLY = Set.of(CHAT);

  /// As it stands in records and lists.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Operation of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
