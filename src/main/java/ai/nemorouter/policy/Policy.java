package ai.nemorouter.policy;

import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.policy.PolicyLine.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All that applies to a key, a member's keys or a team's keys, as far as one viewer may see it.
///
/// @param lines limits first, from the whole to the part, then what may be used, then guardrails
/// @param moreKeys how many keys of a member there are whose own limits and lists are left out
public record Policy(List<PolicyLine> lines, int moreKeys) {
  public Policy {
    lines = marked(lines);
  }

  /// The line that stops requests now, or else the one that will do so first; null where nothing is
  /// used yet.
  public @Nullable PolicyLine nearest() {
    return usedUp().findFirst().or(() -> first(lines)).orElse(null);
  }

  /// Whether nothing is left of at least one limit.
  public boolean isUsedUp() {
    return usedUp().findAny().isPresent();
  }

  /// As in `models and endpoints`: of what there is no list; empty where each is restricted.
  public String unrestricted() {
    List<String> free =
        Stream.of(Kind.MODELS, Kind.ENDPOINTS, Kind.ADDRESSES)
            .filter(kind -> lines.stream().noneMatch(line -> line.kind() == kind))
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .toList();
    return free.size() < 2
        ? String.join("", free)
        : String.join(", ", free.subList(0, free.size() - 1)) + " and " + free.getLast();
  }

  /// The same with the limit marked that turned a request down.
  public Policy refusedBy(Predicate<LimitStatus> limit) {
    return refused(line -> {
      LimitStatus status = line.status();
      return status != null && limit.test(status);
    });
  }

  /// The same where it was the credit.
  public Policy refusedByCredit() {
    return refused(line -> line.kind() == Kind.CREDIT);
  }

  private Policy refused(Predicate<PolicyLine> which) {
    return new Policy(
        lines.stream().map(line -> which.test(line) ? line.asRefused() : line).toList(), moreKeys);
  }

  private Stream<PolicyLine> usedUp() {
    return lines.stream().filter(PolicyLine::isUsedUp);
  }

  private static List<PolicyLine> marked(List<PolicyLine> lines) {
    if (lines.stream().anyMatch(PolicyLine::isUsedUp)
        || lines.stream().anyMatch(PolicyLine::isFirst)) {
      return List.copyOf(lines);
    }
    List<PolicyLine> marked = new ArrayList<>(lines);
    lines.stream()
        .filter(PolicyLine::isBegun)
        .min(PolicyLine.NEAREST_FIRST)
        .ifPresent(first -> marked.set(marked.indexOf(first), first.asFirst()));
    return List.copyOf(marked);
  }

  private static Optional<PolicyLine> first(List<PolicyLine> lines) {
    return lines.stream().filter(PolicyLine::isFirst).findFirst();
  }
}
