package ai.nemorouter.provider.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The names of what a provider does not get, each once.
public final class Dropped {
  /// A request may have millions of unknown fields; the first ones tell enough.
  private static final int MOST_NAMES = 64;

  /// Something that cannot be left out, because the question would be another one without it.
  ///
  /// @param field where it stands
  public record Refusal(String field, String message) {}

  private final Set<String> names = new LinkedHashSet<>();
  private @Nullable Refusal refusal;

  public void add(String name) {
    if (names.size() < MOST_NAMES) {
      names.add(name);
    }
  }

  /// Drops the whole value.
  @Nullable JsonNode all(String at) {
    add(at);
    return null;
  }

  @Nullable JsonNode refuse(String at, String message) {
    if (refusal == null) {
      refusal = new Refusal(at, message);
    }
    return null;
  }

  /// What the request has to be refused for; null where nothing is.
  public @Nullable Refusal refusal() {
    return refusal;
  }

  public List<String> names() {
    return List.copyOf(names);
  }
}
