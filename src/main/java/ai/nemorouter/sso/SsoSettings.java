package ai.nemorouter.sso;

import ai.nemorouter.access.Role;
import ai.nemorouter.organization.OwnedKeys;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What an organization decided about single sign-on.
///
/// @param required whether its members have to sign in that way
/// @param defaultRole of those who are admitted and whom no rule names; null keeps them out
record SsoSettings(boolean required, @Nullable String defaultRole, Leavers leavers) {
  static final SsoSettings DEFAULT = new SsoSettings(false, Role.MEMBER.slug(), Leavers.REVOKE);

  /// What becomes of the keys of people whom the provider no longer lets in.
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

  static SsoSettings of(Handle handle, UUID orgId) {
    return find(handle, orgId, "");
  }

  /// Holds them until the transaction ends.
  static SsoSettings lock(Handle handle, UUID orgId) {
    handle.execute("insert into sso_settings (org_id) values (?) on conflict do nothing", orgId);
    return find(handle, orgId, " for update");
  }

  void store(Handle handle, UUID orgId) {
    handle
        .createUpdate(
            """
            update sso_settings set required = :required, default_role = :defaultRole, leavers = :leavers,
              updated_at = now()
            where org_id = :orgId
            """)
        .bind("required", required)
        .bind("defaultRole", defaultRole)
        .bind("leavers", leavers.word())
        .bind("orgId", orgId)
        .execute();
  }

  Optional<String> role() {
    return Optional.ofNullable(defaultRole);
  }

  private static SsoSettings find(Handle handle, UUID orgId, String lock) {
    return handle
        .createQuery(
            "select required, default_role, leavers from sso_settings where org_id = :orgId" + lock)
        .bind("orgId", orgId)
        .map((row, context) ->
            new SsoSettings(
                row.getBoolean("required"),
                row.getString("default_role"),
                Leavers.of(row.getString("leavers"))))
        .findOne()
        .orElse(DEFAULT);
  }
}
