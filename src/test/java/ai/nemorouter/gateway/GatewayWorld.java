package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Actor;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Dialects;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.testsupport.ScriptedUpstream;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/// The world of the gateway's tests: organizations with credit and keys, a scripted provider with
/// known prices, a plain HTTP client, and a look at what was recorded.
@ApplicationScoped
public class GatewayWorld {
  /// One dollar per million input tokens, ten per million output tokens.
  public static final Rates RATES = Rates.of(Money.ofUsd("1"), Money.ofUsd("10"));

  /// A provider's whole answer; `%s` takes more fields of its usage.
  public static final String ANSWER =
      """
      {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"upstream-name","choices":[
       {"index":0,"message":{"role":"assistant","content":"Hello 日本語🙂"},"finish_reason":"stop"}],
       "usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17%s}}
      """;

  private final World world;
  private final Keys keys;
  private final Credits credits;
  private final Catalog catalog;
  private final TestDatabase database;
  private final Dialects dialects;
  private final Limits limits;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ScriptedUpstream upstream = ScriptedUpstream.start();

  GatewayWorld(
      World world,
      Keys keys,
      Credits credits,
      Catalog catalog,
      TestDatabase database,
      Dialects dialects,
      Limits limits) {
    this.world = world;
    this.keys = keys;
    this.credits = credits;
    this.catalog = catalog;
    this.database = database;
    this.dialects = dialects;
    this.limits = limits;
  }

  /// A key of a fresh organization, ready to call.
  public record Caller(World.Place place, UUID keyId, String secret) {}

  public Caller callerWithCredit(String usd) {
    return caller(usd, null);
  }

  public Caller callerWithLimit(String usd) {
    return caller("1000", Money.ofUsd(usd));
  }

  private Caller caller(String credit, @Nullable Money limit) {
    World.Place place = world.newOrganization();
    if (!credit.equals("0")) {
      credits.grant(new Actor.Setup(place.orgId()), Money.ofUsd(credit), "for the test");
    }
    MintedKey minted =
        keys.mint(
            place.owner(),
            new NewKey(
                place.teamId(),
                "Test",
                limit == null ? null : new Budget(Period.TOTAL, limit),
                null));
    return new Caller(place, minted.key().id(), minted.secret().reveal());
  }

  /// Lets the organization spend so many dollars at that provider.
  void limitProvider(Caller caller, String provider, String usd) {
    limits.add(
        caller.place().owner(),
        Scope.organization(caller.place().orgId()),
        new LimitTerms(
            Unit.USD,
            Period.TOTAL,
            Money.ofUsd(usd).nanos(),
            null,
            provider,
            LimitTerms.USUAL_ALERTS),
        CountFrom.NOW);
  }

  public Keys keys() {
    return keys;
  }

  public TestDatabase database() {
    return database;
  }

  public ScriptedUpstream upstream() {
    return upstream;
  }

  /// Serves `scripted/<name>` by the script.
  public String serve(String name, ScriptedUpstream.Script script) {
    offer(name, upstream.baseUrl(), RATES);
    upstream.on(name, script);
    return "scripted/" + name;
  }

  /// Each model has a provider of its own, so that they do not share their fates.
  public String offer(String name, URI baseUrl, @Nullable Rates rates) {
    offer(
        provider("scripted-" + name, baseUrl, "openai"),
        ProviderListing.chat("scripted/" + name, name, name, 0, 4_096, rates, null, "test"));
    return "scripted/" + name;
  }

  /// Serves `scripted/<name>`, which does that operation alone, at a price of tokens and of units.
  public String serve(
      Operation operation,
      String name,
      @Nullable Rates rates,
      Price.@Nullable UnitPrice perUnit,
      ScriptedUpstream.Script script) {
    offer(
        provider("scripted-" + name, upstream.baseUrl(), "openai"),
        ProviderListing.of(
            "scripted/" + name, name, name, Set.of(operation), 4_096, rates, perUnit, "test"));
    upstream.on(name, script);
    return "scripted/" + name;
  }

  public void offer(Provider provider, ProviderListing... listings) {
    catalog.offer(provider, List.of(listings));
  }

  public Provider provider(String name, URI baseUrl, String dialect) {
    return new Provider(
        name,
        dialects.get(dialect),
        baseUrl,
        "upstream-secret",
        Provider.DEFAULT_COST_HEADER,
        false);
  }

  public static URI address(String path) {
    int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    return URI.create("http://localhost:" + port + path);
  }

  public static String chat(String model, String more) {
    return "{\"model\":\""
        + model
        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]"
        + more
        + "}";
  }

  public HttpResponse<String> post(String secret, String body) {
    return post("/v1/chat/completions", secret, body);
  }

  public HttpResponse<String> post(String path, String secret, String body) {
    return send(
        HttpRequest.newBuilder(address(path))
            .header("content-type", "application/json")
            .header("authorization", "Bearer " + secret)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static ObjectNode json(HttpResponse<String> response) {
    return Json.parseObject(response.body().getBytes(StandardCharsets.UTF_8));
  }

  /// The records of an organization's requests, oldest first, each with its number of attempts.
  public List<Map<String, Object>> requests(Caller caller) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    "select id, status, http_status, reason, sent, cost, attempts, model, provider, prompt_tokens,"
                        + " completion_tokens from calls where org_id = :org order by id")
                .bind("org", caller.place().orgId())
                .mapToMap()
                .list());
  }

  /// The records of the attempts of an organization's requests, oldest first.
  public List<Map<String, Object>> calls(Caller caller) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    "select status, http_status, reason, sent, cost, cost_source, held, prompt_tokens, completion_tokens,"
                        + " overrun, late, operation, units, audio_prompt_tokens,"
                        + " audio_completion_tokens, refusal::text refusal, id, request_id from every_attempt where org_id = :org order by id")
                .bind("org", caller.place().orgId())
                .mapToMap()
                .list());
  }

  /// What the windows of an organization say, summed: held, and used by the credit's window.
  public Map<String, Object> books(Caller caller) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    """
                    select coalesce(sum(w.held), 0)::bigint held,
                           coalesce(sum(w.used) filter (where l.kind = 'credit'), 0)::bigint used,
                           (select count(*) from holds h where h.org_id = :org) holds,
                           (select bounded(coalesce(sum(c.cost), 0)) from calls c where c.org_id = :org) cost
                      from windows w join limits l on l.org_id = w.org_id and l.id = w.limit_id where w.org_id = :org
                    """)
                .bind("org", caller.place().orgId())
                .mapToMap()
                .one());
  }

  /// The first recorded call, once there is one.
  public Map<String, Object> settledCall(Caller caller) {
    await().untilAsserted(() -> assertThat(calls(caller)).isNotEmpty());
    return calls(caller).getFirst();
  }

  /// Once nothing is under way, nothing is held, and what the credit's window says is the sum of
  /// the calls.
  public void assertBooksBalance(Caller caller) {
    await()
        .untilAsserted(() -> {
          Map<String, Object> books = books(caller);
          assertThat(books).containsEntry("holds", 0L).containsEntry("held", 0L);
          assertThat(books.get("used")).isEqualTo(books.get("cost"));
        });
    assertThat(deviations(caller)).isEmpty();
  }

  /// What the product's own check of the books finds.
  public List<String> deviations(Caller caller) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery("select d::text from book_deviations(:org) d")
                .bind("org", caller.place().orgId())
                .mapTo(String.class)
                .list());
  }

  public static String reason(HttpResponse<String> response) {
    return json(response).path("error").path("metadata").path("reason").asText();
  }

  public static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
