package ai.nemorouter.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.webhook.AuditWebhooks;
import ai.nemorouter.catalog.alias.Aliases;
import ai.nemorouter.catalog.allowlist.ModelAllowlist;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.key.KeyRotations;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.key.management.ManagementKey;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.key.management.NewManagementKey;
import ai.nemorouter.key.owner.KeyOwners;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.Limit;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.limit.defaults.LimitDefaults;
import ai.nemorouter.migration.keys.ImportChoices;
import ai.nemorouter.migration.keys.KeyImports;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.ProviderOwner;
import ai.nemorouter.provider.ProviderSettings;
import ai.nemorouter.provider.StoredProviders;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Makes an organization that has something to show on every page, for tests that look at all of
/// them.
@ApplicationScoped
public class FurnishedOrganization {
  private static final int OK = 200;
  private static final int PAYMENT_REQUIRED = 402;

  /// The longest name of a provider that is allowed.
  static final String PROVIDER = "our-own-account-at-the-inference-company";

  /// The longest name that is allowed, without a place to break it.
  private static final String LONG_NAME = "search-service_production_".repeat(5).substring(0, 120);

  static final String ALIAS = "team/" + "writer-of-long-texts".repeat(5);

  private final World world;
  private final GatewayWorld gateway;
  private final Keys keys;
  private final Limits limits;
  private final LimitDefaults defaults;
  private final KeyRotations rotations;
  private final ManagementKeys managementKeys;
  private final KeyOwners owners;
  private final Teams teams;
  private final KeyImports imports;
  private final Aliases aliases;
  private final StoredProviders providers;
  private final AuditWebhooks webhooks;
  private final TestDatabase database;
  private final FurnishedPeople people;
  private final FurnishedGuardrails guardrails;

  FurnishedOrganization(
      World world,
      GatewayWorld gateway,
      Keys keys,
      Limits limits,
      LimitDefaults defaults,
      KeyRotations rotations,
      ManagementKeys managementKeys,
      KeyOwners owners,
      Teams teams,
      KeyImports imports,
      Aliases aliases,
      StoredProviders providers,
      AuditWebhooks webhooks,
      TestDatabase database,
      FurnishedPeople people,
      FurnishedGuardrails guardrails) {
    this.world = world;
    this.gateway = gateway;
    this.keys = keys;
    this.limits = limits;
    this.defaults = defaults;
    this.rotations = rotations;
    this.managementKeys = managementKeys;
    this.owners = owners;
    this.teams = teams;
    this.imports = imports;
    this.aliases = aliases;
    this.providers = providers;
    this.webhooks = webhooks;
    this.database = database;
    this.people = people;
    this.guardrails = guardrails;
  }

  public Furnished make(String model) {
    Caller caller = gateway.callerWithCredit("987654.321987654");
    World.Place place = caller.place();
    UUID teamId = teams.create(place.owner(), LONG_NAME);
    limits.set(
        place.owner(), Scope.team(teamId), new Budget(Period.MONTH, Money.ofUsd("876543.21")));
    world.ownerWithPassword(place, true);
    bringProvider(place);
    UUID ownerId = owners.choices(place.owner(), place.teamId()).getFirst().id();
    UUID limitId = limitInEveryUnit(place, ownerId);
    aliases.add(place.owner(), new Aliases.Wanted(ALIAS, model, false));
    MintedKey poor = mint(place, teamId, "0.000000001");
    MintedKey rich = mint(place, teamId, "765432.1");
    HttpResponse<String> paid = call(rich.secret().reveal(), model);
    HttpResponse<String> refused = call(poor.secret().reveal(), model);
    assertThat(paid.statusCode()).as(paid.body()).isEqualTo(OK);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(PAYMENT_REQUIRED);
    HttpResponse<String> painted = paint(rich.secret().reveal());
    assertThat(painted.statusCode()).as(painted.body()).isEqualTo(OK);
    await().until(() -> gateway.calls(caller).size() == 3);
    restrict(place, rich.key().id());
    return new Furnished(
        place,
        teamId,
        rich.key().id(),
        managementKey(place),
        ownerId,
        limitId,
        defaults.list(place.owner()).getFirst().id(),
        importKeys(place, teamId),
        auditedChange(place),
        callId(paid),
        callId(refused),
        callId(painted),
        people.make(place, teamId, ownerId, LONG_NAME),
        guardrails.make(place, teamId, LONG_NAME));
  }

