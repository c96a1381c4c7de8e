package ai.nemorouter.key;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;
import org.jspecify.annotations.Nullable;

/// Fixed statements about keys, checked when they are compiled.
public interface KeyQueries {
  Session session();

  @HQL("select id from KeyEntity where orgId = :orgId and formId = :form")
  List<UUID> ofForm(UUID orgId, UUID form);

  @HQL(
      """
      from KeyEntity where orgId = :orgId and id in :ids order by lower(name), id
      """)
  List<KeyEntity> named(UUID orgId, List<UUID> ids);

  /// @return how many were not revoked before
  @HQL(
      """
      update KeyEntity set revokedAt = :now, updatedAt = :now
      where orgId = :orgId and id in :ids and revokedAt is null
      """)
  int revoke(UUID orgId, List<UUID> ids, Instant now);

  @HQL("select ownerId from KeyEntity where orgId = :orgId and id = :id and ownerId is not null")
  List<UUID> ownerOf(UUID orgId, UUID id);

  @HQL(
      """
      update KeyEntity set ownerId = :owner, formerOwner = null, updatedAt = :now
      where orgId = :orgId and id = :id
      """)
  int give(UUID orgId, UUID id, UUID owner, Instant now);

  @HQL(
      """
      update KeyEntity
      set ownerId = null, formerOwner = function(person_to_read as String, ownerId), updatedAt = :now
      where orgId = :orgId and id = :id
      """)
  int takeFromOwner(UUID orgId, UUID id, Instant now);

  @HQL(
      """
      update KeyEntity set ownerId = null, formerOwner = function(person_to_read as String, ownerId)
      where orgId = :orgId and ownerId = :userId and revokedAt is not null
      """)
  int forgetOwner(UUID orgId, UUID userId);

  /// In all organizations that the transaction is about.
  @HQL("update KeyEntity set ownerId = null where ownerId in :userIds")
  int disown(List<UUID> userIds);

  @HQL("update KeyEntity set disabledAt = :now where orgId = :orgId and id = :id")
  int disable(UUID orgId, UUID id, Instant now);

  @HQL(
      """
      update KeyEntity set createdAt = :createdAt, updatedAt = :createdAt, disabledAt = :disabledAt,
        expiresAt = :expiresAt, revokedAt = :revokedAt, lastUsedAt = :lastUsedAt,
        secretCreatedAt = :createdAt, secretUsedAt = :lastUsedAt
      where orgId = :orgId and id = :id
      """)
  int date(
      UUID orgId,
      UUID id,
      Instant createdAt,
      @Nullable Instant disabledAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt,
      @Nullable Instant lastUsedAt);
}
