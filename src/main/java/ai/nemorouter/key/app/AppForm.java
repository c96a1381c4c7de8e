package ai.nemorouter.key.app;

import ai.nemorouter.key.NewKey;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Period;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.ws.rs.FormParam;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a person chose for the key of an app, as text, so that it can be shown again, with the
/// parameters of the app's link.
///
/// @param limit US dollars a month; empty for no limit of the key's own
/// @param life the word of a `KeyLife`
public record AppForm(
    @FormParam("callback_url") String callbackUrl,
    @FormParam("code_challenge") String challenge,
    @FormParam("state") String state,
    @FormParam("team") String team,
    @FormParam("name") String name,
    @FormParam("limit") String limit,
    @FormParam("life") String life) {
  private static final String USUAL_LIMIT = "10";
  private static final int NAME_LENGTH_MAX = 120;

  /// The framework leaves out the defaults of form fields in records that were not sent.
  public AppForm {
    callbackUrl = Objects.requireNonNullElse(callbackUrl, "");
    challenge = Objects.requireNonNullElse(challenge, "");
    state = Objects.requireNonNullElse(state, "");
    team = Objects.requireNonNullElse(team, "");
    name = Objects.requireNonNullElse(name, "");
    limit = Objects.requireNonNullElse(limit, "");
    life = Objects.requireNonNullElse(life, KeyLife.QUARTER.word());
  }

  /// What a person sees first.
  ///
  /// @param limited whether they may give keys limits
  static AppForm of(AppRequest request, boolean limited) {
    String app = request.app();
    return new AppForm(
        request.callback().toString(),
        request.challenge(),
        request.state(),
        "",
        app.substring(0, Math.min(app.length(), NAME_LENGTH_MAX)),
        limited ? USUAL_LIMIT : "",
        KeyLife.QUARTER.word());
  }

  AppLink link() {
    return new AppLink(callbackUrl, challenge, AppRequest.METHOD, state);
  }

  public List<KeyLife> lives() {
    return List.of(KeyLife.values());
  }

  /// @throws InvalidInputException for the first field that cannot be accepted
  NewKey wanted(UUID ownerId, Instant now) {
    return new NewKey(teamId(), name, budget(), KeyLife.of(life).end(now), ownerId);
  }

  private UUID teamId() {
    try {
      return UUID.fromString(team);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("team", "Choose the team that the key belongs to.");
    }
  }

  private @Nullable Budget budget() {
    if (limit.isBlank()) {
      return null;
    }
    try {
      return new Budget(Period.MONTH, Money.parseTypedUsd(limit));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("limit", "This amount " + e.getMessage() + ".");
    }
  }

  /// The form with what was wrong about it.
  public record Rejected(AppForm form, FormError error) {
    static Rejected none(AppForm form) {
      return new Rejected(form, FormError.NONE);
    }

    /// What is wrong and belongs to no field of the page; empty for nothing.
    public String problem() {
      boolean beside = List.of("team", "name", "limit", "life").contains(error.field());
      return beside ? "" : error.message();
    }
  }
}
