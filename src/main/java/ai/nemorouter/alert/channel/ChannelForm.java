package ai.nemorouter.alert.channel;

import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.FormParam;
import java.util.Objects;

/// What was typed into the form of a channel.
///
/// @param from the lowest percentage that it is told of; empty for all
/// @param forecasts `on` where it is told of them, as a checkbox is sent
public record ChannelForm(
    @FormParam("name") String name,
    @FormParam("target") String target,
    @FormParam("from")
        @Pattern(regexp = "[\\s%]*(\\d{1,3}[\\s%]*)?", message = ChannelSettings.WHOLE_PERCENTAGE)
        String from,
    @FormParam("forecasts") String forecasts) {
  static final ChannelForm EMPTY = new ChannelForm("", "", "", "on");

  /// A field that was not sent is empty: so is a checkbox that is not ticked.
  public ChannelForm {
    name = Objects.requireNonNullElse(name, "");
    target = Objects.requireNonNullElse(target, "");
    from = Objects.requireNonNullElse(from, "");
    forecasts = Objects.requireNonNullElse(forecasts, "");
  }

  /// As it stands; a Slack address is not shown again, and an empty field keeps it.
  static ChannelForm of(Channel channel) {
    return new ChannelForm(
        channel.name(),
        channel.kind() == Channel.Kind.SLACK ? "" : channel.target(),
        channel.fromPercent() == 1 ? "" : Integer.toString(channel.fromPercent()),
        channel.forecasts() ? "on" : "");
  }

  /// What its constraints let through.
  ChannelSettings settings() {
    return new ChannelSettings(name, target, percent(), !forecasts.isEmpty());
  }

  private int percent() {
    String digits = from.replace("%", "").strip();
    return digits.isEmpty() ? 1 : Integer.parseInt(digits);
  }
}
