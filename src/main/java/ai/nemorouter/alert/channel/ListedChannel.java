package ai.nemorouter.alert.channel;

import ai.nemorouter.alert.delivery.ChannelRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A channel as people see it: what it is, and whether alerts arrive.
public record ListedChannel(Channel channel, ChannelRecord record) {

  /// For people.
  public String state() {
    if (channel.pausedAt() != null) {
      return "Paused";
    }
    if (channel.goneAt() != null) {
      return "Gone";
    }
    if (record.failingSince() != null) {
      return "Failing";
    }
    return record.deliveredAt() == null ? "Nothing sent yet" : "Delivering";
  }

  public String tone() {
    return switch (state()) {
      case "Paused" -> "warn";
      case "Gone", "Failing" -> "bad";
      case "Delivering" -> "good";
      default -> "quiet";
    };
  }

  /// What to do about the state; empty where nothing is to be done.
  public String todo() {
    return switch (state()) {
      case "Paused" -> "Resume it to send alerts again";
      case "Gone" -> "Correct its address, or resume it";
      case "Failing" -> "Check its address and send a test";
      case "Delivering" -> "";
      default -> "Send a test";
    };
  }

  /// Since when it is in that state; null where that does not matter.
  public @Nullable Instant since() {
    if (channel.pausedAt() != null) {
      return channel.pausedAt();
    }
    return channel.goneAt() != null ? channel.goneAt() : record.failingSince();
  }
}
