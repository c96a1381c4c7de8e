package ai.nemorouter.migration.keys;

import ai.nemorouter.platform.error.InvalidInputException;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was typed into the form that imports keys. The management key is not among it: it is used
/// and forgotten.
///
/// @param keys an answer of `GET /keys`, as it was pasted
/// @param budgets an answer with budgets; empty for none
/// @param address where a live account answers
public record ImportForm(
    String keys, String budgets, String address, String team, String amount, String duplicates) {

  static ImportForm of(
      @Nullable String keys,
      @Nullable String budgets,
      @Nullable String address,
      @Nullable String team,
      @Nullable String amount,
      @Nullable String duplicates) {
    return new ImportForm(
        text(keys), text(budgets), text(address), text(team), text(amount), text(duplicates));
  }

  static ImportForm empty(String address) {
    return new ImportForm("", "", address, "", "limit", "skip");
  }

  ImportChoices choices() {
    try {
      return ImportChoices.of(UUID.fromString(team), amount, duplicates);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("team", "Choose the team that gets the keys.");
    }
  }

  private static String text(@Nullable String typed) {
    return Objects.requireNonNullElse(typed, "");
  }
}
