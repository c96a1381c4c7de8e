package ai.nemorouter.provider;

import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.provider.dialect.Dialects;
import ai.nemorouter.provider.health.HealthReports;
import ai.nemorouter.provider.health.ProviderCondition;
import ai.nemorouter.provider.health.ProviderTraffic;
import ai.nemorouter.provider.health.ProviderTraffic.Day;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Lists providers wherever they come from, each with how it does.
@ApplicationScoped
public class ProviderLists {
  private final StoredProviders stored;
  private final Providers declared;
  private final Dialects dialects;
  private final HealthReports reports;
  private final ProviderTraffic traffic;

  ProviderLists(
      StoredProviders stored,
      Providers declared,
      Dialects dialects,
      HealthReports reports,
      ProviderTraffic traffic) {
    this.stored = stored;
    this.declared = declared;
    this.dialects = dialects;
    this.reports = reports;
    this.traffic = traffic;
  }

  /// How a list is ordered.
  public enum Sort {
    ORDER,
    NAME,
    REQUESTS,
    ERRORS,
    LATENCY,
    USED,
    STATE;

    private Comparator<ListedProvider> comparator() {
      return switch (this) {
        case ORDER -> Comparator.comparingInt(ListedProvider::position);
        case NAME -> Comparator.comparing(ListedProvider::name);
        case REQUESTS -> most(Day::requests);
        case ERRORS -> most(day -> (double) day.failures() / day.requests());
        case LATENCY -> most(Day::medianMs);
        case USED -> most(Day::lastAt);
        case STATE ->
            Comparator.comparing(ListedProvider::tone).thenComparing(ListedProvider::state);
      };
    }

    /// By a figure of the last day, those that have it first.
    private static <T extends Comparable<T>> Comparator<ListedProvider> most(
        Function<Day, @Nullable T> figure) {
      return Comparator.comparing(
          listed -> listed.lastDay() == null ? null : figure.apply(listed.lastDay()),
          Comparator.nullsLast(Comparator.reverseOrder()));
    }
  }

  /// @param search part of the name, dialect, address or models; empty for all
  /// @param reversed whether the other way round than `sort` usually is
  public record Filter(String search, Sort sort, boolean reversed, int page) {
    public Filter(String search, Sort sort, int page) {
      this(search, sort, false, page);
    }

    public Filter {
      search = search.strip();
      page = PageOf.within(page);
    }
  }

  public PageOf<ListedProvider> list(ProviderOwner holder, Filter filter) {
    Map<String, Day> lastDay = traffic.ofLastDay(holder);
    List<ListedProvider> found =
        all(holder).stream()
            .map(listed -> listed.with(lastDay.get(listed.name())))
            .filter(listed -> listed.matches(filter.search()))
            .sorted(
                filter.reversed()
                    ? filter.sort().comparator().reversed()
                    : filter.sort().comparator())
            .toList();
    List<ListedProvider> shown =
        found.stream().skip(PageOf.offset(filter.page())).limit(PageOf.SIZE).toList();
    return new PageOf<>(shown, filter.page(), found.size());
  }

  /// Those that turn their accounts down now: somebody has to look after the key or pay.
  public List<ListedProvider> refusingAccounts(ProviderOwner holder) {
    return all(holder).stream()
        .filter(listed -> listed.isEnabled() && listed.condition().accountRefusedAt() != null)
        .toList();
  }

  /// Those in use that are down or reject their accounts.
  public List<ListedProvider> troubled(ProviderOwner holder) {
    return all(holder).stream()
        .filter(ListedProvider::isEnabled)
        .filter(
            listed -> listed.condition().isAway() || listed.condition().accountRefusedAt() != null)
        .toList();
  }

  public ListedProvider find(ProviderOwner holder, String name) {
    return all(holder).stream()
        .filter(listed -> listed.name().equals(name))
        .findFirst()
        .map(listed -> listed.with(traffic.ofLastDay(holder).get(name)))
        .orElseThrow(() -> new NotFoundException("provider"));
  }

  /// In the order in which they are tried, those of the environment before stored ones of the same
  /// rank.
  private List<ListedProvider> all(ProviderOwner holder) {
    holder.authorizeOrThrow(Permission.VIEW_PROVIDERS);
    Map<String, ProviderCondition> conditions = reports.conditions(holder);
    List<ListedProvider> all = new ArrayList<>();
    if (holder.orgId() == null) {
      declared
          .declared()
          .forEach(found ->
              all.add(ListedProvider.of(found, condition(conditions, found.provider().name()))));
      declared
          .builtIn()
          .forEach(found -> all.add(ListedProvider.of(found, condition(conditions, found.name()))));
    }
    stored.list(holder).stream()
        .filter(found -> all.stream().noneMatch(other -> other.name().equals(found.name())))
        .map(found -> ListedProvider.of(found, dialects, condition(conditions, found.name())))
        .toList()
        .forEach(all::add);
    return all;
  }

  private static ProviderCondition condition(
      Map<String, ProviderCondition> conditions, String name) {
    return conditions.getOrDefault(name, ProviderCondition.UNKNOWN);
  }
}
