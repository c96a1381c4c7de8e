package ai.nemorouter.account.secondfactor;

import ai.nemorouter.account.token.SecretTokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

/// Codes for somebody whose authenticator is lost: each counts once, and the database holds their
/// hashes.
@ApplicationScoped
class RecoveryCodes {
  static final int NUMBER = 10;
  private static final int BYTES = 10;
  private static final int GROUP = 4;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecondFactorQueries queries;

  RecoveryCodes(SecondFactorQueries queries) {
    this.queries = queries;
  }

  /// Makes new ones in place of those there are.
  List<String> replace(UUID userId) {
    queries.removeCodes(userId);
    List<String> codes = Stream.generate(RecoveryCodes::next).limit(NUMBER).toList();
    codes.forEach(code -> queries.addCode(userId, hash(code)));
    return codes;
  }

  /// @return whether it is one that was not used before
  boolean use(UUID userId, String code) {
    return queries.useCode(userId, hash(code)) > 0;
  }

  int left(UUID userId) {
    return Math.toIntExact(queries.codesLeft(userId));
  }

  private static String next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base32.encode(bytes)
        .toLowerCase(Locale.ROOT)
        .replaceAll("(.{%d})(?=.)".formatted(GROUP), "$1-");
  }

  /// However somebody wrote it down.
  private static byte[] hash(String code) {
    return SecretTokens.hash(code.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""));
  }
}
