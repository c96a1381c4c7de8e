package ai.nemorouter.console.overview;

import ai.nemorouter.books.VerifyRun;
import ai.nemorouter.limit.inflight.HeldAttempt;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.OrganizationOverview;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.provider.ListedProvider;
import ai.nemorouter.usage.summary.InstallationTraffic.Share;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an operator sees first: what all organizations sent in the last 24 hours, and what needs a
/// look.
///
/// @param traffic of all organizations that sent something, the highest spend first
/// @param lowest the organizations with the least credit, of those that are active
/// @param troubled the installation's providers that are down or reject its account
/// @param holds calls under way, the oldest first
/// @param check the latest check of the ledger; null before the first
public record InstallationOverview(
    List<Share> traffic,
    List<OrganizationOverview> lowest,
    List<ListedProvider> troubled,
    PageOf<HeldAttempt> holds,
    @Nullable VerifyRun check) {
  private static final int SHOWN = 5;
  private static final int PERCENT = 100;

  public InstallationOverview {
    traffic = List.copyOf(traffic);
    lowest = List.copyOf(lowest);
    troubled = List.copyOf(troubled);
  }

  public List<Share> top() {
    return traffic.stream().limit(SHOWN).toList();
  }

  public Money spend() {
    return traffic.stream().map(Share::spend).reduce(Money.ZERO, Money::plus);
  }

  public long requests() {
    return traffic.stream().mapToLong(Share::requests).sum();
  }

  public long failed() {
    return traffic.stream().mapToLong(Share::failed).sum();
  }

  public long refused() {
    return traffic.stream().mapToLong(Share::refused).sum();
  }

  /// Of the requests that were sent, as in `1.3 %`.
  public String errorRate() {
    long sent = requests() - refused();
    return sent == 0
        ? "none sent"
        : String.format(Locale.ENGLISH, "%.1f %%", failed() * (double) PERCENT / sent);
  }

  public @Nullable HeldAttempt oldestHold() {
    return holds.isEmpty() ? null : holds.items().getFirst();
  }
}
