package ai.nemorouter.platform.secret;

import ai.nemorouter.platform.error.InvalidSettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Finds the keys that secrets are encrypted with.
final class SecretsKey {
  static final String VARIABLE = "NEMOROUTER_SECRETS_KEY";
  static final int BYTES = 32;
  private static final String FILE = "secrets.key";

  private SecretsKey() {}

  /// The configured keys, else the one in the data folder, else none.
  static List<byte[]> all(Optional<String> configured, Optional<Path> dataFolder) {
    List<byte[]> keys = new ArrayList<>();
    if (configured.isPresent() && !configured.get().isBlank()) {
      for (String key : configured.get().split(",", -1)) {
        keys.add(decode(key.strip()));
      }
    } else {
      dataFolder.ifPresent(folder -> keys.add(decode(kept(folder.resolve(FILE)))));
    }
    return keys;
  }

  private static byte[] decode(String text) {
    try {
      byte[] key = Base64.getDecoder().decode(text);
      if (key.length == BYTES) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
    throw invalid();
  }

  private static InvalidSettingException invalid() {
    return new InvalidSettingException(
        VARIABLE, "must be 32 bytes in base64, as `openssl rand -base64 32` prints them");
  }

  /// The key in the data folder, made if it is missing.
  private static String kept(Path file) {
    try {
      byte[] key = new byte[BYTES];
      new SecureRandom().nextBytes(key);
      return PrivateFile.readOrCreate(file, Base64.getEncoder().encodeToString(key));
    } catch (IOException e) {
      throw new UncheckedIOException("The key of the stored secrets cannot be kept in " + file, e);
    }
  }
}
