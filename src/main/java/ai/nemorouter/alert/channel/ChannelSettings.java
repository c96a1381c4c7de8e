package ai.nemorouter.alert.channel;

import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.outbound.OutboundTarget;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What people decide about a channel.
///
/// @param target addresses of e-mail, or of a webhook; empty to keep a stored Slack address, which
///   is not shown again
/// @param from the lowest percentage that it is told of
public record ChannelSettings(
    @Name(max = 120, message = "Give it a name of 1 to {max} characters.") String name,
    String target,
    @Min(value = 1, message = ChannelSettings.WHOLE_PERCENTAGE)
        @Max(value = 100, message = ChannelSettings.WHOLE_PERCENTAGE)
        int from,
    boolean forecasts) {
  static final String WHOLE_PERCENTAGE = "Enter a whole percentage from 1 to 100.";

  private static final int RECIPIENTS_MAX = 10;
  private static final int EMAIL_LENGTH_MAX = 254;
  private static final Pattern EMAIL =
      Pattern.compile("[^\\s@<>,;:\"()\\\\]{1,64}@([A-Za-z0-9-]+\\.)+[A-Za-z0-9-]{2,}");
  private static final int SHOWN_END = 4;

  public ChannelSettings {
    name = Names.trimmed(name);
    target = target.strip();
  }

  /// The same with a target that is as it must be for that kind.
  ///
  /// @throws InvalidInputException that says what is wrong with it
  ChannelSettings checked(Channel.Kind kind, OutboundTarget.Reach reach) {
    String clean = kind == Channel.Kind.EMAIL ? recipients() : address(reach);
    return new ChannelSettings(name, clean, from, forecasts);
  }

  /// A Slack address lets everybody post who knows it; its host and end tell it from others.
  static String shown(Channel.Kind kind, String target) {
    if (kind != Channel.Kind.SLACK) {
      return target;
    }
    String start = target.replaceFirst("^(https?://[^/]+).*$", "$1");
    return start + "/…" + target.substring(Math.max(start.length(), target.length() - SHOWN_END));
  }

  private String address(OutboundTarget.Reach reach) {
    try {
      OutboundTarget.parse(target, reach);
      return target;
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("target", String.valueOf(e.getMessage()));
    }
  }

  private String recipients() {
    List<String> addresses =
        Arrays.stream(target.split("[,;\\s]+", -1))
            .filter(address -> !address.isEmpty())
            .distinct()
            .toList();
    if (addresses.isEmpty() || addresses.size() > RECIPIENTS_MAX) {
      throw new InvalidInputException(
          "target", "Enter 1 to %d e-mail addresses.".formatted(RECIPIENTS_MAX));
    }
    for (String address : addresses) {
      if (address.length() > EMAIL_LENGTH_MAX
          || !EMAIL.matcher(address).matches()
          || !Names.isEmail(address)) {
        throw new InvalidInputException("target", "“%s” is no e-mail address.".formatted(address));
      }
    }
    return addresses.stream().collect(Collectors.joining(", "));
  }
}
