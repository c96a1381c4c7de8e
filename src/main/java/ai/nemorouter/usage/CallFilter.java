package ai.nemorouter.usage;

import ai.nemorouter.provider.Operation;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which calls to list.
///
/// @param status null for all
/// @param model part of the model's name; empty for all
/// @param operation null for all
public record CallFilter(
    @Nullable CallStatus status,
    @Nullable UUID teamId,
    @Nullable UUID keyId,
    String model,
    @Nullable Operation operation,
    TimeRange range) {
  public static final CallFilter ALL = new CallFilter(null, null, null, "", null, TimeRange.ALL);

  public CallFilter {
    model = model.strip();
  }
}
