package ai.nemorouter.platform.database;

import jakarta.persistence.Column;
import jakarta.persistence.MappedSuperclass;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.FilterDef;
import org.hibernate.annotations.ParamDef;
import org.hibernate.annotations.PartitionKey;

/// A row of one organization. Every select, lock, update and delete of such rows asks for the
/// organization that the transaction is about, beside PostgreSQL's own policies.
@MappedSuperclass
@FilterDef(
    name = OfOrganization.FILTER,
    autoEnabled = true,
    applyToLoadByKey = true,
    parameters =
        @ParamDef(name = "orgId", type = UUID.class, resolver = OfOrganization.Current.class))
@Filter(name = OfOrganization.FILTER, condition = OfOrganization.OWN)
public abstract class OfOrganization {
  public static final String FILTER = "organization";

  /// For rows whose key itself names the organization, which do not extend this class.
  public static final String OWN = "org_id = :orgId";

  @PartitionKey
  @Column(updatable = false)
  protected UUID orgId;

  /// For Hibernate alone.
  protected OfOrganization() {}

  protected OfOrganization(UUID orgId) {
    this.orgId = orgId;
  }

  /// Tells the filter which organization the thread's transaction is about.
  public static class Current implements Supplier<UUID> {
    @Override
    public UUID get() {
      return Database.organization();
    }
  }
}
