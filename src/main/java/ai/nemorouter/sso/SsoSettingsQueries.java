package ai.nemorouter.sso;

import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;
import org.jspecify.annotations.Nullable;

/// Fixed statements about what organizations decided about single sign-on, checked when they are
/// compiled. They name the organization themselves, because transactions across organizations ask
/// them too.
public interface SsoSettingsQueries {
  Session session();

  /// The settings as they are stored.
  record Stored(boolean required, @Nullable String defaultRole, String leavers) {
    SsoSettings settings() {
      return new SsoSettings(required, defaultRole, SsoSettings.Leavers.of(leavers));
    }
  }

  @HQL(
      """
      select s.required, s.defaultRole, s.leavers from SsoSettingsEntity s where s.orgId = :orgId
      """)
  Optional<Stored> find(UUID orgId);

  /// Makes the row of an organization that has decided nothing yet.
  @HQL("insert into SsoSettingsEntity (orgId) values (:orgId) on conflict do nothing")
  int ensure(UUID orgId);

  /// @return 1 if everybody who is admitted gets that role
  @HQL(
      """
      select count(s) from SsoSettingsEntity s where s.orgId = :orgId and s.defaultRole = :role
      """)
  long giving(UUID orgId, String role);
}
