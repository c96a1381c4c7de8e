package ai.nemorouter.gateway.audio;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What subtitles (SRT, WebVTT) tell of the recording that they belong to.
final class Subtitles {
  private static final Pattern END =
      Pattern.compile("--> {0,4}(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2})[,.][0-9]");
  private static final long SECONDS_PER_MINUTE = 60;
  private static final long SECONDS_PER_HOUR = 3_600;

  private Subtitles() {}

  /// The second in which the last of them ends; 0 where there are none.
  static long end(String text) {
    long end = 0;
    Matcher matcher = END.matcher(text);
    while (matcher.find()) {
      long hours = matcher.group(1) == null ? 0 : Long.parseLong(matcher.group(1));
      long minutes = Long.parseLong(matcher.group(2));
      long seconds = Long.parseLong(matcher.group(3));
      end = Math.max(end, hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE + seconds);
    }
    return end;
  }
}