  /// A key with two secrets that is for little.
  private void restrict(World.Place place, UUID keyId) {
    KeyPolicy policy =
        new KeyPolicy(
            ModelAllowlist.parse(ALIAS + ", scripted/*"),
            KeyPolicy.allEndpoints(),
            List.of("2001:db8:1234:5678:9abc:def0:1234:5678", "203.0.113.0/24"));
    keys.change(
        place.owner(), keyId, before -> before.withDescription(LONG_NAME).withPolicy(policy));
    rotations.rotate(place.owner(), keyId, KeyRotations.USUAL_GRACE, null);
  }

  private UUID managementKey(World.Place place) {
    ManagementKey made =
        managementKeys
            .mint(
                place.owner(),
                new NewManagementKey(
                    LONG_NAME,
                    Set.of(Permission.CHANGE_KEYS),
                    null,
                    List.of("2001:db8:1234:5678::/64"),
                    null))
            .key();
    managementKeys.rotate(place.owner(), made.id(), KeyRotations.USUAL_GRACE, null);
    return made.id();
  }

  /// A call that is charged in units beside tokens.
  private HttpResponse<String> paint(String secret) {
    String model =
        gateway.serve(
            Operation.IMAGES,
            "paints-with-a-name-as-long-as-can-be",
            Rates.of(Money.ofUsd("5"), Money.ofUsd("40")),
            new Price.UnitPrice(Price.Unit.IMAGE, Money.ofUsd("40000")),
            wire -> wire.json(200, "{\"data\":[{\"url\":\"u\"},{\"url\":\"v\"}]}"));
    return gateway.post(
        "/v1/images/generations",
        secret,
        "{\"model\":\"" + model + "\",\"prompt\":\"a cat\",\"n\":2}");
  }

  private UUID importKeys(World.Place place, UUID teamId) {
    String answer = "[{\"name\":\"imported\",\"limit\":987654.32,\"limit_reset\":\"monthly\"}]";
    return imports
        .create(
            place.owner(),
            KeyImports.Source.of("the file " + LONG_NAME, answer, ""),
            new ImportChoices(teamId, false, false))
        .id();
  }

  /// The audit entry with the most details, with the log sent to an address that does not answer.
  private UUID auditedChange(World.Place place) {
    webhooks.add(place.owner(), "https://siem.example.com/" + "collector".repeat(20), true);
    return database
        .of(place.orgId())
        .read(handle ->
            handle
                .select(
                    "select id from audit_entries where org_id = ? and action = 'provider.added'",
                    place.orgId())
                .mapTo(UUID.class)
                .one());
  }

  private void bringProvider(World.Place place) {
    providers.add(
        new ProviderOwner.Own(place.owner()),
        new ProviderSettings(
            PROVIDER,
            Provider.OPENAI,
            "https://inference-server-with-a-long-name.example.com/openai-compatible/v1",
            List.of("meta-llama/llama-3.3-70b-instruct-quantized-with-a-long-name"),
            true,
            Money.ofUsd("0.123456789"),
            Money.ofUsd("123456.789"),
            "",
            ProviderSettings.USUAL_POSITION),
        "sk-secret-of-the-organization");
  }

  /// Limits of the owner in every unit, with names as long as can be, and a default.
  private UUID limitInEveryUnit(World.Place place, UUID ownerId) {
    String model = ("author/" + LONG_NAME).substring(0, 100);
    for (Unit unit : Unit.values()) {
      limits.add(
          place.owner(),
          Scope.member(ownerId),
          LimitTerms.of(unit, Period.DAY, 9_876_543_210L).narrowedTo(model, "provider"),
          CountFrom.NOW);
    }
    defaults.add(
        place.owner(),
        Scope.Kind.KEY,
        LimitTerms.of(Unit.TOKENS, Period.DAY, 9_876_543_210L).narrowedTo(model, null));
    UUID limitId =
        limits.add(
            place.owner(),
            Scope.organization(place.orgId()),
            LimitTerms.of(Unit.TOKENS, Period.MONTH, 9_876_543_210L),
            CountFrom.PERIOD);
    limits.raise(place.owner(), limitId, new Limit.Raise(1_000, Instant.now().plusSeconds(3_600)));
    return limitId;
  }

  private MintedKey mint(World.Place place, UUID teamId, String limit) {
    Budget budget = new Budget(Period.MONTH, Money.ofUsd(limit));
    return keys.mint(place.owner(), new NewKey(teamId, LONG_NAME, budget, null));
  }

  private static UUID callId(HttpResponse<String> response) {
    String hex = GatewayWorld.header(response, "x-nemo-request-id").replace("req_", "");
    return UUID.fromString(hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
  }

  private HttpResponse<String> call(String secret, String model) {
    return gateway.post(secret, GatewayWorld.chat(model, ""));
  }
}
