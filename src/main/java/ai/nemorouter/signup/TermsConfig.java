package ai.nemorouter.signup;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/// The operator's terms, which people accept when they sign up.
@ConfigMapping(prefix = "nemorouter.terms")
public interface TermsConfig {
  /// Where they can be read; without it there are none.
  Optional<String> url();

  /// What this version of them is called, as in `2026-11`.
  Optional<String> version();
}
