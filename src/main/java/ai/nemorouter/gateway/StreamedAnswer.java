package ai.nemorouter.gateway;

import ai.nemorouter.gateway.AttemptFailure.Recourse;
import ai.nemorouter.platform.ApiError;
import ai.nemorouter.platform.ApiException;
import ai.nemorouter.provider.Dialect;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.ProviderFailure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Relays one answer that comes as a stream: each chunk as it arrives, then the usage with its
/// cost, and the end of the body. What comes before the first content is held back: until then a
/// failure is a failed attempt, and from then on an error frame.
final class StreamedAnswer {
  private static final int MARGIN_PART = 4;
  private static final int MARGIN_TOKENS = 16;

  private final Call call;
  private final ChatRequest request;
  private final Dialect.Translation translation;
  private final UpstreamResponse upstream;
  private final ClientStream client;
  private final GatewayConfig config;
  private final Provider provider;
  private final StreamChunks chunks;
  private final ServerSentEvents events = new ServerSentEvents();
  private final List<ObjectNode> heldBack = new ArrayList<>();
  private boolean content;
  private AttemptResult.@Nullable Over result;

  StreamedAnswer(
      Call call,
      ChatRequest request,
      UpstreamResponse upstream,
      ClientStream client,
      GatewayConfig config) {
    this.call = call;
    this.request = request;
    this.provider = call.offering().provider();
    this.translation = provider.dialect().stream();
    this.upstream = upstream;
    this.client = client;
    this.config = config;
    this.chunks = new StreamChunks(call, request);
  }

  /// Relays until the end, which it leaves to be told to the client.
  AttemptResult.Over relay() throws InterruptedException {
    call.deliveredAs(this::bill);
    Duration silent = Duration.ZERO;
    while (result == null) {
      switch (upstream.next(config.keepAliveEvery())) {
        case UpstreamResponse.Event.Data(Buffer bytes) -> {
          silent = Duration.ZERO;
          take(bytes);
          stopIfBeyondHold();
        }
        case UpstreamResponse.Event.End() -> end();
        case UpstreamResponse.Event.Broken(Throwable cause) ->
            broken(
                UpstreamErrors.of(
                    new UpstreamFailure(UpstreamFailure.Kind.BROKEN, cause), provider));
        case UpstreamResponse.Event.GivenUp(UpstreamFailure.Kind kind) -> givenUp(kind);
        case UpstreamResponse.Event.Silence() -> {
          silent = silent.plus(config.keepAliveEvery());
          waitOn(silent);
        }
        case UpstreamResponse.Event.Begun() ->
            throw new IllegalStateException("An answer begins twice");
      }
    }
    return result;
  }

  private void waitOn(Duration silent) {
    // How long an answer is read on is bounded by itself.
    if (upstream.isReadOn() || silent.compareTo(config.stallTimeout()) < 0) {
      client.keepAlive();
      return;
    }
    fail(
        new AttemptFailure(
            UpstreamErrors.timeout(provider), Recourse.ANOTHER_OFFERING, ProviderFailure.TIMEOUT),
        true);
  }

  /// Once the client is gone, a provider that goes on well beyond the ceiling that it was sent is
  /// not waited for. Its own count may differ from ours by some.
  private void stopIfBeyondHold() {
    long held = call.granted().outputTokens();
    if (result == null
        && upstream.isReadOn()
        && chunks.delivered().exceeds(held + held / MARGIN_PART + MARGIN_TOKENS)) {
      givenUp(UpstreamFailure.Kind.CLIENT_GONE);
    }
  }

