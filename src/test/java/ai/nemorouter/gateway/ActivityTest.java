package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Permission;
import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.key.management.NewManagementKey;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.provider.StoredProviders;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import ai.nemorouter.testsupport.Totals;
import ai.nemorouter.usage.Spend;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// What programs are told of past days is what the console and the books say.
@QuarkusTest
class ActivityTest {
  private static final int MILLIS_SHIFT = 16;

  private final GatewayWorld world;
  private final ManagementKeys managementKeys;
  private final StoredProviders providers;
  private final Spend spend;
  private final Totals totals;

  ActivityTest(
      GatewayWorld world,
      ManagementKeys managementKeys,
      StoredProviders providers,
      Spend spend,
      Totals totals) {
    this.world = world;
    this.managementKeys = managementKeys;
    this.providers = providers;
    this.spend = spend;
    this.totals = totals;
  }

  @Test
  void aFallbackIsOneRequestAndWhatEachProviderTookIsThere() {
    Caller caller = world.callerWithCredit("1");
    assertThat(call(caller, serveTwice("both"))).isEqualTo(200);
    world.assertBooksBalance(caller);
    List<Long> costs = world.calls(caller).stream().map(call -> (Long) call.get("cost")).toList();
    moveBack(caller, 1);

    List<JsonNode> rows = activity(caller, "");

    assertThat(rows)
        .extracting(row -> row.path("provider_name").asText())
        .containsExactly("one-both", "two-both");
    assertThat(rows)
        .extracting(row -> row.path("model").asText(), row -> row.path("requests").asInt())
        .containsExactly(tuple("tried/both", 0), tuple("tried/both", 1));
    assertThat(rows)
        .extracting(row -> nanos(row, "usage"))
        .isEqualTo(costs)
        .hasSize(2)
        .doesNotContain(0L);
    JsonNode answering = rows.getLast();
    assertThat(answering.path("prompt_tokens").asInt()).isEqualTo(12);
    assertThat(answering.path("completion_tokens").asInt()).isEqualTo(5);
    assertThat(answering.path("model_permaslug").asText()).isEqualTo("tried/both");
    assertThat(answering.path("endpoint_id").asText())
        .isNotEqualTo(rows.getFirst().path("endpoint_id").asText());
  }

  @Test
  void ownProvidersAreToldApartAndAllTogetherIsWhatTheConsoleSays() {
    Caller caller = world.callerWithCredit("1");
    String own = bring(caller);
    call(caller, serveTwice("mixed"));
    call(caller, own);
    call(caller, own);
    assertThat(call(caller, "nobody/knows-it")).isEqualTo(404);
    await().untilAsserted(() -> assertThat(world.books(caller)).containsEntry("holds", 0L));
    assertThat(world.deviations(caller)).isEmpty();
    moveBack(caller, 3);

    List<JsonNode> rows = activity(caller, "");

    Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
    Spend.Span span = new Spend.Span(today.minus(30, ChronoUnit.DAYS), today);
    Totals.Sums sums = totals.of(caller.place().orgId(), span.from(), span.to());
    Money credit = spend.ofCredit(caller.place().owner(), span);
    long used = rows.stream().mapToLong(row -> nanos(row, "usage")).sum();
    long byok = rows.stream().mapToLong(row -> nanos(row, "byok_usage_inference")).sum();
    long requests = rows.stream().mapToLong(row -> row.path("requests").asLong()).sum();
    assertThat(used).isPositive().isEqualTo(credit.nanos());
    assertThat(byok).as("two calls of 62 millionths of a dollar").isEqualTo(124_000);
    assertThat(used + byok).isEqualTo(sums.spend().nanos());
    assertThat(requests).isEqualTo(3).isEqualTo(sums.requests() - sums.refusals());
    JsonNode mine =
        rows.stream()
            .filter(row -> row.path("provider_name").asText().equals(OwnProviders.NAME))
            .findFirst()
            .orElseThrow();
    assertThat(mine.path("requests").asInt()).isEqualTo(2);
    assertThat(nanos(mine, "usage")).isZero();
    assertThat(mine.path("date").asText()).isEqualTo(daysAgo(3).toString());
  }

  @Test
  void aDayIsOneOfTheLastThirtyThatAreOver() {
    Caller caller = world.callerWithCredit("1");
    String model = serveTwice("dated");
    for (int gap : List.of(1, 29, 1)) {
      call(caller, model);
      world.assertBooksBalance(caller);
      moveBack(caller, gap);
    }
    call(caller, model);
    world.assertBooksBalance(caller);

    assertThat(activity(caller, ""))
        .filteredOn(row -> row.path("requests").asInt() > 0)
        .extracting(row -> row.path("date").asText())
        .as("not the one of today, nor that of 31 days ago")
        .containsExactly(daysAgo(1).toString(), daysAgo(30).toString());
    assertThat(activity(caller, "?date=" + daysAgo(30)))
        .extracting(row -> row.path("date").asText())
        .hasSize(2)
        .containsOnly(daysAgo(30).toString());
    assertThat(activity(caller, "?date=" + daysAgo(2))).isEmpty();
    for (String wrong :
        List.of(daysAgo(0).toString(), daysAgo(31).toString(), "yesterday", "2020-02-31")) {
      HttpResponse<String> answer = get("/v1/activity?date=" + wrong, key(caller));
      assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
      assertThat(GatewayWorld.json(answer).at("/error/param").asText()).isEqualTo("date");
      assertThat(GatewayWorld.reason(answer)).isEqualTo("invalid_date");
      assertThat(GatewayWorld.json(answer).at("/error/message").asText())
          .contains(daysAgo(1).toString());
    }
  }

