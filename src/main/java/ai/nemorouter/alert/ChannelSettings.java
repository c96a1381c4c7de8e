package ai.nemorouter.alert;

import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.OutboundTarget;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What people decide about a channel.
///
/// @param target addresses of e-mail, or of a webhook; empty to keep a stored Slack address, which
///   is not shown again
public record ChannelSettings(String name, String target, int fromPercent, boolean forecasts) {
  static final int NAME_LENGTH_MAX = 120;
  private static final int RECIPIENTS_MAX = 10;
  private static final int EMAIL_LENGTH_MAX = 254;
  private static final Pattern EMAIL =
      Pattern.compile("[^\\s@<>,;:\"()\\\\]{1,64}@([A-Za-z0-9-]+\\.)+[A-Za-z0-9-]{2,}");
  private static final int SHOWN_END = 4;

  public ChannelSettings {
    name =
        Names.validOrThrow(
            "name",
            name,
            NAME_LENGTH_MAX,
            "Give it a name of 1 to %d characters.".formatted(NAME_LENGTH_MAX));
    target = target.strip();
    if (fromPercent < 1 || fromPercent > 100) {
      throw new InvalidInputException("from", "Enter a whole percentage from 1 to 100.");
    }
  }

  /// The same with a target that is as it must be for that kind.
  ///
  /// @throws InvalidInputException that says what is wrong with it
  ChannelSettings checked(Channel.Kind kind, OutboundTarget.Reach reach) {
    String clean = kind == Channel.Kind.EMAIL ? recipients() : address(reach);
    return new ChannelSettings(name, clean, fromPercent, forecasts);
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
