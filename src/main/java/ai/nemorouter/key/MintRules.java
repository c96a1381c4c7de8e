package ai.nemorouter.key;

import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is asked of keys of every kind alike when they are minted.
@ApplicationScoped
public class MintRules {
  private final Database database;

  MintRules(Database database) {
    this.database = database;
  }

  /// A form makes one key, however often it is sent. Of two that are sent at once, the second waits
  /// until the transaction of the first ends.
  ///
  /// @param form null for no form
  /// @param made finds the keys that a form has made
  /// @throws MadeAlreadyException if it has made one
  public void requireUnmade(@Nullable UUID form, Function<UUID, List<UUID>> made) {
    if (form == null) {
      return;
    }
    database.lockName("key of form " + form);
    for (UUID key : made.apply(form)) {
      throw new MadeAlreadyException(key);
    }
  }

  /// By the database's clock, which is the one that lets keys expire.
  public void requireFuture(@Nullable Instant expiresAt) {
    if (expiresAt != null && !expiresAt.isAfter(database.now())) {
      throw new InvalidInputException("expires_at", "Choose a time in the future.");
    }
  }
}
