package ai.nemorouter.platform.secret;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/// With what secrets are encrypted before they are stored.
@ConfigMapping(prefix = "nemorouter.secrets")
public interface SecretsConfig {
  /// 32 random bytes in base64, or several of them separated by commas: the first encrypts, all
  /// decrypt, so that a key can be replaced.
  Optional<String> key();
}
