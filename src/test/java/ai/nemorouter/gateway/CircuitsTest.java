package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// What becomes of calls to a provider that failed: a caller never suffers for what another caller
/// provoked.
@QuarkusTest
class CircuitsTest {
  private static final String BOOM = "{\"error\":{\"message\":\"boom\"}}";

  private final GatewayWorld world;
  private final DialectWorld dialects;

  CircuitsTest(GatewayWorld world, DialectWorld dialects) {
    this.world = world;
    this.dialects = dialects;
  }

  /// Serves `circuits/<model>` for each of the models, all at the one provider.
  private void serve(String provider, URI url, String... models) {
    Provider shared = world.provider(provider, url, "openai");
    List<ProviderListing> listings = new ArrayList<>();
    for (String model : models) {
      listings.add(
          ProviderListing.chat(
              "circuits/" + model, model, model, 0, 4_096, GatewayWorld.RATES, null, "test"));
      world.upstream().on(model, answer());
    }
    world.offer(shared, listings.toArray(ProviderListing[]::new));
  }

  private static Script answer() {
    return wire -> wire.json(200, GatewayWorld.ANSWER.formatted(""));
  }

  private HttpResponse<String> post(Caller caller, String model) {
    return post(caller, model, "");
  }

  private HttpResponse<String> post(Caller caller, String model, String more) {
    return world.post(caller.secret(), GatewayWorld.chat("circuits/" + model, more));
  }

  /// Once it is paused, one call a second goes through as the last resort.
  private void awaitPaused(Caller caller, String model, String more) {
    await()
        .until(() -> {
          HttpResponse<String> response = post(caller, model, more);
          return response.statusCode() == 503
              && GatewayWorld.reason(response).equals("provider_paused");
        });
  }

  @Test
  void aModelThatFailsOneTenantIsServedToOthersAndItsProvidersOtherModelsToAll() {
    serve("circuits-shared", world.upstream().baseUrl(), "weak", "strong");
    world
        .upstream()
        .on(
            "weak",
            wire -> {
              if (wire.request().body().contains("poison")) {
                wire.json(500, BOOM);
              } else {
                answer().play(wire);
              }
            });
    Caller hostile = world.callerWithCredit("1");
    awaitPaused(hostile, "weak", ",\"user\":\"poison\"");

    HttpResponse<String> elsewhere = post(hostile, "strong");
    HttpResponse<String> other = post(world.callerWithCredit("1"), "weak");

    assertThat(elsewhere.statusCode()).isEqualTo(200);
    assertThat(other.statusCode()).isEqualTo(200);
    world.assertBooksBalance(hostile);
  }

  /// Row 82.
  @Test
  void aProviderThatIsAwayIsSparedByAllAndOthersAreUnaffected() {
    serve("circuits-away", URI.create("http://127.0.0.1:9/v1"), "gone", "gone-too");
    serve("circuits-here", world.upstream().baseUrl(), "here");
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> first = post(caller, "gone");
    HttpResponse<String> second = post(caller, "gone");

    assertThat(first.statusCode()).isEqualTo(502);
    assertThat(second.statusCode()).isEqualTo(502);
    awaitPaused(world.callerWithCredit("1"), "gone-too", "");
    assertThat(post(caller, "here").statusCode()).isEqualTo(200);
    world.assertBooksBalance(caller);
    assertThat(world.calls(caller))
        .filteredOn(call -> "failed".equals(call.get("status")))
        .allMatch(call -> Long.valueOf(0).equals(call.get("cost")));
  }

  @Test
  void aModelThatIsWellAgainIsCalledWithinASecondOrTwoAndThenByAllAtOnce() throws Exception {
    serve("circuits-back", world.upstream().baseUrl(), "back");
    AtomicBoolean well = new AtomicBoolean();
    world
        .upstream()
        .on(
            "back",
            wire -> {
              if (well.get()) {
                answer().play(wire);
              } else {
                wire.json(500, BOOM);
              }
            });
    Caller caller = world.callerWithCredit("1");
    awaitPaused(caller, "back", "");

    well.set(true);

    await().until(() -> post(caller, "back").statusCode() == 200);
    try (ExecutorService executor = Executors.newFixedThreadPool(20)) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int call = 0; call < 40; call++) {
        answers.add(executor.submit(() -> post(caller, "back").statusCode()));
      }
      for (Future<Integer> status : answers) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
  }

  /// B17: the model wrote a call that is none, which the request itself may provoke.
  @Test
  void aMalformedFunctionCallIsAskedForOnceMoreAndPausesNothing() {
    String model =
        dialects.serve(
            "gemini",
            "gemini-malformed",
            "/v1beta",
            wire ->
                wire.json(
                    200, "{\"candidates\":[{\"finishReason\":\"MALFORMED_FUNCTION_CALL\"}]}"));
    Caller caller = world.callerWithCredit("1");

    for (int request = 1; request <= 6; request++) {
      HttpResponse<String> response =
          world.post(caller.secret(), GatewayWorld.chat(model, DialectWorld.TOOLS));

      assertThat(response.statusCode()).isEqualTo(502);
      assertThat(world.upstream().received("gemini-malformed")).hasSize(2 * request);
    }
  }

  @Test
  void answersThatCannotBeReadPauseNothing() {
    serve("circuits-odd", world.upstream().baseUrl(), "odd");
    world.upstream().on("odd", wire -> wire.json(200, "{\"hello\":\"world\"}"));
    Caller caller = world.callerWithCredit("1");
    for (int time = 0; time < 6; time++) {
      assertThat(post(caller, "odd").statusCode()).isEqualTo(502);
    }

    world.upstream().on("odd", answer());

    assertThat(post(caller, "odd").statusCode()).isEqualTo(200);
  }
}