  @Test
  void itIsNarrowedByKeyTeamAndMemberAndNeverSplitSilently() {
    Caller caller = world.callerWithCredit("1");
    call(caller, serveTwice("narrowed"));
    world.assertBooksBalance(caller);
    moveBack(caller, 1);

    assertThat(activity(caller, "?api_key_hash=" + caller.keyId())).hasSize(2);
    assertThat(activity(caller, "?workspace_id=" + caller.place().teamId())).hasSize(2);
    assertThat(activity(caller, "?api_key_hash=" + Ids.next())).isEmpty();
    assertThat(activity(caller, "?workspace_id=" + Ids.next())).isEmpty();
    assertThat(activity(caller, "?user_id=" + Ids.next())).isEmpty();
    for (String wrong : List.of("group_by=workspace", "api_key_hash=abc123")) {
      assertThat(get("/v1/activity?" + wrong, key(caller)).statusCode()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void anotherOrganizationAndWhoeverMayNotSeeSpendGetNothing() {
    Caller caller = world.callerWithCredit("1");
    call(caller, serveTwice("secret"));
    world.assertBooksBalance(caller);
    moveBack(caller, 1);

    assertThat(activity(world.callerWithCredit("1"), "")).isEmpty();
    assertThat(activity(world.callerWithCredit("1"), "?api_key_hash=" + caller.keyId())).isEmpty();
    assertThat(get("/v1/activity", key(caller, Permission.VIEW_KEYS)).statusCode()).isEqualTo(403);
    assertThat(get("/v1/activity", caller.secret()).statusCode()).isEqualTo(403);
    assertThat(get("/v1/activity", "nonsense").statusCode()).isEqualTo(401);
  }

  /// Serves `tried/<name>` at a provider that breaks off after it began, then at one that answers.
  private String serveTwice(String name) {
    offer(
        name,
        "one",
        wire -> {
          wire.bytes(
              "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"
                  .getBytes(StandardCharsets.UTF_8));
          wire.reset();
        });
    offer(name, "two", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    return "tried/" + name;
  }

  private void offer(String name, String provider, Script script) {
    String upstreamModel = provider + "-" + name;
    Money price = Money.ofUsd(provider.equals("one") ? "1" : "2");
    world.offer(
        world.provider(upstreamModel, world.upstream().baseUrl(), "openai"),
        ProviderListing.chat(
            "tried/" + name, name, upstreamModel, 0, 4_096, Rates.of(price, price), null, "test"));
    world.upstream().on(upstreamModel, script);
  }

  private String bring(Caller caller) {
    String model = "own-" + Ids.next();
    world.upstream().on(model, wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    providers.add(
        OwnProviders.holder(caller),
        OwnProviders.at(world.upstream().baseUrl(), model),
        OwnProviders.KEY);
    return OwnProviders.NAME + "/" + model;
  }

  private int call(Caller caller, String model) {
    return world.post(caller.secret(), GatewayWorld.chat(model, "")).statusCode();
  }

  /// Lets all that the organization recorded have been so many days earlier.
  private void moveBack(Caller caller, int days) {
    UUID orgId = caller.place().orgId();
    world
        .database()
        .acrossOrganizations()
        .useTransaction(handle -> {
          for (String column : List.of("calls.id", "attempts.id", "attempts.request_id")) {
            String table = column.substring(0, column.indexOf('.'));
            String name = column.substring(column.indexOf('.') + 1);
            List<UUID> ids =
                handle
                    .createQuery(
                        "select distinct %s from %s where org_id = ? order by 1"
                            .formatted(name, table))
                    .bind(0, orgId)
                    .mapTo(UUID.class)
                    .list();
            for (UUID id : ids) {
              handle.execute(
                  "update %s set %s = ? where org_id = ? and %s = ?".formatted(table, name, name),
                  earlier(id, days),
                  orgId,
                  id);
            }
          }
          for (String table : List.of("calls", "attempts")) {
            handle.execute(
                "update "
                    + table
                    + " set started_at = started_at - ? * interval '1 day' where org_id = ?",
                days,
                orgId);
          }
        });
  }

  private static UUID earlier(UUID id, int days) {
    long shift = ChronoUnit.DAYS.getDuration().multipliedBy(days).toMillis() << MILLIS_SHIFT;
    return new UUID(id.getMostSignificantBits() - shift, id.getLeastSignificantBits());
  }

  private static LocalDate daysAgo(int days) {
    return LocalDate.now(ZoneOffset.UTC).minusDays(days);
  }

  private static long nanos(JsonNode row, String field) {
    BigDecimal usd = row.path(field).decimalValue();
    return usd.movePointRight(9).longValueExact();
  }

  private List<JsonNode> activity(Caller caller, String query) {
    HttpResponse<String> answer = get("/api/v1/activity" + query, key(caller));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return StreamSupport.stream(GatewayWorld.json(answer).path("data").spliterator(), false)
        .toList();
  }

  private String key(Caller caller) {
    return key(caller, Permission.VIEW_OVERVIEW);
  }

  private String key(Caller caller, Permission permission) {
    return managementKeys
        .mint(
            caller.place().owner(),
            new NewManagementKey("Reports", Set.of(permission), null, List.of(), null))
        .secret()
        .reveal();
  }

  private HttpResponse<String> get(String path, String secret) {
    return world.send(
        HttpRequest.newBuilder(GatewayWorld.address(path))
            .header("authorization", "Bearer " + secret)
            .build());
  }
}
