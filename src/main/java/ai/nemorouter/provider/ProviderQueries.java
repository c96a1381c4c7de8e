package ai.nemorouter.provider;

import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about stored providers, checked when they are compiled. They name the
/// organization themselves, because transactions over the installation ask them too.
interface ProviderQueries {
  Session session();

  @HQL(
      """
      from OwnProviderEntity p
      where p.orgId = :orgId and p.removedAt is null order by p.position, p.name
      """)
  List<OwnProviderEntity> ofOrganization(UUID orgId);

  @HQL(
      """
      from InstallationProviderEntity p
      where p.removedAt is null order by p.position, p.name
      """)
  List<InstallationProviderEntity> ofInstallation();

  /// How many the installation has of that name.
  @HQL(
      """
      select count(*) from InstallationProviderEntity p
      where p.name = :name and p.removedAt is null
      """)
  long ofInstallationNamed(String name);

  @HQL("from OwnProviderEntity p where p.version > :seen and p.version <= :newest")
  List<OwnProviderEntity> ofOrganizationsSince(long seen, long newest);

  @HQL("from InstallationProviderEntity p where p.version > :seen and p.version <= :newest")
  List<InstallationProviderEntity> ofInstallationSince(long seen, long newest);
}
