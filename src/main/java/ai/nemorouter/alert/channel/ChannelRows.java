package ai.nemorouter.alert.channel;

import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.platform.list.SortWord;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.UUID;

/// The rows of channels, and, locked, the one that is to be changed.
@ApplicationScoped
public class ChannelRows implements PanacheRepositoryBase<ChannelEntity, UUID> {
  PageOf<Channel> page(UUID orgId, Channels.Filter filter) {
    return PageOf.of(
            find(
                """
                from ChannelEntity c
                where c.orgId = :orgId and c.removedAt is null
                  and locate(lower(:search), lower(c.name || ' ' || c.target)) > 0
                """
                    + (filter.reversed()
                        ? SortWord.reversed(order(filter.sort()))
                        : order(filter.sort())),
                Parameters.with("orgId", orgId).and("search", filter.search())),
            filter.page())
        .map(ChannelEntity::channel);
  }

  private static String order(Channels.Sort sort) {
    return switch (sort) {
      case NAME -> "order by lower(c.name), c.id";
      case KIND -> "order by c.kind, lower(c.name), c.id";
      case NEWEST -> "order by c.createdAt desc, c.id";
    };
  }

  long count(UUID orgId) {
    return count("orgId = ?1 and removedAt is null", orgId);
  }

  /// Removed ones included.
  long countEver(UUID orgId) {
    return count("orgId", orgId);
  }

  public Optional<ChannelEntity> find(UUID orgId, UUID id) {
    return find("orgId = ?1 and id = ?2 and removedAt is null", orgId, id).firstResultOptional();
  }

  /// Empty where nothing is sent to it.
  public Optional<ChannelEntity> findLive(UUID orgId, UUID id) {
    return find(orgId, id).filter(row -> row.channel().isLive());
  }

  ChannelEntity getOrThrow(UUID orgId, UUID id) {
    return find(orgId, id).orElseThrow(ChannelRows::none);
  }

  /// Locks it until the transaction ends.
  ChannelEntity lockOrThrow(UUID orgId, UUID id) {
    return find("orgId = ?1 and id = ?2 and removedAt is null", orgId, id)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional()
        .orElseThrow(ChannelRows::none);
  }

  private static NotFoundException none() {
    return new NotFoundException("channel");
  }
}
