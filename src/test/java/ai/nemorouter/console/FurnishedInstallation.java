package ai.nemorouter.console;

import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.catalog.price.OperatorCatalogue;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.catalog.price.Tariff;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.ProviderOwner;
import ai.nemorouter.provider.ProviderSettings;
import ai.nemorouter.provider.StoredProviders;
import ai.nemorouter.testsupport.TestDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What operators see of the installation, with a call under way, a settlement to decide on, a
/// check that found something and a provider in trouble.
@ApplicationScoped
public class FurnishedInstallation {
  private final TestDatabase database;
  private final OperatorCatalogue catalogue;
  private final StoredProviders providers;
  private final GatewayWorld gateway;

  FurnishedInstallation(
      TestDatabase database,
      OperatorCatalogue catalogue,
      StoredProviders providers,
      GatewayWorld gateway) {
    this.gateway = gateway;
    this.database = database;
    this.catalogue = catalogue;
    this.providers = providers;
  }

  /// The operators' pages with the status that they are answered with.
  ///
  /// @param keyId a key of the organization, whose call it is
  Map<String, Integer> pages(UUID orgId, UUID keyId) {
    UUID run = Ids.next();
    UUID call = Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          handle.execute(
              """
              insert into holds (org_id, id, team_id, key_id, amount, floor, window_ids, requested_model, model, provider,
                streamed, prompt_tokens, node, placed_at, expires_at)
              select org_id, ?, team_id, id, 123456789, 0, '{}', 'm', 'openai/gpt-4.1-mini-with-a-long-name', 'openai', true, 12345,
                '019-a-node-with-a-long-name', now(), now() + interval '1 hour' from keys where org_id = ? and id = ?
              """,
              call,
              orgId,
              keyId);
          handle.execute(
              """
              insert into unbooked (org_id, id, node, cost, error, settlement)
              values (?, ?, 'n', 123456789, 'ERROR: unsupported Unicode escape sequence', '[{"reason":"a\\u0000b"}]')
              """,
              orgId,
              call);
          handle.execute(
              """
              insert into verify_runs (id, trigger, node, finished_at, organizations_total, organizations, calls,
                deviations_found, deviations)
              values (?, 'nightly', 'a-node/1', now(), 1, 1, 1234567, 1, jsonb_build_array(jsonb_build_object(
                'invariant', 'I2', 'organization', ?::text, 'subject', 'window 17', 'expected', 1, 'actual', 2, 'detail',
                'On the limit of dollars per month of the key “search-service”, from 2026-11-01 00:00:00 UTC, $2 count as used.')))
              """,
              run,
              "globex-" + orgId);
        });
    Map<String, Integer> pages = pages(run, orgId + "/" + call);
    for (String path : List.of("", "?search=no-such-thing", "/new", "/" + orgId + "/suspension")) {
      pages.put("/operator/organizations" + path, 200);
    }
    return pages;
  }

  /// @param call its organization and identifier, as addresses have them
  private Map<String, Integer> pages(UUID run, String call) {
    Map<String, Integer> pages = new LinkedHashMap<>();
    for (String path :
        List.of(
            "audit",
            "audit?actor=nobody",
            "audit/entries/" + entry(),
            "audit/integrity",
            "books",
            "books/runs/" + run,
            "books/unbooked/" + call + "/resolution",
            "components",
            "components/dialog",
            "catalogue",
            "catalogue?search=no-such-thing",
            "catalogue/scripted/console",
            "catalogue/scripted/console/deprecation",
            "catalogue/scripted/console/prices/new?provider=scripted-console",
            "catalogue/scripted/console/prices/" + price() + "/withdrawal",
            "guardrails",
            "guardrails/new",
            "guardrails/new?type=secrets",
            "guardrails/trial",
            "guardrails/import",
            "overview",
            "fee",
            "fee/new",
            "payments",
            "payments?search=no-such-thing",
            "payments/trial-balance",
            "payments/policy",
            "holds",
            "holds?search=no-such-thing",
            "holds/" + call + "/release")) {
      pages.put("/operator/" + path, 200);
    }
    pages.put("/migration", 200);
    pages.put("/models", 200);
    pages.put("/models?search=no-such-thing", 200);
    pages.put("/models/scripted/console", 200);
    pages.put("/operator/nowhere", 404);
    pages.putAll(accountPages());
    pages.putAll(providerPages());
    return pages;
  }

  /// Of the one who looks, and of somebody with names as long as can be.
  private Map<String, Integer> accountPages() {
    UUID person = Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "insert into users (id, email, name, suspended_at) values (?, ?, ?, now())",
                person,
                "a-person-with-a-long-address+" + person + "@department.company.example.com",
                "Augusta Ada King-Noel, Countess of Lovelace ".repeat(2).strip()));
    Map<String, Integer> pages = new LinkedHashMap<>();
    for (String path : List.of("", "/password", "/second-factor", "/sessions/others/end")) {
      pages.put("/account" + path, 200);
    }
    for (String path : List.of("", "?search=no-such-person", "?show=suspended")) {
      pages.put("/operator/people" + path, 200);
    }
    for (String path : List.of("", "/release", "/suspension", "/sessions", "/second-factor")) {
      pages.put("/operator/people/" + person + path, 200);
    }
    pages.put("/password/forgotten", 200);
    pages.put("/password/reset/used", 404);
    return pages;
  }

  /// Something that an operator did.
  private UUID entry() {
    UUID id = Ids.next();
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                """
                insert into audit_entries (org_id, id, actor_kind, actor_id, actor_name, action, target, details, address, agent)
                values ('00000000-0000-0000-0000-000000000000', ?, 'operator', ?, 'Ada Lovelace', 'price.set', 'model scripted/console',
                  '{"input": {"before": "1.5", "after": "123456789.123456789"}}', '2001:db8::1', 'curl/8.0')
                """,
                id,
                id));
    return id;
  }

  /// Of one that fails on one node and turns its account down on another.
  private Map<String, Integer> providerPages() {
    String name = "vllm-" + Ids.next().toString().substring(1);
    providers.add(
        new ProviderOwner.Installation(new Operator(Ids.next(), "Ada Lovelace", Origin.INSIDE)),
        new ProviderSettings(
            name,
            Provider.OPENAI,
            "http://inference-server-with-a-long-name.internal.example.com:8000/v1",
            List.of("meta-llama/llama-3.3-70b-instruct-quantized-with-a-long-name"),
            true,
            Money.ofUsd("0.123456789"),
            Money.ofUsd("123456.789"),
            "",
            999),
        "sk-secret-of-the-installation");
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          for (String state : List.of("open", "closed")) {
            handle.execute(
                """
                insert into provider_health (node, account, name, state, limited, calls, failures, median_ms, slow_ms,
                  tokens_per_second, last_error, last_error_at, account_refused_at, at)
                values ('019-a-node-with-a-long-name/' || ?, ?, ?, ?, true, 1234567, 123456, 12345, 234567, 123,
                  'It turned the account down (status 401), asked for meta-llama/llama-3.3-70b-instruct.', now(), now(),
                  now() + interval '1 day')
                """,
                state,
                name,
                name,
                state);
          }
        });
    Map<String, Integer> pages = new LinkedHashMap<>();
    for (String path : List.of("", "?search=no-such-thing", "/new")) {
      pages.put("/operator/providers" + path, 200);
    }
    for (String path : List.of("", "/settings", "/removal")) {
      pages.put("/operator/providers/" + name + path, 200);
    }
    pages.put("/operator/providers/nowhere", 404);
    pages.put("/operator/domains", 200);
    pages.put("/operator/domains?search=no-such-thing", 200);
    return pages;
  }

  /// A price that an operator announced, with everything that a price can have.
  private long price() {
    gateway.serve("console", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    Operator operator = new Operator(Ids.next(), "Ada Lovelace", Origin.INSIDE);
    Rates rates =
        new Rates(
            Money.ofUsd("12.345678901"),
            Money.ofUsd("1"),
            Money.ofUsd("15"),
            Money.ofUsd("98.765432109"),
            Money.ofUsd("100"),
            Money.ofUsd("200"));
    catalogue.setPrice(
        operator,
        "scripted/console",
        "scripted-console",
        Tariff.of(rates),
        Instant.now().plus(Duration.ofDays(30)),
        "contract of a customer with a long name, signed in May");
    return catalogue
        .offered(operator, "scripted/console", "scripted-console")
        .versions()
        .getFirst()
        .id();
  }
}
