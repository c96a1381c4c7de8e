package ai.nemorouter.organization;

import ai.nemorouter.money.Money;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An organization as programs that run the installation read it.
@Schema(name = "Organization")
record OrganizationJson(
    UUID id,
    @Schema(description = "Its part of the console's addresses.") String slug,
    String name,
    String timezone,
    @Nullable Instant suspendedByOwnersAt,
    @Nullable Instant suspendedByOperatorsAt,
    @Schema(description = "The reason that the operators gave.") @Nullable String suspensionReason,
    @Schema(description = "When it will be deleted; null if it stays.")
        @Nullable Instant deletionDueAt) {

  static OrganizationJson of(Organization organization) {
    return new OrganizationJson(
        organization.id(),
        organization.slug(),
        organization.name(),
        organization.timezone(),
        organization.ownersSuspendedAt(),
        organization.operatorsSuspendedAt(),
        organization.operatorsReason(),
        organization.deletionDueAt());
  }

  /// One in a list.
  @Schema(name = "OrganizationOverview")
  record Overview(
      @JsonUnwrapped OrganizationJson organization,
      Instant createdAt,
      int members,
      @Schema(description = "Credit that is neither used nor reserved, in US dollars.")
          Money creditLeft,
      @Schema(description = "In US dollars, since the month began in UTC.") Money spendThisMonth) {
    static Overview of(OrganizationOverview overview) {
      return new Overview(
          OrganizationJson.of(overview.organization()),
          overview.createdAt(),
          overview.members(),
          overview.credit(),
          overview.spend());
    }
  }

  /// One that was just made.
  @Schema(name = "CreatedOrganization")
  record Created(
      @JsonUnwrapped OrganizationJson organization,
      @Schema(
              description = "What became of its first owner.",
              enumeration = {"none", "made", "invited", "invited_without_mail"})
          String firstOwner) {
    static Created of(Organization organization, Enum<?> owner) {
      return new Created(OrganizationJson.of(organization), owner.name().toLowerCase(Locale.ROOT));
    }
  }
}