  private void take(Buffer bytes) throws InterruptedException {
    StringBuilder frames = new StringBuilder();
    for (String data : eventsIn(bytes)) {
      List<ObjectNode> translated = translate(data);
      if (translated == null) {
        flush(frames);
        unusable(
            UpstreamErrors.unavailable(
                502, "The provider sent something that is not JSON.", provider));
        return;
      }
      for (ObjectNode chunk : translated) {
        if (chunk.hasNonNull("error")) {
          flush(frames);
          refused(chunk.path("error"));
          return;
        }
        chunks.normalise(chunk).ifPresent(sent -> add(frames, sent));
      }
      if (translation.isOver()) {
        flush(frames);
        end();
        return;
      }
    }
    flush(frames);
  }

  /// Chunks before the first content may be of a provider that will not answer.
  private void add(StringBuilder frames, ObjectNode chunk) {
    content = content || StreamChunks.hasContent(chunk);
    heldBack.add(chunk);
    if (content) {
      heldBack.forEach(held -> frames.append(request.answers().chunk(held)));
      heldBack.clear();
    }
  }

  private List<String> eventsIn(Buffer bytes) throws InterruptedException {
    try {
      return events.take(bytes.getBytes());
    } catch (ServerSentEvents.TooLargeException e) {
      unusable(
          UpstreamErrors.unavailable(
              502,
              "The provider " + provider.name() + " sent an event that is too large.",
              provider));
      return List.of();
    }
  }

  private @Nullable List<ObjectNode> translate(String data) {
    try {
      return translation.take(data);
    } catch (ApiException e) {
      return null;
    }
  }

  private void flush(StringBuilder frames) throws InterruptedException {
    if (frames.isEmpty() || result != null) {
      return;
    }
    call.firstByteCame();
    if (!client.write(frames.toString(), call)) {
      upstream.clientWent();
    }
  }

  /// The provider is through: with a finish reason the answer is whole, without one it was cut off.
  private void end() throws InterruptedException {
    if (!chunks.isFinished()) {
      broken(
          UpstreamErrors.unavailable(
              502, "The provider " + provider.name() + " ended its answer too early.", provider));
      return;
    }
    upstream.finishReading();
    Bill bill = bill();
    result =
        new AttemptResult.Answered(
            chunks.ending(200, null),
            bill,
            () -> client.close(request.answers().end(chunks.usageChunk(bill)), call));
  }

  private void broken(ApiError error) {
    fail(new AttemptFailure(error, Recourse.ANOTHER_OFFERING, ProviderFailure.BROKEN), true);
  }

  private void unusable(ApiError error) {
    fail(new AttemptFailure(error, Recourse.ANOTHER_OFFERING, ProviderFailure.UNUSABLE), true);
  }

  /// The provider says itself that it failed: before any content, that costs nothing.
  private void refused(JsonNode said) {
    fail(AttemptFailure.inBand(said, UpstreamErrors.inBand(said, provider)), false);
  }

  private void fail(AttemptFailure failed, boolean billed) {
    ApiError error = failed.error();
    Call.Ending ending = chunks.ending(error.status(), "provider_broke_off");
    if (!content) {
      result = new AttemptResult.Failed(ending, billed ? bill() : null, failed);
      return;
    }
    String requestId = call.exchange().requestId();
    result =
        new AttemptResult.BrokenOff(
            ending,
            bill(),
            failed.provider(),
            () ->
                client.close(
                    request.answers().error(chunks.errorChunk(error, requestId), error, requestId),
                    call));
  }

  /// With a finish reason the answer is whole, and only its usage is missing. Without one it is not
  /// known how far the provider got, nor how much of that it did not show.
  private void givenUp(UpstreamFailure.Kind kind) {
    boolean known = chunks.isFinished() || kind == UpstreamFailure.Kind.NODE_STOPS;
    result =
        new AttemptResult.Disconnected(
            chunks.ending(200, "client_gone"), known ? bill() : call.mostBill());
  }

  private Bill bill() {
    return call.bounded(
        Bill.of(
            ReportedUsage.of(chunks.usage()),
            call.estimate(),
            () -> chunks.delivered().after(TokenCounter.ofMessages(request))));
  }
}
