package ai.nemorouter.gateway;

import ai.nemorouter.catalog.TokenUsage;
import ai.nemorouter.gateway.AttemptFailure.Recourse;
import ai.nemorouter.limit.Settlement.Status;
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
  private boolean ended;
  private @Nullable ProviderFailure failure;

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
    this.chunks = new StreamChunks(call);
  }

  /// @return what the end says of the provider; null if it is well
  /// @throws AttemptFailure if the provider failed before the first content
  @Nullable ProviderFailure relay() throws InterruptedException, AttemptFailure {
    Duration silent = Duration.ZERO;
    while (!ended) {
      switch (upstream.next(config.keepAliveEvery())) {
        case UpstreamResponse.Event.Data(Buffer bytes) -> {
          silent = Duration.ZERO;
          take(bytes);
        }
        case UpstreamResponse.Event.End() -> end();
        case UpstreamResponse.Event.Broken(Throwable cause) ->
            broken(
                UpstreamErrors.of(
                    new UpstreamFailure(UpstreamFailure.Kind.BROKEN, cause), provider));
        case UpstreamResponse.Event.ClientGone() -> clientGone();
        case UpstreamResponse.Event.Silence() -> {
          silent = silent.plus(config.keepAliveEvery());
          waitOn(silent);
        }
      }
    }
    return failure;
  }

  private void waitOn(Duration silent) throws InterruptedException, AttemptFailure {
    if (silent.compareTo(config.stallTimeout()) >= 0) {
      fail(
          new AttemptFailure(
              UpstreamErrors.timeout(provider), Recourse.ANOTHER_OFFERING, ProviderFailure.TIMEOUT),
          true);
      return;
    }
    client.keepAlive();
  }

  private void take(Buffer bytes) throws InterruptedException, AttemptFailure {
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

  private List<String> eventsIn(Buffer bytes) throws InterruptedException, AttemptFailure {
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
    if (frames.isEmpty() || ended) {
      return;
    }
    call.firstByteCame();
    if (!client.write(frames.toString(), call)) {
      clientGone();
    }
  }

  /// The provider is through: with a finish reason the answer is whole, without one it was cut off.
  private void end() throws InterruptedException, AttemptFailure {
    if (!chunks.isFinished()) {
      broken(
          UpstreamErrors.unavailable(
              502, "The provider " + provider.name() + " ended its answer too early.", provider));
      return;
    }
    ended = true;
    upstream.finishReading();
    Bill bill = bill();
    call.settle(Status.OK, chunks.ending(200, null), bill);
    client.close(request.answers().end(chunks.usageChunk(bill)), call);
  }

  private void broken(ApiError error) throws AttemptFailure {
    fail(new AttemptFailure(error, Recourse.ANOTHER_OFFERING, ProviderFailure.BROKEN), true);
  }

  private void unusable(ApiError error) throws AttemptFailure {
    fail(new AttemptFailure(error, Recourse.ANOTHER_OFFERING, ProviderFailure.UNUSABLE), true);
  }

  /// The provider says itself that it failed: before any content, that costs nothing.
  private void refused(JsonNode said) throws AttemptFailure {
    fail(AttemptFailure.inBand(said, UpstreamErrors.inBand(said, provider)), false);
  }

  private void fail(AttemptFailure failed, boolean billed) throws AttemptFailure {
    ended = true;
    failure = failed.provider();
    upstream.cancel();
    ApiError error = failed.error();
    Call.Ending ending = chunks.ending(error.status(), "provider_broke_off");
    if (content || billed) {
      call.settle(Status.FAILED, ending, bill());
    } else {
      call.turnedDown(ending);
    }
    if (!content) {
      throw failed;
    }
    String requestId = call.exchange().requestId();
    client.close(
        request.answers().error(chunks.errorChunk(error, requestId), error, requestId), call);
  }

  private void clientGone() {
    ended = true;
    failure = ProviderFailure.ABANDONED;
    upstream.cancel();
    call.settle(Status.CANCELLED, chunks.ending(200, "client_gone"), bill());
  }

  private Bill bill() {
    return call.billed(
        Bill.of(
            ReportedUsage.of(chunks.usage()),
            call.estimate(),
            () ->
                TokenUsage.of(
                    TokenCounter.ofMessages(request), TokenCounter.ofText(chunks.delivered()))));
  }
}
