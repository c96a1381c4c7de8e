package ai.nemorouter.organization;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// An organization's row while it is being changed.
@Entity
@DynamicUpdate
@Table(name = "organizations")
@Filter(name = OfOrganization.FILTER, condition = "id = :orgId")
public class OrganizationEntity {
  @Id UUID id;
  String slug;
  String name;
  String timezone;
  boolean demo;
  @Nullable String contactEmail;

  /// What every hold looks at: the earliest of the three below.
  @Nullable Instant suspendedAt;

  @Nullable Instant ownersSuspendedAt;
  @Nullable Instant operatorsSuspendedAt;
  @Nullable String operatorsReason;
  @Nullable Instant deletionRequestedAt;
  @Nullable Instant deletionDueAt;
  @Nullable Instant deletedAt;

  @JdbcTypeCode(SqlTypes.ARRAY)
  List<String> allowedModels = List.of();

  @Column(insertable = false, updatable = false)
  Instant createdAt;

  /// For Hibernate alone.
  protected OrganizationEntity() {}

  /// The database says when it was made.
  @SuppressWarnings("NullAway.Init")
  OrganizationEntity(UUID id, String slug, String name, boolean demo) {
    this.id = id;
    this.slug = slug;
    this.name = name;
    this.timezone = "UTC";
    this.demo = demo;
  }

  public Organization shown() {
    return new Organization(
        id,
        slug,
        name,
        timezone,
        demo,
        contactEmail,
        ownersSuspendedAt,
        operatorsSuspendedAt,
        operatorsReason,
        deletionDueAt);
  }

  List<String> allowedModels() {
    return List.copyOf(allowedModels);
  }

  void allow(List<String> models) {
    allowedModels = List.copyOf(models);
  }

  boolean isDue(Instant now) {
    return deletionDueAt != null && !deletionDueAt.isAfter(now);
  }

  boolean isDeleted() {
    return deletedAt != null;
  }

  void change(String name, String timezone, @Nullable String contactEmail) {
    this.name = name;
    this.timezone = timezone;
    this.contactEmail = contactEmail;
  }

  /// @param at null to end the owners' own suspension
  void suspendForOwners(@Nullable Instant at) {
    ownersSuspendedAt = at;
    obey();
  }

  /// One that operators suspended already stays so from the same moment, for the new reason.
  void suspendForOperators(Instant at, String reason) {
    operatorsSuspendedAt = Objects.requireNonNullElse(operatorsSuspendedAt, at);
    operatorsReason = reason;
    obey();
  }

  void resumeForOperators() {
    operatorsSuspendedAt = null;
    operatorsReason = null;
    obey();
  }

  void requestDeletion(Instant at, Instant due) {
    deletionRequestedAt = at;
    deletionDueAt = due;
    obey();
  }

  void undoDeletion() {
    deletionRequestedAt = null;
    deletionDueAt = null;
    obey();
  }

  /// Takes the name from what stays.
  void bury(Instant at) {
    name = "Deleted organization";
    slug = "deleted-" + id;
    timezone = "UTC";
    demo = false;
    contactEmail = null;
    operatorsSuspendedAt = null;
    operatorsReason = null;
    deletedAt = at;
  }

  private void obey() {
    suspendedAt =
        Stream.of(ownersSuspendedAt, operatorsSuspendedAt, deletionRequestedAt)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .orElse(null);
  }
}
