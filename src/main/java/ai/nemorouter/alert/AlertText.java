package ai.nemorouter.alert;

import ai.nemorouter.limit.Period;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Says an alert in words. Days and times are those of the organization.
public final class AlertText {
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMMM", Locale.ENGLISH);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", Locale.ENGLISH);

  private AlertText() {}

  /// As in `Team “Search” has used 80 % of its monthly budget`, for a subject or a line of a list.
  public static String headline(Alert alert, ZoneId zone) {
    return switch (alert.kind()) {
      case FORECAST ->
          alert.credit()
              ? "At the pace of the last days the credit ends " + expected(alert, zone)
              : "At this pace the %s's %s of %s ends %s"
                  .formatted(
                      alert.period().column(),
                      noun(alert),
                      uncapitalized(owner(alert)),
                      expected(alert, zone));
      case THRESHOLD -> {
        String share = alert.isReached() ? "all of" : alert.threshold() + " % of";
        yield alert.credit()
            ? capitalized(share + " the credit is used")
            : "%s has used %s its %s".formatted(owner(alert), share, limit(alert));
      }
    };
  }

  /// The whole of it, in one to three sentences.
  public static String sentences(Alert alert, ZoneId zone) {
    String told = "%s: %s.".formatted(headline(alert, zone), alert.usedOfAllowed());
    if (!alert.isReached()) {
      return told;
    }
    Instant end = alert.endsAt();
    if (alert.credit()) {
      return told + " Calls are refused until more credit is granted.";
    }
    return end == null
        ? told + " Calls are refused until the limit is raised."
        : told
            + " Calls are refused until %s (%s), or until the limit is raised."
                .formatted(MOMENT.format(end.atZone(zone)), zone.getId());
  }

  private static String owner(Alert alert) {
    return switch (alert.scope()) {
      case ORGANIZATION -> "The organization";
      case TEAM -> "Team “" + alert.scopeName() + "”";
      case MEMBER -> "Member “" + alert.scopeName() + "”";
      case KEY -> "Key “" + alert.scopeName() + "”";
    };
  }

  /// As in `monthly budget for openai/gpt-5`.
  private static String limit(Alert alert) {
    String often =
        switch (alert.period()) {
          case MINUTE -> "minute's ";
          case HOUR -> "hourly ";
          case DAY -> "daily ";
          case WEEK -> "weekly ";
          case MONTH -> "monthly ";
          case TOTAL -> "";
        };
    return often + noun(alert);
  }

  private static String noun(Alert alert) {
    String noun =
        switch (alert.unit()) {
          case USD -> "budget";
          case TOKENS -> "token limit";
          case REQUESTS -> "request limit";
          case IN_FLIGHT -> "limit of calls in flight";
        };
    if (alert.model() != null) {
      noun += " for " + alert.model();
    }
    return alert.provider() == null ? noun : noun + " at " + alert.provider();
  }

  /// As in `on the 19th of November`, or `at 15:20` where the window is a day.
  private static String expected(Alert alert, ZoneId zone) {
    Instant moment = alert.expectedAt();
    if (moment == null) {
      throw new IllegalStateException("A forecast without its moment: " + alert.id());
    }
    ZonedDateTime local = moment.atZone(zone);
    if (alert.period() == Period.DAY) {
      return "at %s (%s)".formatted(TIME.format(local), zone.getId());
    }
    return "on the %s of %s".formatted(ordinal(local.getDayOfMonth()), MONTH.format(local));
  }

  public static String ordinal(int day) {
    boolean teen = day >= 11 && day <= 13;
    return day
        + switch (teen ? 0 : day % 10) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
  }

  private static String capitalized(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String uncapitalized(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
