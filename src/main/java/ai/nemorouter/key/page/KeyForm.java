package ai.nemorouter.key.page;

import ai.nemorouter.catalog.allowlist.ModelAllowlist;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyOverview;
import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.key.page.ReadableAs.As;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Period;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.FormErrors;
import ai.nemorouter.platform.error.InvalidInputException;
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
/// @param expires the word of a `KeyExpiry`
/// @param expiresAt the last day on which the key works where that is chosen, as `2027-01-31`
/// @param allowedModels one name a line; empty for every model
/// @param allowedEndpoints the words of operations; empty for all
/// @param allowedAddresses one address or range a line; empty for any
/// @param form names this form, so that sending it again makes no second key
public record KeyForm(
    @FormParam("name") String name,
    @FormParam("description") String description,
    @FormParam("team") @Identifier(message = KeyForm.CHOOSE_TEAM) String team,
    @FormParam("owner") @Identifier(message = "Choose a member, or no owner.") String owner,
    @FormParam("limit") @ReadableAs(As.AMOUNT) String limit,
    @FormParam("period") @ReadableAs(As.PERIOD) String period,
    @FormParam("expires") @ReadableAs(As.EXPIRY) String expires,
    @FormParam("expires_at") @ReadableAs(As.DAY) String expiresAt,
    @FormParam("allowed_models") @ReadableAs(As.MODELS) String allowedModels,
    @FormParam("allowed_endpoints") List<String> allowedEndpoints,
    @FormParam("allowed_addresses") @ReadableAs(As.ADDRESSES) String allowedAddresses,
    @FormParam("form") @Identifier(message = "Open the form again.") String form) {
  private static final String EXPIRES_AT = "expires_at";
  static final String CHOOSE_TEAM = "Choose the team that the key belongs to.";

  /// The framework leaves out the defaults of form fields in records that were not sent.
  public KeyForm {
    name = Objects.requireNonNullElse(name, "");
    description = Objects.requireNonNullElse(description, "");
    team = Objects.requireNonNullElse(team, "");
    owner = Objects.requireNonNullElse(owner, "");
    limit = Objects.requireNonNullElse(limit, "");
    period = Objects.requireNonNullElse(period, Period.MONTH.column());
    expiresAt = Objects.requireNonNullElse(expiresAt, "");
    expires = Objects.requireNonNullElse(expires, "");
    expires = expires.isBlank() ? KeyExpiry.of(expiresAt.isBlank()).word() : expires;
    allowedModels = Objects.requireNonNullElse(allowedModels, "");
    allowedEndpoints = List.copyOf(Objects.requireNonNullElse(allowedEndpoints, List.of()));
    allowedAddresses = Objects.requireNonNullElse(allowedAddresses, "");
    form = Objects.requireNonNullElse(form, "");
  }

  static KeyForm empty(String team, String owner) {
    return new KeyForm(
        "",
        "",
        team,
        owner,
        "",
        Period.MONTH.column(),
        KeyExpiry.NEVER.word(),
        "",
        "",
        List.of(),
        "",
        UUID.randomUUID().toString());
  }

  static KeyForm of(KeyOverview overview, ZoneId zone) {
    Key key = overview.key();
    Instant expiresAt = key.expiresAt();
    return new KeyForm(
        key.name(),
        key.description(),
        key.teamId().toString(),
        key.ownerId() == null ? "" : key.ownerId().toString(),
        "",
        Period.MONTH.column(),
        KeyExpiry.of(expiresAt == null).word(),
        expiresAt == null ? "" : lastDay(expiresAt, zone).toString(),
        key.policy().models().text(),
        key.policy().endpoints(),
        String.join("\n", key.policy().addresses()),
        "");
  }

  /// With one field as if it had not been filled in.
  KeyForm without(String field) {
    return new KeyForm(
        name,
        description,
        field.equals("team") ? "" : team,
        field.equals("owner") ? "" : owner,
        field.equals("limit") ? "" : limit,
        field.equals("period") ? Period.MONTH.column() : period,
        field.equals("expires") || field.equals(EXPIRES_AT) ? KeyExpiry.NEVER.word() : expires,
        field.equals(EXPIRES_AT) ? "" : expiresAt,
        field.equals("allowed_models") ? "" : allowedModels,
        field.equals("allowed_endpoints") ? List.of() : allowedEndpoints,
        field.equals("allowed_addresses") ? "" : allowedAddresses,
        field.equals("form") ? "" : form);
  }

  /// For a page that chooses the team if none was chosen.
  KeyForm in(UUID teamId) {
    return new KeyForm(
        name,
        description,
        teamId.toString(),
        owner,
        limit,
        period,
        expires,
        expiresAt,
        allowedModels,
        allowedEndpoints,
        allowedAddresses,
        form);
  }

  public List<KeyExpiry> expiries() {
    return List.of(KeyExpiry.values());
  }

  /// Whether what most keys do without was filled in.
  public boolean isAdvanced() {
    return !description.isBlank() || isNarrowed();
  }

  /// Whether it restricts what the key may be used for.
  public boolean isNarrowed() {
    return !allowedModels.isBlank() || !allowedEndpoints.isEmpty() || !allowedAddresses.isBlank();
  }

  public List<String> allEndpoints() {
    return KeyPolicy.allEndpoints();
  }

  KeyPolicy policy() {
    return new KeyPolicy(
        ModelAllowlist.parse(allowedModels),
        allowedEndpoints,
        KeyPolicy.parseAddresses(allowedAddresses));
  }

  /// Null where the form names none.
  @Nullable UUID formId() {
    return id(form);
  }

  public List<Period> periods() {
    return List.of(Period.values());
  }

  UUID teamId() {
    UUID id = id(team);
    if (id == null) {
      throw new InvalidInputException("team", CHOOSE_TEAM);
    }
    return id;
  }

  @Nullable UUID ownerId() {
    return id(owner);
  }

  private static @Nullable UUID id(String text) {
    return text.isEmpty() ? null : UUID.fromString(text);
  }

  @Nullable Budget budget() {
    return limit.isBlank() ? null : new Budget(periodOf(period), amount(limit));
  }

  static Period periodOf(String word) {
    return Arrays.stream(Period.values())
        .filter(candidate -> candidate.column().equals(word))
        .findFirst()
        .orElseThrow(() -> new InvalidInputException("period", "Choose a period."));
  }

  static Money amount(String typed) {
    try {
      return Money.parseTypedUsd(typed);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("limit", "This amount " + e.getMessage() + ".");
    }
  }

  /// The end of the day that was chosen; null for never. A time that is already set within that day
  /// stays.
  ///
  /// @param today where the organization is
  @Nullable Instant expiry(@Nullable Instant before, LocalDate today, ZoneId zone) {
    KeyExpiry chosen = KeyExpiry.of(expires);
    if (chosen == KeyExpiry.NEVER) {
      return null;
    }
    if (chosen != KeyExpiry.DATE) {
      return end(chosen.lastDay(today), zone);
    }
    if (expiresAt.isBlank()) {
      throw new InvalidInputException(EXPIRES_AT, "Choose the last day, or another expiry.");
    }
    LocalDate day = day(expiresAt);
    return before != null && lastDay(before, zone).equals(day) ? before : end(day, zone);
  }

  /// @throws InvalidInputException for what is no date
  public static LocalDate day(String text) {
    try {
      return LocalDate.parse(text.strip());
    } catch (DateTimeParseException e) {
      throw new InvalidInputException(EXPIRES_AT, "Enter a date, as in 2027-01-31.");
    }
  }

  public static Instant end(LocalDate day, ZoneId zone) {
    return day.plusDays(1).atStartOfDay(zone).toInstant();
  }

  private static LocalDate lastDay(Instant expiresAt, ZoneId zone) {
    return LocalDate.ofInstant(expiresAt.minusMillis(1), zone);
  }

  /// The form with all that was wrong about it.
  public record Rejected(KeyForm form, FormErrors error) {
    private static final List<String> NARROWING =
        List.of("allowed_models", "allowed_endpoints", "allowed_addresses");

    static Rejected none(KeyForm form) {
      return new Rejected(form, FormErrors.NONE);
    }

    /// Whether it has not been submitted yet.
    public boolean isBeginning() {
      return error.isEmpty();
    }

    /// Whether to open what most keys do without.
    public boolean isAdvanced() {
      return form.isAdvanced() || error.at("description") != null || isNarrowed();
    }

    /// Whether to open what restricts the key.
    public boolean isNarrowed() {
      return form.isNarrowed() || NARROWING.stream().anyMatch(field -> error.at(field) != null);
    }
  }
}
