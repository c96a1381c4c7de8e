package ai.nemorouter.key;

import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Period;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.FormError;
import ai.nemorouter.platform.InvalidInputException;
import jakarta.ws.rs.FormParam;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was typed into the form that makes or changes a key, as text, so that it can be shown
/// again.
///
/// @param limit an amount in US dollars; empty for no limit
/// @param period a period's word in the database
/// @param owner a member's id; empty for none
/// @param expires the last day on which the key works, as `2027-01-31`; empty for never
public record KeyForm(
    @FormParam("name") String name,
    @FormParam("team") String team,
    @FormParam("owner") String owner,
    @FormParam("limit") String limit,
    @FormParam("period") String period,
    @FormParam("expires_at") String expires) {
  /// The framework leaves out the defaults of form fields in records that were not sent.
  public KeyForm {
    name = Objects.requireNonNullElse(name, "");
    team = Objects.requireNonNullElse(team, "");
    owner = Objects.requireNonNullElse(owner, "");
    limit = Objects.requireNonNullElse(limit, "");
    period = Objects.requireNonNullElse(period, Period.MONTH.column());
    expires = Objects.requireNonNullElse(expires, "");
  }

  static KeyForm empty(String team, String owner) {
    return new KeyForm("", team, owner, "", Period.MONTH.column(), "");
  }

  static KeyForm of(KeyOverview overview, ZoneId zone) {
    KeyOverview.Owner keyOwner = overview.owner();
    Instant expiresAt = overview.key().expiresAt();
    return new KeyForm(
        overview.key().name(),
        overview.key().teamId().toString(),
        keyOwner == null ? "" : keyOwner.id().toString(),
        "",
        Period.MONTH.column(),
        expiresAt == null ? "" : lastDay(expiresAt, zone).toString());
  }

  public List<Period> periods() {
    return List.of(Period.values());
  }

  UUID teamId() {
    try {
      return UUID.fromString(team);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("team", "Choose the team that the key belongs to.");
    }
  }

  @Nullable UUID ownerId() {
    try {
      return owner.isEmpty() ? null : UUID.fromString(owner);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("owner", "Choose a member, or nobody.");
    }
  }

  @Nullable Budget budget() {
    if (limit.isBlank()) {
      return null;
    }
    Period chosen =
        Arrays.stream(Period.values())
            .filter(candidate -> candidate.column().equals(period))
            .findFirst()
            .orElseThrow(() -> new InvalidInputException("period", "Choose a period."));
    try {
      return new Budget(chosen, Money.parseTypedUsd(limit));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("limit", "This amount " + e.getMessage() + ".");
    }
  }

  /// The end of the day that was chosen. A time that is already set within that day stays.
  @Nullable Instant expiresAt(@Nullable Instant before, ZoneId zone) {
    if (expires.isBlank()) {
      return null;
    }
    try {
      LocalDate day = LocalDate.parse(expires.strip());
      if (before != null && lastDay(before, zone).equals(day)) {
        return before;
      }
      return day.plusDays(1).atStartOfDay(zone).toInstant();
    } catch (DateTimeParseException e) {
      throw new InvalidInputException("expires_at", "Enter a date, as in 2027-01-31.");
    }
  }

  private static LocalDate lastDay(Instant expiresAt, ZoneId zone) {
    return LocalDate.ofInstant(expiresAt.minusMillis(1), zone);
  }

  /// The form with what was wrong about it.
  public record Rejected(KeyForm form, FormError error) {
    static Rejected none(KeyForm form) {
      return new Rejected(form, FormError.NONE);
    }
  }
}
