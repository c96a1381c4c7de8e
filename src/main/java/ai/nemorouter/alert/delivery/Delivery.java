package ai.nemorouter.alert.delivery;

import ai.nemorouter.alert.channel.Channel;
import jakarta.persistence.EnumeratedValue;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How far an alert has come over one channel.
///
/// @param channel its name
/// @param nextAt when it is tried next, while it waits
/// @param lastStatus of the last attempt's answer; null where there was none
/// @param lastError what went wrong at the last attempt; null where nothing did
/// @param underWay whether a node is sending it now
/// @param removed whether the channel is removed
/// @param live whether the channel takes messages
public record Delivery(
    UUID id,
    UUID channelId,
    String channel,
    Channel.Kind kind,
    State state,
    int attempts,
    Instant nextAt,
    @Nullable Integer lastStatus,
    @Nullable String lastError,
    @Nullable Instant finishedAt,
    boolean underWay,
    boolean removed,
    boolean live) {

  /// Where it stands.
  public enum State {
    WAITING("Waiting", "warn"),
    DELIVERED("Delivered", "good"),
    FAILED("Failed", "bad"),
    DROPPED("Not sent", "bad");

    /// Read by Hibernate alone.
    @SuppressWarnings("UnusedVariable")
    @EnumeratedValue
    private final String word;

    private final String label;
    private final String tone;

    State(String label, String tone) {
      this.word = name().toLowerCase(Locale.ROOT);
      this.label = label;
      this.tone = tone;
    }

    public String label() {
      return label;
    }

    public String tone() {
      return tone;
    }
  }

  public boolean canBeRetried() {
    return live && !underWay && state != State.DELIVERED;
  }
}
