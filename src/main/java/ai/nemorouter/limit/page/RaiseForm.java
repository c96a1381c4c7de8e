package ai.nemorouter.limit.page;

import ai.nemorouter.limit.Limit;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.ws.rs.FormParam;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What was typed into the form that raises a limit for a while, as text, so that it can be shown
/// again.
///
/// @param until in the organization's time zone, as `2027-01-31T18:00`
/// @param previewed what the form said when its effect was shown last: only that is saved
public record RaiseForm(
    @FormParam("amount") String amount,
    @FormParam("until") String until,
    @FormParam("previewed") String previewed) {
  private static final int MINUTES_LENGTH = 16;

  public RaiseForm {
    amount = Objects.requireNonNullElse(amount, "");
    until = Objects.requireNonNullElse(until, "");
    previewed = Objects.requireNonNullElse(previewed, "");
  }

  static RaiseForm of(Unit unit, Limit.@Nullable Raise raise, ZoneId zone) {
    return raise == null
        ? new RaiseForm("", "", "")
        : new RaiseForm(
            unit.plain(raise.amount()),
            LocalDateTime.ofInstant(raise.until(), zone).toString().substring(0, MINUTES_LENGTH),
            "");
  }

  public String fingerprint() {
    return amount + "|" + until;
  }

  boolean isPreviewed() {
    return previewed.equals(fingerprint());
  }

  Limit.Raise raise(Unit unit, ZoneId zone) {
    long more = LimitForm.amount(unit, amount);
    try {
      return new Limit.Raise(more, LocalDateTime.parse(until).atZone(zone).toInstant());
    } catch (DateTimeParseException e) {
      throw new InvalidInputException("until", "Enter a date and a time, as in 2027-01-31T18:00.");
    }
  }
}
