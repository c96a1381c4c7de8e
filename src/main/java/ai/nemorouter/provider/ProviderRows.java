package ai.nemorouter.provider;

import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.provider.ProviderEntity.Change;
import ai.nemorouter.provider.ProviderEntity.Credential;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Reads and writes the tables of stored providers: one for the installation's own, one for those
/// of organizations.
@ApplicationScoped
public class ProviderRows {
  private final OfInstallation ofInstallation;
  private final OfOrganizations ofOrganizations;
  private final ProviderQueries queries;
  private final Session session;
  private final Database database;

  ProviderRows(
      OfInstallation ofInstallation,
      OfOrganizations ofOrganizations,
      ProviderQueries queries,
      Session session,
      Database database) {
    this.ofInstallation = ofInstallation;
    this.ofOrganizations = ofOrganizations;
    this.queries = queries;
    this.session = session;
    this.database = database;
  }

  @ApplicationScoped
  static class OfInstallation implements PanacheRepositoryBase<InstallationProviderEntity, UUID> {}

  @ApplicationScoped
  static class OfOrganizations implements PanacheRepositoryBase<OwnProviderEntity, UUID> {}

  /// In the order in which they are tried.
  ///
  /// @param orgId null for the installation's own
  List<StoredProvider> list(@Nullable UUID orgId) {
    return rows(orgId).stream().map(ProviderEntity::shown).toList();
  }

  /// The provider of that name. To change it, call `nextChange` first: then no other transaction
  /// changes it until this one ends.
  ProviderEntity getOrThrow(@Nullable UUID orgId, String name) {
    return rows(orgId).stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow(ProviderRows::none);
  }

  private List<? extends ProviderEntity> rows(@Nullable UUID orgId) {
    return orgId == null ? queries.ofInstallation() : queries.ofOrganization(orgId);
  }

  /// Whether the installation has a provider of that name, which is all that others may know of it.
  boolean isInstallations(String name) {
    return queries.ofInstallationNamed(name) > 0;
  }

  /// What changed since a version, oldest first, of all owners. Changes come one after the other,
  /// so all up to the newest are there; what comes while this reads is for the next time.
  List<ProviderEntity> since(long seen) {
    long newest =
        session
            .createNativeQuery(
                """
                select coalesce(greatest(
                  (select max(version) from operator_providers),
                  (select max(version) from organization_providers)), 0)
                """,
                Long.class)
            .getSingleResult();
    if (newest <= seen) {
      return List.of();
    }
    return Stream.<ProviderEntity>concat(
            queries.ofInstallationSince(seen, newest).stream(),
            queries.ofOrganizationsSince(seen, newest).stream())
        .sorted(Comparator.comparingLong(ProviderEntity::version))
        .toList();
  }

  /// Takes the number of the change that this transaction makes; others wait until it ends.
  public Change nextChange() {
    long version =
        session
            .createNativeQuery(
                "update provider_changes set version = version + 1 returning version", Long.class)
            .getSingleResult();
    return new Change(version, database.now());
  }

  void add(
      @Nullable UUID orgId,
      UUID id,
      ProviderSettings settings,
      Credential credential,
      String createdBy,
      Change change) {
    if (orgId == null) {
      ofInstallation.persist(
          new InstallationProviderEntity(id, settings, credential, createdBy, change));
    } else {
      ofOrganizations.persist(
          new OwnProviderEntity(orgId, id, settings, credential, createdBy, change));
    }
  }

  /// What the ciphertext of a key is bound to.
  static String place(@Nullable UUID orgId, UUID id) {
    return orgId == null
        ? "operator_providers.api_key|" + id
        : "organization_providers.api_key|" + orgId + "|" + id;
  }

  static NotFoundException none() {
    return new NotFoundException("provider");
  }
}
