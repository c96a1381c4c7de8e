package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Actor;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.money.Money;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.testsupport.ScriptedUpstream;
import ai.nemorouter.usage.RequestFilter;
import ai.nemorouter.usage.RequestTimes;
import ai.nemorouter.usage.Requests;
import ai.nemorouter.usage.story.Charge;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Calls that are charged in units: what the books say when their node is lost, and what the
/// console shows.
@QuarkusTest
class LostUnitsTest {
  private static final Rates RATES = Rates.of(Money.ofUsd("5"), Money.ofUsd("40"));
  private static final Price.UnitPrice EACH =
      new Price.UnitPrice(Price.Unit.IMAGE, Money.ofUsd("40000"));

  private final GatewayWorld world;
  private final Requests requests;

  LostUnitsTest(GatewayWorld world, Requests requests) {
    this.world = world;
    this.requests = requests;
  }

  @Test
  void aLostCallIsBookedWithTheUnitsThatExplainItsCost() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    String model =
        serve(
            "lost",
            wire -> {
              goOn.await();
              wire.json(200, "{\"data\":[{\"url\":\"u\"}]}");
            });
    Caller caller = world.callerWithCredit("10");
    CompletableFuture<HttpResponse<String>> call =
        CompletableFuture.supplyAsync(() -> ask(caller, model));
    await().untilAsserted(() -> assertThat(world.upstream().received("lost")).hasSize(1));

    world
        .database()
        .acrossOrganizations()
        .useTransaction(handle -> {
          handle
              .createUpdate(
                  "update holds set expires_at = now() - interval '1 second' where org_id = :org")
              .bind("org", caller.place().orgId())
              .execute();
          handle.createQuery("select book_expired('test', 100)").mapTo(Integer.class).one();
        });
    Map<String, Object> expired = world.settledCall(caller);

    assertThat(expired).containsEntry("status", "expired").containsEntry("units", 2L);
    // Two images of four cents, and their prompt.
    long prompt = (Long) Objects.requireNonNull(expired.get("prompt_tokens"));
    assertThat(expired).containsEntry("cost", 80_000_000L + 5_000L * prompt);
    assertThat(world.deviations(caller)).isEmpty();
    goOn.countDown();
    assertThat(call.get().statusCode()).isEqualTo(200);
    world.assertBooksBalance(caller);
  }

  @Test
  void theConsoleShowsOperationAndUnitsAndFindsByOperation() {
    String model = serve("shown", wire -> wire.json(200, "{\"data\":[{\"url\":\"u\"}]}"));
    Caller caller = world.callerWithCredit("10");
    ask(caller, model);
    world.settledCall(caller);
    Actor owner = caller.place().owner();

    var found =
        requests.page(owner, filter(Operation.IMAGES), new Requests.Cursor(null, null)).requests();
    var others =
        requests.page(owner, filter(Operation.CHAT), new Requests.Cursor(null, null)).requests();

    assertThat(others).isEmpty();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().operation()).isEqualTo(Operation.IMAGES);
    assertThat(found.getFirst().shownUnits()).isEqualTo("1 image");
    var detail = requests.find(owner, found.getFirst().id());
    assertThat(requests.story(owner, detail.id()).charges().getFirst().lines())
        .extracting(Charge.Line::each)
        .contains("$0.04 per image");
    assertThat(detail.ownProvider()).isFalse();
  }

  private static RequestFilter filter(Operation operation) {
    return new RequestFilter(null, null, null, "", operation, RequestTimes.ALL, "");
  }

  private String serve(String name, ScriptedUpstream.Script script) {
    return world.serve(Operation.IMAGES, name, RATES, EACH, script);
  }

  private HttpResponse<String> ask(Caller caller, String model) {
    return world.post(
        "/v1/images/generations",
        caller.secret(),
        "{\"model\":\"" + model + "\",\"prompt\":\"a cat\",\"n\":2}");
  }
}
