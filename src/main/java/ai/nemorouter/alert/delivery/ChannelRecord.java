package ai.nemorouter.alert.delivery;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How a channel did in the last 90 days.
///
/// @param deliveredAt when an alert arrived last; null where none did
/// @param failures alerts that never arrived
/// @param failingSince when the first alert was raised that did not arrive, of those after the last
///   that did; null where none fails
public record ChannelRecord(
    UUID channelId, @Nullable Instant deliveredAt, long failures, @Nullable Instant failingSince) {
  /// Of a channel to which nothing was to be sent.
  public static ChannelRecord none(UUID channelId) {
    return new ChannelRecord(channelId, null, 0, null);
  }
}
