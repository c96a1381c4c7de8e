package ai.nemorouter.organization;

import ai.nemorouter.money.Money;
import java.time.Instant;

/// An organization as operators see it.
///
/// @param credit what is neither used nor held
/// @param spend what its calls cost since the month began in UTC
public record OrganizationOverview(
    Organization organization, Instant createdAt, int members, Money credit, Money spend) {
  /// As in `Suspended by operators`.
  public String state() {
    if (organization.deletionDueAt() != null) {
      return "To be deleted";
    }
    if (organization.operatorsSuspendedAt() != null) {
      return "Suspended by operators";
    }
    return organization.ownersSuspendedAt() != null ? "Suspended by its owners" : "Active";
  }

  public String tone() {
    if (organization.deletionDueAt() != null) {
      return "bad";
    }
    return organization.isSuspended() ? "warn" : "good";
  }
}
