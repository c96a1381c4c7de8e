package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.money.Money;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import ai.nemorouter.testsupport.Visitor;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What a request's page in the console tells of one that went through the gateway.
@QuarkusTest
class RequestPageTest {
  /// A line of a cost table, and its sum.
  private static final Pattern LINE =
      Pattern.compile("<td class=\"number\">(−?)\\$([0-9.,]+)</td>");

  private static final Pattern CHARGED =
      Pattern.compile("<td class=\"number\"><strong>\\$([0-9.,]+)</strong>");

  private final GatewayWorld world;
  private final Visitor visitor;

  RequestPageTest(GatewayWorld world, Visitor visitor) {
    this.world = world;
    this.visitor = visitor;
  }

  /// Serves `page/<name>` at prices that come to fractions of a nano-dollar.
  private String serve(String name, Script script) {
    Rates rates =
        new Rates(
            Money.ofUsd("0.333333337"),
            Money.ofUsd("0.000000101"),
            Money.ofUsd("1.25"),
            Money.ofUsd("2.000000003"));
    offer(name, name, rates, script);
    return "page/" + name;
  }

  private void offer(String model, String provider, Rates rates, Script script) {
    world.offer(
        world.provider(provider, world.upstream().baseUrl(), "openai"),
        ProviderListing.chat("page/" + model, model, provider, 0, 4_096, rates, null, "test"));
    world.upstream().on(provider, script);
  }

  private static Script answer(String moreUsage) {
    return wire -> wire.json(200, GatewayWorld.ANSWER.formatted(moreUsage));
  }

  private HttpResponse<String> post(Caller caller, String model, String more) {
    return world.post(caller.secret(), GatewayWorld.chat(model, more));
  }

  /// Of the caller's latest request, once everything is settled.
  private String page(Caller caller) {
    await().untilAsserted(() -> assertThat(world.requests(caller)).isNotEmpty());
    return page(caller, world.requests(caller).size() - 1, "");
  }

