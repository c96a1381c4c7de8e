package ai.nemorouter.alert;

import ai.nemorouter.platform.InvalidInputException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;

/// What was typed into the form of a channel.
///
/// @param from the lowest percentage that it is told of; empty for all
/// @param forecasts `on` where it is told of them, as a checkbox is sent
public record ChannelForm(
    @FormParam("name") @DefaultValue("") String name,
    @FormParam("target") @DefaultValue("") String target,
    @FormParam("from") @DefaultValue("") String from,
    @FormParam("forecasts") @DefaultValue("") String forecasts) {
  static final ChannelForm EMPTY = new ChannelForm("", "", "", "on");

  /// As it stands; a Slack address is not shown again, and an empty field keeps it.
  static ChannelForm of(Channel channel) {
    return new ChannelForm(
        channel.name(),
        channel.kind() == Channel.Kind.SLACK ? "" : channel.target(),
        channel.fromPercent() == 1 ? "" : Integer.toString(channel.fromPercent()),
        channel.forecasts() ? "on" : "");
  }

  ChannelSettings settings() {
    return new ChannelSettings(name, target, percent(), !forecasts.isEmpty());
  }

  private int percent() {
    try {
      return from.isBlank() ? 1 : Integer.parseInt(from.replace("%", "").strip());
    } catch (NumberFormatException e) {
      throw new InvalidInputException("from", "Enter a whole percentage from 1 to 100.");
    }
  }
}
