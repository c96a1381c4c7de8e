package ai.nemorouter.demo;

import ai.nemorouter.access.Actor;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.Price;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.demo.DemoHistory.MintedIds;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.organization.Teams;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Acme Robotics: an organization with teams, keys, budgets, credit and a month behind it. Nobody
/// knows the secrets of its keys.
@ApplicationScoped
class DemoOrganization {
  private static final long SEED = 20_260_117;
  private static final Map<String, String> TEAM_BUDGETS =
      Map.of(DemoKey.ENGINEERING, "35", DemoKey.SUPPORT, "15", DemoKey.RESEARCH, "20");
  private static final Money CREDIT = Money.ofUsd("100");

  private final Organizations organizations;
  private final Teams teams;
  private final Keys keys;
  private final Funds funds;
  private final Catalog catalog;

  /// Where the demo's money stands.
  @ApplicationScoped
  static class Funds {
    private final Credits credits;
    private final Limits limits;

    Funds(Credits credits, Limits limits) {
      this.credits = credits;
      this.limits = limits;
    }

    void provide(Handle handle, UUID orgId, Map<String, UUID> teamIds) {
      credits.grant(handle, new Actor.Setup(orgId), CREDIT, "Credit to try NemoRouter with");
      budget(handle, orgId, Scope.organization(orgId), "75");
      teamIds.forEach((name, teamId) ->
          budget(
              handle, orgId, Scope.team(teamId), Objects.requireNonNull(TEAM_BUDGETS.get(name))));
    }

    private void budget(Handle handle, UUID orgId, Scope scope, String usd) {
      limits.set(handle, orgId, scope, new Budget(Period.MONTH, Money.ofUsd(usd)));
    }
  }

  DemoOrganization(
      Organizations organizations, Teams teams, Keys keys, Funds funds, Catalog catalog) {
    this.organizations = organizations;
    this.teams = teams;
    this.keys = keys;
    this.funds = funds;
    this.catalog = catalog;
  }

  /// Finds it or makes it.
  UUID ensure(Handle handle) {
    return organizations.demo(handle).orElseGet(() -> create(handle));
  }

  private UUID create(Handle handle) {
    UUID orgId = organizations.create(handle, "Acme Robotics (demo)", "acme", true);
    Instant now = Instant.now();
    Map<String, UUID> teamIds = new LinkedHashMap<>();
    for (String team : List.of(DemoKey.ENGINEERING, DemoKey.SUPPORT, DemoKey.RESEARCH)) {
      teamIds.put(team, teams.create(handle, orgId, team));
    }
    funds.provide(handle, orgId, teamIds);
    Map<DemoKey, MintedIds> keyIds = new HashMap<>();
    for (DemoKey key : DemoKey.ALL) {
      UUID teamId = Objects.requireNonNull(teamIds.get(key.team()));
      NewKey wanted = new NewKey(teamId, key.name(), key.budget(), null);
      UUID keyId = keys.mint(handle, new Actor.Setup(orgId), wanted).key().id();
      keyIds.put(key, new MintedIds(teamId, keyId));
    }
    Map<DemoModel, Price> prices = prices();
    Map<DemoModel, Long> priceIds = new EnumMap<>(DemoModel.class);
    prices.forEach((model, price) -> priceIds.put(model, price.id()));
    List<DemoCall> calls = new DemoTraffic(prices, now, SEED).calls();
    DemoHistory.write(handle, orgId, keyIds, priceIds, calls);
    keyIds.forEach((key, ids) -> age(handle, orgId, key, ids.keyId(), now));
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
  private static void age(Handle handle, UUID orgId, DemoKey key, UUID keyId, Instant now) {
    Instant ended = now.minus(Duration.ofDays(DemoTraffic.quietDays(key) - 1L));
    handle
        .createUpdate(
            """
            update keys set created_at = :createdAt, updated_at = :createdAt,
              disabled_at = case when :fate = 'DISABLED' then cast(:ended as timestamptz) end,
              expires_at = case when :fate = 'EXPIRED' then cast(:ended as timestamptz) end,
              revoked_at = case when :fate = 'REVOKED' then cast(:ended as timestamptz) end
            where org_id = :orgId and id = :keyId
            """)
        .bind("createdAt", now.minus(Duration.ofDays(DemoTraffic.DAYS + 1L)))
        .bind("fate", key.fate().name())
        .bind("ended", ended)
        .bind("orgId", orgId)
        .bind("keyId", keyId)
        .execute();
  }
}
