package ai.nemorouter.console.overview;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.alert.Alerts;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.NamedLimit;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.TightLimits;
import ai.nemorouter.provider.ProviderLists;
import ai.nemorouter.provider.ProviderOwner;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// The badges of the menu: limits near their cap, providers that are down and failed alerts, as far
/// as a person may see them. Cached for 15 seconds for each organization and set of rights.
@ApplicationScoped
public class Attentions {
  private static final Duration KEPT = Duration.ofSeconds(15);
  private static final long KEPT_MAX = 5_000;

  /// From this share of a limit on, in percent, it is near.
  private static final int NEAR_PERCENT = 90;

  private static final int LIMITS_MAX = 20;
  private static final Duration LATELY = Duration.ofDays(7);

  private final TightLimits limits;
  private final ProviderLists providers;
  private final Alerts alerts;
  private final Cache<Whose, Map<String, Mark>> cached =
      Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(KEPT_MAX).build();

  Attentions(TightLimits limits, ProviderLists providers, Alerts alerts) {
    this.limits = limits;
    this.providers = providers;
    this.alerts = alerts;
  }

  /// People of the same rights see the same.
  private record Whose(UUID orgId, Rights rights) {}

  /// @param count how many things, as the menu shows it
  /// @param text what they are, for who hears or points at it
  public record Mark(long count, String text) {}

  /// By the path of the page in `Menu` that shows more.
  public Map<String, Mark> of(Actor.Person person) {
    Whose whose = new Whose(person.orgId(), person.rights());
    Map<String, Mark> known = cached.getIfPresent(whose);
    if (known != null) {
      return known;
    }
    Map<String, Mark> marks = lookUp(person);
    cached.put(whose, marks);
    return marks;
  }

  private Map<String, Mark> lookUp(Actor.Person person) {
    Map<String, Mark> marks = new HashMap<>();
    if (person.mayAnywhere(Permission.VIEW_LIMITS)) {
      mark(
          marks,
          "limits",
          nearLimits(person),
          "limit near or at its maximum",
          "limits near or at their maximum");
    }
    if (person.may(Permission.VIEW_PROVIDERS)) {
      mark(
          marks,
          "providers",
          troubledProviders(person),
          "provider in trouble",
          "providers in trouble");
    }
    if (person.may(Permission.VIEW_ALERTS)) {
      mark(
          marks,
          "alerts",
          undelivered(person),
          "alert not delivered in the last 7 days",
          "alerts not delivered in the last 7 days");
    }
    return Map.copyOf(marks);
  }

  private static void mark(
      Map<String, Mark> marks, String path, long count, String one, String several) {
    if (count > 0) {
      marks.put(path, new Mark(count, count == 1 ? one : several));
    }
  }

  /// Those by the minute fill and empty all day, so they are left out.
  private long nearLimits(Actor person) {
    return limits.first(person, LIMITS_MAX).stream()
        .map(NamedLimit::status)
        .filter(status -> status.limit().terms().period() != Period.MINUTE)
        .filter(Attentions::isNear)
        .count();
  }

  private static boolean isNear(LimitStatus status) {
    return status.allowed() > 0 && status.percent() >= NEAR_PERCENT;
  }

  private long troubledProviders(Actor person) {
    return providers.troubled(new ProviderOwner.Own(person)).size();
  }

  private long undelivered(Actor person) {
    Instant since = Instant.now().minus(LATELY);
    return alerts
        .list(person, new Alerts.Filter("", "failed", Alerts.Sort.NEWEST, 1))
        .items()
        .stream()
        .filter(line -> line.alert().createdAt().isAfter(since))
        .count();
  }
}
