package ai.nemorouter.account.password;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/// What new passwords are checked against beside the rules that always hold, and how they are
/// hashed.
@ConfigMapping(prefix = "nemorouter.passwords")
interface PasswordConfig {
  /// A file of SHA-1 hashes of passwords that became known, in hexadecimal, one a line and sorted,
  /// as Have I Been Pwned gives away; what follows a hash on its line does not matter.
  Optional<Path> breachList();

  /// How much work a hash takes, as a power of two: one more makes it, and guessing, twice as slow.
  /// At least 10; less only in tests.
  @WithDefault("12")
  int cost();
}
