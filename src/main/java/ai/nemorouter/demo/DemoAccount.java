package ai.nemorouter.demo;

import ai.nemorouter.access.Role;
import ai.nemorouter.account.Users;
import ai.nemorouter.organization.Members;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The account to look around with. Everybody knows its password, so it exists in development only.
@ApplicationScoped
class DemoAccount {
  static final String EMAIL = "demo@nemorouter.example";
  static final String PASSWORD = "nemorouter-demo";

  private final Users users;
  private final Members members;

  DemoAccount(Users users, Members members) {
    this.users = users;
    this.members = members;
  }

  void ensure(Handle handle, UUID orgId) {
    UUID userId = users.ensureUnsafely(handle, EMAIL, "Demo", PASSWORD, true);
    members.ensure(handle, orgId, userId, Role.OWNER);
  }

  /// Closes the account where data that was made in development is used for real.
  void remove(Handle handle) {
    String user = "(select id from users where lower(email) = ?)";
    handle.execute("delete from sessions where user_id in " + user, EMAIL);
    handle.execute("update keys set owner_id = null where owner_id in " + user, EMAIL);
    handle.execute(
        "update limits set removed_at = now() where removed_at is null and scope_id in " + user,
        EMAIL);
    handle.execute("delete from members where user_id in " + user, EMAIL);
    handle.execute("delete from users where lower(email) = ?", EMAIL);
  }
}
