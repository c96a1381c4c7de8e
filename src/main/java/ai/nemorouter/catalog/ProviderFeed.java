package ai.nemorouter.catalog;

import ai.nemorouter.platform.database.Database;
import ai.nemorouter.provider.DeclaredProvider;
import ai.nemorouter.provider.ProviderChange;
import ai.nemorouter.provider.ProvidersChanged;
import ai.nemorouter.provider.StoredProviders;
import ai.nemorouter.provider.health.ProviderHealth;
import ai.nemorouter.provider.health.ProviderHealth.Account;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Serves what stored providers serve: at once where one was changed on this node, and within
/// seconds where another node did it.
@ApplicationScoped
public class ProviderFeed {
  private static final Logger LOG = Logger.getLogger(ProviderFeed.class);
  private static final int AFTER_CATALOG = 15;

  private final StoredProviders stored;
  private final Catalog catalog;
  private final ProviderHealth health;
  private final Map<Account, Integer> ranks = new HashMap<>();
  private long seen;

  ProviderFeed(StoredProviders stored, Catalog catalog, ProviderHealth health) {
    this.stored = stored;
    this.catalog = catalog;
    this.health = health;
  }

  void start(@Observes @Priority(AFTER_CATALOG) StartupEvent event) {
    follow();
  }

  void changed(@Observes ProvidersChanged event) {
    try {
      follow();
    } catch (RuntimeException e) {
      LOG.error("Changed providers are taken up later", e);
    }
  }

  @Scheduled(every = "2s", concurrentExecution = ConcurrentExecution.SKIP)
  synchronized void follow() {
    Set<@Nullable UUID> audiences = new HashSet<>();
    for (ProviderChange change : stored.changesSince(seen)) {
      takeUp(change);
      audiences.add(change.account().orgId());
      seen = change.version();
    }
    for (UUID orgId : audiences) {
      catalog.arrange(orgId, ranksOf(orgId));
    }
  }

  /// One that cannot be served does not keep others from it.
  private void takeUp(ProviderChange change) {
    try {
      apply(change);
    } catch (RuntimeException e) {
      if (Database.isUnavailable(e)) {
        throw e;
      }
      LOG.errorf(e, "A provider cannot be served provider=%s", change.account().name());
    }
  }

  private void apply(ProviderChange change) {
    Account account = change.account();
    // It may have another address or another key: what was found before does not count.
    health.forget(account);
    DeclaredProvider declared = change.declared();
    if (declared == null) {
      ranks.remove(account);
      catalog.withdraw(account.orgId(), account.name());
    } else {
      ranks.put(account, change.position());
      catalog.offer(declared);
    }
  }

  private Map<String, Integer> ranksOf(@Nullable UUID orgId) {
    Map<String, Integer> ofAudience = new HashMap<>();
    ranks.forEach((account, rank) -> {
      if (Objects.equals(account.orgId(), orgId)) {
        ofAudience.put(account.name(), rank);
      }
    });
    return ofAudience;
  }
}
