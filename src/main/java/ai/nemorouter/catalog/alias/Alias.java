package ai.nemorouter.catalog.alias;

import ai.nemorouter.catalog.Model;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Another name that an organization gives to a model.
///
/// @param name in small letters
/// @param target the slug of the model
/// @param model null where the target cannot be called any more: the alias is broken
public record Alias(
    String name,
    String target,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Model model) {

  public boolean isBroken() {
    return model == null;
  }
}