  private String page(Caller caller, int index, String query) {
    await().untilAsserted(() -> assertThat(world.books(caller)).containsEntry("holds", 0L));
    return visitor
        .owner(caller.place().orgId())
        .browser()
        .get(path(caller, index) + query)
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  private String path(Caller caller, int index) {
    return caller.place().path("requests/" + world.requests(caller).get(index).get("id"));
  }

  /// That the lines of each attempt add up to what it was charged, and these to the request's cost.
  private void assertAddsUp(Caller caller, String page) {
    assertThat(page).contains(">Cost</h2>");
    String cost = page.substring(page.indexOf(">Cost</h2>"));
    String charged =
        cost.substring(0, cost.indexOf("</section>")).replaceAll("(?s)<details.*?</details>", "");
    BigDecimal all = BigDecimal.ZERO;
    for (String table : charged.split("</table>", -1)) {
      Matcher sum = CHARGED.matcher(table);
      if (sum.find()) {
        List<BigDecimal> lines = lines(table);
        BigDecimal one = new BigDecimal(sum.group(1).replace(",", ""));
        assertThat(lines).as(table).isNotEmpty();
        assertThat(lines.stream().reduce(BigDecimal.ZERO, BigDecimal::add))
            .as(table)
            .isEqualByComparingTo(one);
        all = all.add(one);
      }
    }
    long booked = (Long) Objects.requireNonNull(world.requests(caller).getLast().get("cost"));
    assertThat(all).isEqualByComparingTo(Money.ofNanos(booked).usd());
  }

  private static List<BigDecimal> lines(String table) {
    List<BigDecimal> lines = new ArrayList<>();
    Matcher line = LINE.matcher(table);
    while (line.find()) {
      BigDecimal amount = new BigDecimal(line.group(2).replace(",", ""));
      lines.add(line.group(1).isEmpty() ? amount : amount.negate());
    }
    return lines;
  }

  @Test
  void tokensTimesPricesAddUpToTheCharge() {
    String model =
        serve(
            "kinds",
            answer(
                ",\"prompt_tokens_details\":{\"cached_tokens\":7},\"completion_tokens_details\":{\"reasoning_tokens\":2}"));
    Caller caller = world.callerWithCredit("1");
    post(caller, model, "");

    String page = page(caller);

    assertAddsUp(caller, page);
    assertThat(page)
        .contains("5 tokens × $0.333333337 per 1M", "7 tokens × $0.000000101 per 1M")
        .contains("Output, 2 of it reasoning", "5 tokens × $2.000000003 per 1M", "Rounded up")
        .contains("Test (team Research) asked page/kinds; kinds answered after ")
        .containsPattern("/models/page/kinds\">v\\d+</a>");
  }

  @Test
  void theProvidersOwnFigureStandsBesideWhatOursWouldHaveBeen() {
    String model = serve("own-figure", answer(",\"cost\":0.00005"));
    Caller caller = world.callerWithCredit("1");
    post(caller, model, "");

    String page = page(caller);

    assertAddsUp(caller, page);
    // Twelve tokens and five: 4,000.000044 and 10,000.000015 nano-dollars, rounded up.
    assertThat(page)
        .contains("Reported by the provider", "The provider named this cost")
        .contains("At our price it would have been $0.000014001");
  }

  @Test
  void whatWasCountedHereIsSaidToBeEstimated() {
    String model =
        serve(
            "no-usage",
            wire ->
                wire.json(
                    200,
                    "{\"id\":\"x-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}"));
    Caller caller = world.callerWithCredit("1");
    post(caller, model, "");

    String page = page(caller);

    assertAddsUp(caller, page);
    assertThat(page).contains("(estimated).", "Estimated. The provider reported neither a cost");
  }

  @Test
  void unitsTimesTheirPriceAddUpToo() {
    String model =
        world.serve(
            Operation.IMAGES,
            "page-images",
            Rates.of(Money.ofUsd("5"), Money.ofUsd("40")),
            new Price.UnitPrice(Price.Unit.IMAGE, Money.ofUsd("40000")),
            wire ->
                wire.json(
                    200,
                    "{\"created\":1,\"data\":[{\"b64_json\":\"AAAA\"},{\"b64_json\":\"AAAA\"}]}"));
    Caller caller = world.callerWithCredit("10");
    world.post(
        "/v1/images/generations",
        caller.secret(),
        "{\"model\":\"" + model + "\",\"prompt\":\"a cat\",\"n\":2}");

    String page = page(caller);

    assertAddsUp(caller, page);
    assertThat(page).contains("2 images × $0.04 per image", " for images; ");
  }

  @Test
  void aRequestThatFailedOverTellsBothAttemptsAndTheirSum() {
    Rates rates = Rates.of(Money.ofUsd("1"), Money.ofUsd("1"));
    offer(
        "twice",
        "twice-one",
        rates,
        wire -> {
          wire.bytes(
              "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"
                  .getBytes(StandardCharsets.UTF_8));
          wire.reset();
        });
    offer("twice", "twice-two", Rates.of(Money.ofUsd("2"), Money.ofUsd("2")), answer(""));
    Caller caller = world.callerWithCredit("1");
    post(caller, "page/twice", "");

    String page = page(caller);

    assertAddsUp(caller, page);
    assertThat(page)
        .contains("twice-one broke off, then twice-two answered after ")
        .contains("Attempt 1: twice-one", "Attempt 2: twice-two", "All attempts")
        .containsPattern("step-time\">[\\d.]+ m?s</span>\\s*<div><h3>Attempt 2")
        .containsPattern("step-time\"></span>\\s*<div><h3>Attempt 1");
  }

  @Test
  void aStreamWhoseCallerHungUpTellsWhoHungUpAndThatItsCostIsEstimated() throws IOException {
    String model =
        serve(
            "hung-up",
            wire -> {
              wire.beginStream();
              wire.event(
                  "{\"id\":\"up-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
                      + HangUps.WORDS
                      + "}}]}");
              wire.waitForHangUp();
            });
    Caller caller = world.callerWithCredit("1");
    try (Socket socket =
        HangUps.ask(
            caller,
            "/v1/chat/completions",
            GatewayWorld.chat(model, ",\"max_tokens\":20,\"stream\":true"))) {
      HangUps.readUntil(socket.getInputStream(), "word");
    }
    world.settledCall(caller);
    world.assertBooksBalance(caller);

    String page = page(caller);

    assertAddsUp(caller, page);
    assertThat(page)
        .contains("the caller hung up before hung-up had finished. Charged $", "(estimated).")
        .contains("Estimated. The caller hung up before the provider had reported");
  }

  @Test
  void aRefusedRequestTellsWhichLimitHowItStoodThenAndWhereToRaiseIt() {
    String model = serve("refused", answer(""));
    Caller caller = world.callerWithLimit("0.000000001");

    assertThat(post(caller, model, ",\"max_tokens\":20").statusCode()).isEqualTo(402);

    assertThat(page(caller))
        .contains(
            "and was refused: the key&#39;s own limit of $0.000000001 had no room. Nothing was"
                + " charged.")
        .contains("Limit at the time", "Used at the time", "Reserved at the time", "Needed")
        .contains("limits?scope=key&amp;search=Test&amp;unit=usd")
        .contains("Raise the limit", "Nothing was reserved, sent or charged.")
        .doesNotContain(">Cost</h2>");
  }

  @Test
  void anUnknownModelIsRefusedWhereTheRouteIsChosen() {
    Caller caller = world.callerWithCredit("1");
    post(caller, "page/nowhere", "");

    assertThat(page(caller))
        .contains(
            "was refused: there was no such model", "<h3>Model and route</h3>", "<h3>Policy</h3>")
        .doesNotContain("<h3>Reservation</h3>");
  }

  @Test
  void onesNeighboursAreOfTheSameKeyOrUnderTheListsFilter() {
    String model = serve("neighbours", answer(""));
    Caller caller = world.callerWithCredit("1");
    post(caller, model, "");
    post(caller, "page/nothing", "");
    post(caller, model, "");

    assertThat(page(caller, 1, ""))
        .contains(path(caller, 0) + "\"", path(caller, 2) + "\"", "Of the same key");
    assertThat(page(caller, 0, "?status=ok"))
        .contains(path(caller, 2) + "?status=ok\"", "Under the same filter")
        .doesNotContain(path(caller, 1), ">Older<");
    assertThat(page(caller, 1, "?status=refused")).doesNotContain("aria-label=\"Other requests\"");
    assertThat(
            visitor
                .owner(world.callerWithCredit("1").place().orgId())
                .browser()
                .get(path(caller, 0))
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void everythingBelowTheHeaderIsOnePartWithIdentifiersToCopyAndWithoutTodaysUseOfLimits() {
    String model = serve("part", answer(""));
    Caller caller = world.callerWithLimit("1");
    HttpResponse<String> response = post(caller, model, "");

    String page = page(caller);

    assertThat(page.split("id=\"request-detail\"", -1)).hasSize(2);
    assertThat(page.indexOf("id=\"request-detail\""))
        .isBetween(page.indexOf("</h1>"), page.indexOf("Test (team Research) asked"));
    assertThat(page)
        .contains(
            "data-copy=\"#request-id\"",
            "data-copy=\"#generation-id\"",
            "data-copy=\"#provider-id\"")
        .contains(GatewayWorld.header(response, "x-nemo-request-id"), "chatcmpl-1")
        .contains("Limit of the key Test", "is not recorded for requests that were sent")
        .doesNotContain("Used now", "Held now");
  }
}
