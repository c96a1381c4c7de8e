package ai.nemorouter.usage;

import ai.nemorouter.provider.Operation;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which requests to list.
///
/// @param status null for all
/// @param model part of the model's name; empty for all
/// @param operation null for all
/// @param name an identifier of a request or of one of its attempts, or the provider's own for it;
///   empty for all
public record CallFilter(
    @Nullable CallStatus status,
    @Nullable UUID teamId,
    @Nullable UUID keyId,
    String model,
    @Nullable Operation operation,
    TimeRange range,
    String name) {
  public static final CallFilter ALL =
      new CallFilter(null, null, null, "", null, TimeRange.ALL, "");

  public CallFilter {
    model = model.strip();
    name = name.strip();
  }
}
