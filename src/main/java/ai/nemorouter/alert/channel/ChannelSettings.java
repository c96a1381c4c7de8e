package ai.nemorouter.alert.channel;

import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.webhook.Webhook;
import ai.nemorouter.webhook.WebhookConfig;
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

  public ChannelSettings {
    name = Names.trimmed(name);
    target = target.strip();
  }

  /// The same with a target that is as it must be for that kind.
  ///
  /// @throws InvalidInputException that says what is wrong with it
  ChannelSettings checked(Channel.Kind kind, WebhookConfig config) {
    String clean =
        kind == Channel.Kind.EMAIL
            ? recipients()
            : Webhook.addressOrThrow("target", target, config);
    return new ChannelSettings(name, clean, from, forecasts);
  }

  /// A Slack address lets everybody post who knows it; its host and end tell it from others.
  static String shown(Channel.Kind kind, String target) {
    return kind == Channel.Kind.SLACK ? Webhook.shown(target) : target;
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
