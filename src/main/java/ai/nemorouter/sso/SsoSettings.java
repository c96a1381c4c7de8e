package ai.nemorouter.sso;

import ai.nemorouter.access.Role;
import ai.nemorouter.organization.member.OwnedKeys;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an organization decided about single sign-on.
///
/// @param required whether its members have to sign in that way
/// @param defaultRole the role of admitted people who match no rule; null keeps them out
record SsoSettings(boolean required, @Nullable String defaultRole, Leavers leavers) {
  static final SsoSettings DEFAULT = new SsoSettings(false, Role.MEMBER.slug(), Leavers.REVOKE);

  /// What happens to the keys of people whom the provider no longer admits.
  enum Leavers {
    REVOKE("revoke", "Revoke them"),
    MAKE_SERVICE("make_service", "Keep them as service keys");

    private final String word;
    private final String label;

    Leavers(String word, String label) {
      this.word = word;
      this.label = label;
    }

    public String word() {
      return word;
    }

    public String label() {
      return label;
    }

    OwnedKeys choice() {
      return switch (this) {
        case REVOKE -> new OwnedKeys.Revoke();
        case MAKE_SERVICE -> new OwnedKeys.MakeOwnerless();
      };
    }

    static Leavers of(String word) {
      return word.equals(MAKE_SERVICE.word) ? MAKE_SERVICE : REVOKE;
    }
  }

  Optional<String> role() {
    return Optional.ofNullable(defaultRole);
  }
}
