package ai.nemorouter.account;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// Codes for somebody whose authenticator is lost: each counts once, and the database holds their
/// hashes.
@ApplicationScoped
class RecoveryCodes {
  static final int NUMBER = 10;
  private static final int BYTES = 10;
  private static final int GROUP = 4;
  private static final SecureRandom RANDOM = new SecureRandom();

  /// Makes new ones in place of those there are.
  List<String> replace(Handle handle, UUID userId) {
    handle.execute("delete from recovery_codes where user_id = ?", userId);
    List<String> codes = Stream.generate(RecoveryCodes::next).limit(NUMBER).toList();
    for (String code : codes) {
      handle
          .createUpdate("insert into recovery_codes (user_id, code_hash) values (:userId, :hash)")
          .bind("userId", userId)
          .bind("hash", hash(code))
          .execute();
    }
    return codes;
  }

  /// @return whether it is one that was not used before
  boolean use(Handle handle, UUID userId, String code) {
    return handle
            .createUpdate(
                """
                update recovery_codes set used_at = now()
                where user_id = :userId and code_hash = :hash and used_at is null
                """)
            .bind("userId", userId)
            .bind("hash", hash(code))
            .execute()
        > 0;
  }

  int left(Handle handle, UUID userId) {
    return handle
        .createQuery(
            "select count(*) from recovery_codes where user_id = :userId and used_at is null")
        .bind("userId", userId)
        .mapTo(Integer.class)
        .one();
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
    return Tokens.hash(code.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""));
  }
}
