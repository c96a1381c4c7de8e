package ai.nemorouter.account;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/// What new passwords are checked against beside the rules that always hold.
@ConfigMapping(prefix = "nemorouter.passwords")
interface PasswordConfig {
  /// A file of SHA-1 hashes of passwords that became known, in hexadecimal, one a line and sorted,
  /// as Have I Been Pwned gives away; what follows a hash on its line does not matter.
  Optional<Path> breachList();
}
