package ai.nemorouter.key.operator;

import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What an operator wants a program to have.
///
/// @param addresses the ranges of IP addresses that it may be used from; empty for any
/// @param form of the form that asked for it; null for no form
public record NewOperatorKey(
    @Name(
            max = NewOperatorKey.NAME_LENGTH_MAX,
            empty = "Name the program that will use it.",
            message = "A name has at most 120 characters.")
        String name,
    boolean readOnly,
    @Nullable Instant expiresAt,
    List<String> addresses,
    @Nullable UUID form) {
  static final int NAME_LENGTH_MAX = 120;

  public NewOperatorKey {
    name = Names.trimmed(name);
    addresses = KeyPolicy.ranges(addresses);
  }
}
