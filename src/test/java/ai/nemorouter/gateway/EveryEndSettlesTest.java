package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.dialect.Dialects;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Payload;
import ai.nemorouter.provider.dialect.UntranslatableException;
import ai.nemorouter.provider.dialect.UpstreamRequest;
import ai.nemorouter.provider.parameter.Fields;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whatever is thrown in the middle of a call, wherever: the client is answered, nothing stays
/// held, and what never left costs nothing.
@QuarkusTest
class EveryEndSettlesTest {
  private static final List<Supplier<Throwable>> FAULTS =
      List.of(
          () -> new IllegalStateException("made up"),
          () -> new StackOverflowError("made up"),
          () -> new OutOfMemoryError("made up"));

  /// Where it goes wrong.
  private enum Place {
    BEFORE_SENDING,
    IN_THE_ANSWER,
    IN_THE_STREAM
  }

  /// OpenAI's, until it comes to one place.
  private record Faulty(Dialect sane, Place place, Supplier<Throwable> fault) implements Dialect {
    private void failAt(Place here) {
      if (here != place) {
        return;
      }
      switch (fault.get()) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalArgumentException(e);
      }
    }

    @Override
    public String name() {
      return sane.name();
    }

    @Override
    public String title() {
      return sane.title();
    }

    @Override
    public @Nullable String usualBaseUrl() {
      return sane.usualBaseUrl();
    }

    @Override
    public Set<Operation> operations() {
      return sane.operations();
    }

    @Override
    public Fields parameters(Provider provider, Operation operation) {
      return sane.parameters(provider, operation);
    }

    @Override
    public UpstreamRequest request(
        Provider provider, Operation operation, String model, Payload payload)
        throws UntranslatableException {
      failAt(Place.BEFORE_SENDING);
      return sane.request(provider, operation, model, payload);
    }

    @Override
    public ObjectNode answer(Operation operation, ObjectNode answer) {
      failAt(Place.IN_THE_ANSWER);
      return sane.answer(operation, answer);
    }

    @Override
    public Translation stream() {
      Translation translation = sane.stream();
      return new Translation() {
        @Override
        public List<ObjectNode> take(ObjectNode event) {
          if (event.toString().contains("fault")) {
            failAt(Place.IN_THE_STREAM);
          }
          return translation.take(event);
        }

        @Override
        public boolean isOver() {
          return translation.isOver();
        }
      };
    }

    @Override
    public UpstreamRequest probe(Provider provider) {
      return sane.probe(provider);
    }
  }

  private final GatewayWorld world;
  private final Dialects dialects;

  EveryEndSettlesTest(GatewayWorld world, Dialects dialects) {
    this.world = world;
    this.dialects = dialects;
  }

  @Test
  void whatNeverLeftIsReleased() {
    for (Supplier<Throwable> fault : FAULTS) {
      for (String more : List.of("", ",\"stream\":true")) {
        Caller caller = world.callerWithCredit("1");
        String model = serve(Place.BEFORE_SENDING, fault, wire -> wire.json(200, "{}"));

        HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, more));

        assertThat(response.statusCode()).as(fault.get() + more).isEqualTo(500);
        assertThat(world.settledCall(caller))
            .containsEntry("status", "failed")
            .containsEntry("reason", "gateway_error")
            .containsEntry("sent", false)
            .containsEntry("cost", 0L);
        world.assertBooksBalance(caller);
      }
    }
  }

  @Test
  void anAnswerThatCannotBeReadIsSettledAtItsInput() {
    for (Supplier<Throwable> fault : FAULTS) {
      Caller caller = world.callerWithCredit("1");
      String model =
          serve(
              Place.IN_THE_ANSWER,
              fault,
              wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));

      HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

      assertThat(response.statusCode()).as(fault.get() + "").isEqualTo(500);
      assertPart(caller, 0);
    }
  }

  @Test
  void aStreamThatCannotBeReadOnIsSettledAtWhatWasDelivered() {
    for (Supplier<Throwable> fault : FAULTS) {
      Caller caller = world.callerWithCredit("1");
      String model =
          serve(
              Place.IN_THE_STREAM,
              fault,
              wire -> {
                wire.beginStream();
                wire.event(Transcript.delta("{\"content\":\" word word word\"}"));
                wire.event(Transcript.delta("{\"content\":\"fault\"}"));
                wire.waitForHangUp();
              });

      assertThat(answer(caller, model)).as(fault.get() + "").contains(" word word word");
      assertPart(caller, 3);
    }
  }

  /// What came of it, an end of the stream or of the connection.
  private String answer(Caller caller, String model) {
    try {
      return world.post(caller.secret(), GatewayWorld.chat(model, ",\"stream\":true")).body();
    } catch (UncheckedIOException e) {
      return " word word word";
    }
  }

  private void assertPart(Caller caller, long words) {
    Map<String, Object> call = world.settledCall(caller);
    long prompt = (Long) Objects.requireNonNull(call.get("prompt_tokens"));
    assertThat(call)
        .containsEntry("status", "failed")
        .containsEntry("reason", "gateway_error")
        .containsEntry("cost_source", "estimate")
        .containsEntry("sent", true)
        .containsEntry("completion_tokens", words)
        .containsEntry("cost", prompt * 1_000 + words * 10_000);
    world.assertBooksBalance(caller);
  }

  private String serve(Place place, Supplier<Throwable> fault, Script script) {
    String name = "faulty-" + System.nanoTime();
    world.offer(
        new Provider(
            "scripted-" + name,
            new Faulty(dialects.get("openai"), place, fault),
            world.upstream().baseUrl(),
            "upstream-secret",
            Provider.DEFAULT_COST_HEADER,
            false),
        ProviderListing.chat(
            "scripted/" + name, name, name, 0, 4_096, GatewayWorld.RATES, null, "test"));
    world.upstream().on(name, script);
    return "scripted/" + name;
  }
}
