package ai.nemorouter.sso;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.UUID;

/// The rows of what organizations decided about single sign-on. One without a row has the defaults.
@ApplicationScoped
class SsoSettingsRows implements PanacheRepositoryBase<SsoSettingsEntity, UUID> {
  private final SsoSettingsQueries queries;

  SsoSettingsRows(SsoSettingsQueries queries) {
    this.queries = queries;
  }

  SsoSettings of(UUID orgId) {
    return queries.find(orgId).map(SsoSettingsQueries.Stored::settings).orElse(SsoSettings.DEFAULT);
  }

  /// Holds them until the transaction ends.
  SsoSettingsEntity lock(UUID orgId) {
    queries.ensure(orgId);
    return findByIdOptional(orgId, LockModeType.PESSIMISTIC_WRITE).orElseThrow();
  }
}
