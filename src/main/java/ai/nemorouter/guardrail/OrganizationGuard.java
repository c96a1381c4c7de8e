package ai.nemorouter.guardrail;

import ai.nemorouter.guardrail.engine.Guard;
import ai.nemorouter.guardrail.rule.Cost;
import ai.nemorouter.guardrail.rule.Level;
import ai.nemorouter.guardrail.rule.RuleFeed.Exempt;
import ai.nemorouter.guardrail.rule.RuleFeed.Kept;
import ai.nemorouter.guardrail.rule.StoredRule;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rules of the installation and of one organization, made ready for each of its teams and keys
/// when they are first needed.
final class OrganizationGuard {
  private static final Comparator<Weighed> WIDEST_AND_CHEAPEST_FIRST =
      Comparator.<Weighed, Level>comparing(weighed -> weighed.rule().scope().level())
          .thenComparing(Weighed::cost)
          .thenComparing(weighed -> weighed.rule().id());

  private final UUID orgId;
  private final byte[] secret;
  private final List<StoredRule> rules;
  private final List<Exempt> exceptions;
  private final Function<List<StoredRule>, Guard> guards;

  /// What rules and exceptions name; other teams and keys are all alike.
  private final Set<UUID> named = new HashSet<>();

  private final Map<Narrow, Ready> ready = new ConcurrentHashMap<>();

  /// A team and a key, where they are named.
  private record Narrow(@Nullable UUID teamId, @Nullable UUID keyId) {}

  /// A rule with its cost, which is not to be found out for each comparison.
  private record Weighed(StoredRule rule, Cost cost) {}

  /// @param until when the first of its exceptions ends
  private record Ready(InForce inForce, Instant until) {}

  OrganizationGuard(
      UUID orgId,
      Kept installation,
      Kept own,
      byte[] secret,
      Function<List<StoredRule>, Guard> guards) {
    this.orgId = orgId;
    this.secret = secret;
    this.guards = guards;
    this.rules =
        Stream.of(installation, own)
            .flatMap(kept -> kept.rules().stream())
            .map(rule -> new Weighed(rule, rule.cost()))
            .sorted(WIDEST_AND_CHEAPEST_FIRST)
            .map(Weighed::rule)
            .toList();
    this.exceptions =
        Stream.of(installation, own).flatMap(kept -> kept.exceptions().stream()).toList();
    rules.forEach(rule -> named.add(rule.scope().id()));
    exceptions.forEach(exempt -> named.add(exempt.scopeId()));
  }

  InForce of(UUID teamId, UUID keyId, Instant now) {
    Narrow narrow =
        new Narrow(named.contains(teamId) ? teamId : null, named.contains(keyId) ? keyId : null);
    Ready known = ready.get(narrow);
    if (known == null || !now.isBefore(known.until())) {
      known = prepare(narrow, now);
      ready.put(narrow, known);
    }
    return known.inForce();
  }

  /// Makes ready what was ready before a change, so that requests do not wait for it.
  void prepareLike(OrganizationGuard before, Instant now) {
    for (Narrow narrow : before.ready.keySet()) {
      Narrow known =
          new Narrow(
              narrow.teamId() != null && named.contains(narrow.teamId()) ? narrow.teamId() : null,
              narrow.keyId() != null && named.contains(narrow.keyId()) ? narrow.keyId() : null);
      ready.put(known, prepare(known, now));
    }
  }

  private Ready prepare(Narrow narrow, Instant now) {
    List<StoredRule> applying = rules.stream().filter(rule -> applies(rule, narrow)).toList();
    Instant until = Instant.MAX;
    Set<UUID> excepted = new HashSet<>();
    for (Exempt exempt : exceptions) {
      if (exempt.endsAt().isAfter(now) && covers(exempt, narrow)) {
        excepted.add(exempt.ruleId());
        until = exempt.endsAt().isBefore(until) ? exempt.endsAt() : until;
      }
    }
    List<StoredRule> left =
        applying.stream().filter(rule -> !excepted.contains(rule.id())).toList();
    InForce inForce = left.isEmpty() ? InForce.NONE : new InForce(guards.apply(left), secret, left);
    return new Ready(inForce, until);
  }

  private static boolean applies(StoredRule rule, Narrow narrow) {
    UUID scopeId = rule.scope().id();
    return switch (rule.scope().level()) {
      case INSTALLATION, ORGANIZATION -> true;
      case TEAM -> scopeId.equals(narrow.teamId());
      case KEY -> scopeId.equals(narrow.keyId());
    };
  }

  private boolean covers(Exempt exempt, Narrow narrow) {
    return Stream.of(
            Optional.of(orgId),
            Optional.ofNullable(narrow.teamId()),
            Optional.ofNullable(narrow.keyId()))
        .flatMap(Optional::stream)
        .anyMatch(id -> exempt.scopeId().equals(id));
  }
}
