package ai.nemorouter.account;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An account as operators see it.
///
/// @param hasPassword false for people who sign in elsewhere only
/// @param organizations the names of those they belong to, separated by commas; empty for none
/// @param sessions how many are under way
public record Person(
    UUID id,
    String email,
    String name,
    boolean operator,
    boolean hasPassword,
    boolean secondFactor,
    Instant createdAt,
    @Nullable Instant lastSignInAt,
    @Nullable Instant suspendedAt,
    String organizations,
    long sessions) {

  /// What the account itself tells of them.
  record Row(
      UUID id,
      String email,
      String name,
      boolean operator,
      boolean hasPassword,
      boolean secondFactor,
      Instant createdAt,
      @Nullable Instant lastSignInAt,
      @Nullable Instant suspendedAt) {

    Person with(List<String> organizations, long sessions) {
      return new Person(
          id,
          email,
          name,
          operator,
          hasPassword,
          secondFactor,
          createdAt,
          lastSignInAt,
          suspendedAt,
          String.join(", ", organizations),
          sessions);
    }
  }
}
