package ai.nemorouter.demo;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.account.Users;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.demo.DemoHistory.MintedIds;
import ai.nemorouter.demo.model.DemoModel;
import ai.nemorouter.key.KeyStates;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.limit.defaults.LimitDefaults;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.organization.team.Teams;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// Acme Robotics: an organization with teams, keys, budgets, credit and a month of usage. The
/// secrets of its keys are not known to anyone.
@ApplicationScoped
class DemoOrganization {
  private static final long SEED = 20_260_117;
  private static final Map<String, String> TEAM_BUDGETS =
      Map.of(DemoKey.ENGINEERING, "35", DemoKey.SUPPORT, "15", DemoKey.RESEARCH, "20");
  private static final Money CREDIT = Money.ofUsd("100");

  private final Organizations organizations;
  private final Teams teams;
  private final Keys keys;
  private final KeyStates states;
  private final Funds funds;
  private final People people;
  private final Catalog catalog;
  private final DemoHistory history;

  /// A member who owns a key. The password is not known to anyone.
  @ApplicationScoped
  static class People {
    private final Users users;
    private final Members members;

    People(Users users, Members members) {
      this.users = users;
      this.members = members;
    }

    UUID ada(UUID orgId) {
      String password = KeySecret.mint().reveal();
      UUID id = users.ensure("ada@acme.example", "Ada Okafor", password, false);
      members.ensure(orgId, id, Role.OWNER);
      return id;
    }
  }

  /// Where the demo's money stands, and what limits its use: something in every unit.
  @ApplicationScoped
  static class Funds {
    private static final LimitTerms CALLS_IN_FLIGHT =
        LimitTerms.of(Unit.IN_FLIGHT, Period.TOTAL, 50);
    private static final LimitTerms SUPPORT_TOKENS =
        LimitTerms.of(Unit.TOKENS, Period.WEEK, 4_000_000);
    private static final LimitTerms WIDGET_RATE = LimitTerms.of(Unit.REQUESTS, Period.MINUTE, 60);
    private static final LimitTerms NEW_KEY_RATE = LimitTerms.of(Unit.REQUESTS, Period.MINUTE, 120);
    private static final LimitTerms NEW_MEMBER_BUDGET =
        LimitTerms.of(Unit.USD, Period.MONTH, Money.ofUsd("25").nanos());

    private final Credits credits;
    private final Limits limits;
    private final LimitDefaults defaults;

    Funds(Credits credits, Limits limits, LimitDefaults defaults) {
      this.credits = credits;
      this.limits = limits;
      this.defaults = defaults;
    }

    void limitRate(UUID orgId, DemoKey key, UUID keyId) {
      if (key.name().equals(DemoKey.WIDGET)) {
        limits.add(new Actor.Setup(orgId), Scope.key(keyId), WIDGET_RATE, CountFrom.PERIOD);
      }
    }

    /// After everything else, so that they are only for what visitors make.
    void provideDefaults(UUID orgId) {
      defaults.add(new Actor.Setup(orgId), Scope.Kind.KEY, NEW_KEY_RATE);
      defaults.add(new Actor.Setup(orgId), Scope.Kind.MEMBER, NEW_MEMBER_BUDGET);
    }

    void provide(UUID orgId, Map<String, UUID> teamIds, UUID ada) {
      Actor setup = new Actor.Setup(orgId);
      Scope support = Scope.team(Objects.requireNonNull(teamIds.get(DemoKey.SUPPORT)));
      limits.add(setup, Scope.organization(orgId), CALLS_IN_FLIGHT, CountFrom.PERIOD);
      limits.add(setup, support, SUPPORT_TOKENS, CountFrom.PERIOD);
      budget(orgId, Scope.member(ada), "12");
      credits.grant(new Actor.Setup(orgId), CREDIT, "Credit to try NemoRouter with");
      budget(orgId, Scope.organization(orgId), "75");
      teamIds.forEach((name, teamId) ->
          budget(orgId, Scope.team(teamId), Objects.requireNonNull(TEAM_BUDGETS.get(name))));
    }

    private void budget(UUID orgId, Scope scope, String usd) {
      limits.set(new Actor.Setup(orgId), scope, new Budget(Period.MONTH, Money.ofUsd(usd)));
    }
  }

  DemoOrganization(
      Organizations organizations,
      Teams teams,
      Keys keys,
      KeyStates states,
      Funds funds,
      People people,
      Catalog catalog,
      DemoHistory history) {
    this.organizations = organizations;
    this.teams = teams;
    this.keys = keys;
    this.states = states;
    this.funds = funds;
    this.people = people;
    this.catalog = catalog;
    this.history = history;
  }

  /// Finds it or makes it.
  UUID ensure() {
    return organizations.demo().orElseGet(this::create);
  }

  private UUID create() {
    UUID orgId = organizations.create("Acme Robotics (demo)", "acme", true);
    Instant now = Instant.now();
    Map<String, UUID> teamIds = new LinkedHashMap<>();
    for (String team : List.of(DemoKey.ENGINEERING, DemoKey.SUPPORT, DemoKey.RESEARCH)) {
      teamIds.put(team, teams.create(orgId, team));
    }
    UUID ada = people.ada(orgId);
    funds.provide(orgId, teamIds, ada);
    Map<DemoKey, MintedIds> keyIds = new HashMap<>();
    for (DemoKey key : DemoKey.ALL) {
      UUID teamId = Objects.requireNonNull(teamIds.get(key.team()));
      UUID owner = key.name().equals(DemoKey.ADAS) ? ada : null;
      NewKey wanted = new NewKey(teamId, key.name(), key.budget(), null, owner);
      UUID keyId = keys.mint(new Actor.Setup(orgId), wanted).key().id();
      keyIds.put(key, new MintedIds(teamId, owner, keyId));
      funds.limitRate(orgId, key, keyId);
    }
    Map<DemoModel, Price> prices = prices();
    Map<DemoModel, Long> priceIds = new EnumMap<>(DemoModel.class);
    prices.forEach((model, price) -> priceIds.put(model, price.id()));
    List<DemoRequest> calls = new DemoTraffic(prices, now, SEED).calls();
    history.write(orgId, keyIds, priceIds, calls);
    funds.provideDefaults(orgId);
    keyIds.forEach((key, ids) -> age(orgId, key, ids.keyId(), calls, now));
    return orgId;
  }

  private Map<DemoModel, Price> prices() {
    Map<DemoModel, Price> prices = new EnumMap<>(DemoModel.class);
    for (DemoModel model : DemoModel.values()) {
      catalog
          .resolve(model.slug())
          .ifPresent(offering -> prices.put(model, Objects.requireNonNull(offering.price())));
    }
    return prices;
  }

  /// Makes a key as old as its calls, and lets it end as it did.
  private void age(UUID orgId, DemoKey key, UUID keyId, List<DemoRequest> calls, Instant now) {
    Instant ended = now.minus(Duration.ofDays(DemoTraffic.quietDays(key) - 1L));
    Instant lastUsed =
        calls.stream()
            .filter(call -> call.key().equals(key))
            .map(DemoRequest::startedAt)
            .max(Comparator.naturalOrder())
            .orElse(null);
    states.date(
        orgId,
        keyId,
        new KeyStates.Dates(
            DemoTraffic.beginning(now),
            key.fate() == DemoKey.Fate.DISABLED ? ended : null,
            key.fate() == DemoKey.Fate.EXPIRED ? ended : null,
            key.fate() == DemoKey.Fate.REVOKED ? ended : null,
            lastUsed));
  }
}
