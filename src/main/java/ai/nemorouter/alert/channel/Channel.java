package ai.nemorouter.alert.channel;

import jakarta.persistence.EnumeratedValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A way by which an organization hears of alerts.
///
/// @param target where it leads, without what must stay secret
/// @param fromPercent the lowest threshold that it is told of
/// @param forecasts whether it is told of forecasts
/// @param pausedAt since when nothing is sent to it; null where it is not paused
/// @param goneAt when its receiver said that it is gone for good; null where it did not
/// @param previousUntil until when the secret before the last rotation signs as well
public record Channel(
    UUID id,
    Kind kind,
    String name,
    String target,
    int fromPercent,
    boolean forecasts,
    @Nullable Instant pausedAt,
    @Nullable Instant goneAt,
    @Nullable Instant previousUntil,
    String createdBy,
    Instant createdAt) {

  /// What a channel speaks.
  public enum Kind {
    EMAIL("E-mail"),
    /// Signed JSON, as the Standard Webhooks specification has it.
    WEBHOOK("Webhook"),
    /// An incoming webhook of Slack, or of what takes the same messages.
    SLACK("Slack");

    @EnumeratedValue private final String word;
    private final String label;

    Kind(String label) {
      this.word = name().toLowerCase(Locale.ROOT);
      this.label = label;
    }

    /// The word in the database and in addresses.
    public String word() {
      return word;
    }

    public String label() {
      return label;
    }

    public static Optional<Kind> of(String word) {
      return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
  }

  public boolean isWebhook() {
    return kind == Kind.WEBHOOK;
  }

  /// Whether alerts are sent to it.
  public boolean isLive() {
    return pausedAt == null && goneAt == null;
  }

  /// The addresses of an e-mail channel.
  public List<String> recipients() {
    return List.of(target.split(", ", -1));
  }

  /// What it hears of, for people.
  public String hears() {
    String thresholds =
        fromPercent == 1
            ? "every threshold"
            : fromPercent == 100 ? "limits used up" : "thresholds from " + fromPercent + " %";
    return forecasts ? thresholds + ", forecasts" : thresholds;
  }
}
