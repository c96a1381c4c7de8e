package ai.nemorouter.credit.billing;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/// The recipient on an organization's receipts.
@Entity
@Table(name = "billing_details")
class BillingDetailsEntity extends OfOrganization {
  @Id private UUID id;
  private String name = "";
  private String address = "";
  private String taxId = "";
  private String email = "";

  /// For Hibernate alone.
  protected BillingDetailsEntity() {}

  BillingDetailsEntity(UUID orgId) {
    super(orgId);
    this.id = Ids.next();
  }

  void set(BillingDetails details) {
    name = details.name();
    address = details.address();
    taxId = details.taxId();
    email = details.email();
  }

  BillingDetails shown() {
    return new BillingDetails(name, address, taxId, email);
  }
}
