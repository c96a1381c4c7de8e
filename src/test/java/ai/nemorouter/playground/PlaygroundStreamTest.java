package ai.nemorouter.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.testsupport.Browser;
import ai.nemorouter.testsupport.Browser.View;
import ai.nemorouter.testsupport.Browser.Visit;
import ai.nemorouter.testsupport.Owner;
import ai.nemorouter.testsupport.PageProblems;
import ai.nemorouter.testsupport.ScriptedUpstream.Wire;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Answers that stream from the provider through the gateway into the page.
@QuarkusTest
class PlaygroundStreamTest {
  private static final AtomicInteger MODELS = new AtomicInteger();
  private static final int SOON_SECONDS = 20;
  private static final String STOP =
      "{\"id\":\"u\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
  private static final String USAGE =
      "{\"id\":\"u\",\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":5,\"total_tokens\":17}}";

  private final GatewayWorld gateway;
  private final PlaygroundWorld people;
  private final Owner database;
  private final String name = "streamed-" + MODELS.incrementAndGet();

  PlaygroundStreamTest(GatewayWorld gateway, PlaygroundWorld people, Owner database) {
    this.gateway = gateway;
    this.people = people;
    this.database = database;
  }

  @Test
  void anAnswerComesPieceByPieceAndHoldsNothingOfTheDatabaseMeanwhile() throws IOException {
    CountDownLatch seen = new CountDownLatch(1);
    String model =
        gateway.serve(
            name,
            wire -> {
              wire.beginStream();
              wire.event(delta("first"));
              assertThat(seen.await(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
              finish(wire, "second");
            });
    Caller caller = gateway.callerWithCredit("1");
    String session = people.ownerOfTheKey(caller);

    try (Socket socket = stream(session, caller, model)) {
      String begun = readUntil(socket.getInputStream(), "first");
      assertThat(begun)
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("content-type: text/event-stream")
          .containsIgnoringCase("content-security-policy: default-src 'none'")
          .doesNotContain("second", "pass-");
      await().untilAsserted(() -> assertThat(openTransactions()).isZero());
      seen.countDown();
      readUntil(socket.getInputStream(), "[DONE]");
    }

    assertThat(gateway.settledCall(caller))
        .containsEntry("status", "ok")
        .containsEntry("reason", "playground")
        .containsEntry("cost", 62_000L);
    gateway.assertBooksBalance(caller);
  }

  @Test
  void whoeverStopsHangsUpOnTheProviderAndPaysWhatWasDelivered() throws IOException {
    String model =
        gateway.serve(
            name,
            wire -> {
              wire.beginStream();
              wire.event(delta("word"));
              wire.waitForHangUp();
            });
    Caller caller = gateway.callerWithCredit("1");
    String session = people.ownerOfTheKey(caller);

    try (Socket socket = stream(session, caller, model)) {
      readUntil(socket.getInputStream(), "word");
    }

    await()
        .atMost(SOON_SECONDS * 2, TimeUnit.SECONDS)
        .untilAsserted(() ->
            assertThat(gateway.requests(caller))
                .singleElement()
                .satisfies(call -> {
                  assertThat(call)
                      .containsEntry("status", "cancelled")
                      .containsEntry("reason", "client_gone");
                  assertThat((Long) call.get("cost")).isPositive();
                }));
    gateway.assertBooksBalance(caller);
  }

  /// What comes before the first byte of the provider can be stopped as well.
  @Test
  void whoeverStopsBeforeAnythingCameHangsUpToo() throws IOException {
    String model = gateway.serve(name, Wire::waitForHangUp);
    Caller caller = gateway.callerWithCredit("1");
    String session = people.ownerOfTheKey(caller);

    try (Socket socket = stream(session, caller, model)) {
      readUntil(socket.getInputStream(), "x-nemo-request");
      await().until(() -> !gateway.upstream().received(name).isEmpty());
    }

    await()
        .atMost(SOON_SECONDS * 2, TimeUnit.SECONDS)
        .untilAsserted(() ->
            assertThat(gateway.requests(caller))
                .singleElement()
                .satisfies(call -> assertThat(call).containsEntry("status", "cancelled")));
    gateway.assertBooksBalance(caller);
  }

  @Test
  void aRefusalIsAFrameOfTheStreamInTheGatewaysWords() throws IOException {
    String model = gateway.serve(name, wire -> finish(wire, "never"));
    Caller caller = gateway.callerWithLimit("0.00001");
    String session = people.ownerOfTheKey(caller);

    try (Socket socket = stream(session, caller, model)) {
      String frame = readUntil(socket.getInputStream(), "\"error\":{\"message\":");

      assertThat(readUntil(socket.getInputStream(), "}}")).contains("limit");
      assertThat(frame).doesNotContain("never");
    }
    assertThat(gateway.settledCall(caller)).containsEntry("status", "refused");
  }

  @Test
  void thePageShowsTwoStreamsAsTextAndWhatTheyCost() {
    String markup = "<img src=x onerror=alert(1)> and <b>bold</b>";
    String first = gateway.serve(name, wire -> finishStream(wire, markup));
    String second = gateway.serve(name + "-b", wire -> finishStream(wire, "Salve"));
    Caller caller = gateway.callerWithCredit("1");
    String session = people.ownerOfTheKey(caller);

    try (Browser browser = Browser.start();
        Visit visit = browser.visit(GatewayWorld.address(""), View.DESKTOP)) {
      Page page = visit.page();
      page.context()
          .addCookies(
              List.of(
                  new Cookie(PlaygroundWorld.COOKIE, session)
                      .setUrl("https://localhost")
                      .setSecure(true)));
      visit.open(caller.place().path("playground?model=" + first + "&second=" + second));
      assertThat(PageProblems.of(page)).isEmpty();
      page.getByLabel("Prompt", new Page.GetByLabelOptions().setExact(true)).fill("Say hello");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send").setExact(true))
          .click();
      page.locator("[data-column='0'] [data-outcome-of]").waitFor();
      page.locator("[data-column='1'] [data-outcome-of]").waitFor();

      assertThat(page.locator("[data-column='0'] [data-answer]").innerText()).isEqualTo(markup);
      assertThat(page.locator("[data-column='1'] [data-answer]").innerText()).isEqualTo("Salve");
      assertThat(page.locator("[data-column='0']").innerText()).contains("$0.000062", "12 in");
      assertThat(page.locator("#prompt").inputValue()).isEmpty();
      assertThat(page.locator("[data-turns]").inputValue()).contains("Salve");
      assertThat(PageProblems.of(page)).isEmpty();
    }
    gateway.assertBooksBalance(caller);
  }

  private static Socket stream(String session, Caller caller, String model) throws IOException {
    return PlaygroundWorld.post(
        session,
        caller.place().path("playground/stream"),
        Map.of(
            "key", caller.keyId().toString(),
            "model", model,
            "prompt", "Say hello",
            "max_tokens", "100",
            "column", "0"));
  }

  private static void finishStream(Wire wire, String text) throws IOException {
    wire.beginStream();
    finish(wire, text);
  }

  private static void finish(Wire wire, String text) throws IOException {
    wire.event(delta(text));
    wire.event(STOP);
    wire.event(USAGE);
    wire.event("[DONE]");
    wire.endStream();
  }

  private static String delta(String text) {
    return "{\"id\":\"u\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
        + text
        + "\"},\"finish_reason\":null}]}";
  }

  private long openTransactions() {
    return database.read(handle ->
        handle
            .createQuery(
                """
                select count(*) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()
                  and state like 'idle in transaction%'
                """)
            .mapTo(Long.class)
            .one());
  }

  private static String readUntil(InputStream input, String until) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(until) < 0) {
      int next = input.read();
      assertThat(next).as("ended with %s", read).isNotNegative();
      read.append((char) next);
    }
    return new String(
        read.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
