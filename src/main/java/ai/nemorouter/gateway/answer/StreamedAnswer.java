package ai.nemorouter.gateway.answer;

import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.gateway.answer.ReceivedAnswer.News;
import ai.nemorouter.gateway.cost.Bill;
import ai.nemorouter.gateway.cost.ReportedUsage;
import ai.nemorouter.gateway.cost.TokenCounter;
import ai.nemorouter.gateway.flow.Attempt;
import ai.nemorouter.gateway.flow.AttemptFailure;
import ai.nemorouter.gateway.flow.AttemptFailure.NextStep;
import ai.nemorouter.gateway.flow.AttemptResult;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.gateway.request.ProviderAnswer;
import ai.nemorouter.gateway.screening.AnswerSample;
import ai.nemorouter.gateway.screening.AnswerScreen;
import ai.nemorouter.gateway.screening.RequestScreen;
import ai.nemorouter.gateway.upstream.UpstreamErrors;
import ai.nemorouter.gateway.upstream.UpstreamFailure;
import ai.nemorouter.gateway.upstream.UpstreamResponse;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.answer.AnswerReader.Fault;
import ai.nemorouter.provider.health.ProviderFailure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Relays one answer that comes as a stream: each chunk as it arrives, then the usage with its
/// cost, and the end of the body. What comes before the first content is held back: until then a
/// failure is a failed attempt, and from then on an error frame.
public final class StreamedAnswer {
  private static final int MARGIN_PART = 4;
  private static final int MARGIN_TOKENS = 16;

  private final Attempt call;
  private final ChatRequest request;
  private final UpstreamResponse upstream;
  private final ClientStream client;
  private final GatewayConfig config;
  private final ReasoningFields thoughtNames;
  private final Provider provider;
  private final StreamChunks chunks;
  private final @Nullable RequestScreen rules;
  private final @Nullable AnswerScreen screen;
  private final @Nullable AnswerSample sample;
  private final ReceivedAnswer received;
  private final List<ObjectNode> heldBack = new ArrayList<>();
  private final long begun = System.nanoTime();
  private long heard = begun;
  private long written = begun;

  /// Whether the provider has said anything, and whether the client has got any of it.
  private boolean said;

  private boolean content;
  private AttemptResult.@Nullable Over result;

  public StreamedAnswer(
      Attempt call,
      ChatRequest request,
      UpstreamResponse upstream,
      ClientStream client,
      GatewayConfig config,
      ReasoningFields thoughtNames) {
    this.call = call;
    this.request = request;
    this.provider = call.offering().provider();
    this.upstream = upstream;
    this.client = client;
    this.config = config;
    this.thoughtNames = thoughtNames;
    this.chunks = new StreamChunks(call, request);
    this.received =
        new ReceivedAnswer(
            provider.dialect(), ProviderAnswer.mostBytes(config, request.operation()), chunks);
    this.rules = call.exchange().screen().orElse(null);
    this.screen = rules == null ? null : rules.answer().orElse(null);
    this.sample = call.exchange().answerSample().orElse(null);
    if (sample != null) {
      sample.begin();
    }
  }

  /// Relays until the end, which it leaves to be told to the client.
  public AttemptResult.Over relay() throws InterruptedException {
    call.deliveredAs(this::bill);
    while (result == null) {
      switch (upstream.next(patience())) {
        case UpstreamResponse.Event.Data(Buffer bytes) -> {
          received.take(bytes.getBytes());
          pass(null);
          stopIfBeyondHold();
        }
        case UpstreamResponse.Event.End() -> {
          received.end();
          pass(null);
        }
        case UpstreamResponse.Event.Broken(Throwable cause) -> {
          received.breakOff();
          pass(cause);
        }
        case UpstreamResponse.Event.GivenUp(UpstreamFailure.Kind kind) -> givenUp(kind);
        case UpstreamResponse.Event.Silence() -> {}
        case UpstreamResponse.Event.Begun() ->
            throw new IllegalStateException("An answer begins twice");
      }
      waitOn();
    }
    return result;
  }

  /// Until something is due, whatever the provider sends meanwhile.
  private Duration patience() {
    long now = System.nanoTime();
    long due = Math.min(written + config.keepAliveEvery().toNanos(), deadline());
    return Duration.ofNanos(Math.max(1_000_000, due - now));
  }

  /// The deadline of the provider. Only content of the answer counts: neither comments nor other
  /// keep-alives end the wait for it.
  private long deadline() {
    if (chunks.choices().areAllFinished()) {
      return heard + config.afterFinish().toNanos();
    }
    if (upstream.isReadOn()) {
      // How long an answer is read on is bounded by itself.
      return System.nanoTime() + config.afterHangUp().toNanos();
    }
    long silent = heard + config.stallTimeout().toNanos();
    return said ? silent : Math.min(silent, begun + config.responseTimeout().toNanos());
  }

  private void waitOn() throws InterruptedException {
    long now = System.nanoTime();
    if (result != null) {
      return;
    }
    if (now >= deadline() && (chunks.choices().areFinished() || received.isDocument())) {
      received.end();
      pass(null);
    } else if (now >= deadline()) {
      fail(
          new AttemptFailure(
              UpstreamErrors.timeout(provider), NextStep.ANOTHER_OFFERING, ProviderFailure.TIMEOUT),
          bill());
    } else if (now - written >= config.keepAliveEvery().toNanos()) {
      written = now;
      client.keepAlive(call);
    }
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

  /// Passes on what is known by now.
  ///
  /// @param broke why the connection broke; null if it did not
  private void pass(@Nullable Throwable broke) throws InterruptedException {
    StringBuilder frames = new StringBuilder();
    News next = received.next();
    while (next instanceof News.Piece piece) {
      pass(piece, frames);
      next = isBlocked() ? null : received.next();
    }
    flush(frames);
    if (result != null) {
      return;
    }
    if (isBlocked()) {
      blocked();
      return;
    }
    switch (next) {
      case News.Whole() -> end();
      case News.Cut() -> cut(broke);
      case News.Refused(JsonNode error) -> refused(error);
      case News.Unreadable(Fault fault) -> unreadable(fault);
      case News.Piece _ -> throw new IllegalStateException("A piece was not passed on");
      case null -> {}
    }
  }

  private void pass(News.Piece piece, StringBuilder frames) {
    thoughtNames.heard(call.offering(), piece.told().path("choices").path(0).path("delta"));
    piece.sent().ifPresent(chunk -> take(frames, chunk));
    if (!piece.late() || StreamChunks.hasWords(piece.told())) {
      heard = System.nanoTime();
    }
  }

  private void take(StringBuilder frames, ObjectNode chunk) {
    said = said || StreamChunks.hasContent(chunk);
    if (sample != null) {
      sample.chunk(chunk);
    }
    if (screen == null) {
      add(frames, chunk);
    } else {
      screen.take(chunk).forEach(passed -> add(frames, passed));
    }
  }

  private boolean isBlocked() {
    return screen != null && screen.isRefused();
  }

  /// Guardrails let no more of the answer pass. The provider is stopped, and what it has said is
  /// paid for.
  private void blocked() {
    if (rules == null || result != null) {
      return;
    }
    ApiError error = rules.refusal(Direction.OUTPUT);
    String requestId = call.exchange().requestId();
    result =
        new AttemptResult.BrokenOff(
            chunks.ending(200, null).blocked(error),
            bill(),
            null,
            () ->
                client.refuse(
                    error,
                    request.answers().error(chunks.errorChunk(error, requestId), error, requestId),
                    call));
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

  private void unreadable(Fault fault) {
    String what =
        switch (fault) {
          case NOT_JSON -> "The provider sent something that is not JSON.";
          case TOO_LARGE -> "The provider " + provider.name() + " sent an event that is too large.";
        };
    fail(
        new AttemptFailure(
            UpstreamErrors.unavailable(502, what, provider),
            NextStep.ANOTHER_OFFERING,
            ProviderFailure.UNUSABLE),
        reportedBill());
  }

  private void flush(StringBuilder frames) throws InterruptedException {
    if (frames.isEmpty() || result != null) {
      return;
    }
    call.firstByteCame();
    written = System.nanoTime();
    if (!client.write(frames.toString(), call)) {
      upstream.clientDisconnected();
    }
  }

  /// The answer is whole.
  private void end() throws InterruptedException {
    if (screen != null) {
      StringBuilder frames = new StringBuilder();
      screen.rest(StreamChunks.head(call)).forEach(passed -> add(frames, passed));
      flush(frames);
      if (isBlocked()) {
        blocked();
        return;
      }
    }
    upstream.finishReading();
    Bill bill = bill();
    result =
        new AttemptResult.Answered(
            chunks.ending(200, null),
            bill,
            () -> client.close(request.answers().end(chunks.usageChunk(bill)), call));
  }

  private void cut(@Nullable Throwable broke) {
    ApiError error =
        broke == null
            ? UpstreamErrors.unavailable(
                502, "The provider " + provider.name() + " ended its answer too early.", provider)
            : UpstreamErrors.of(new UpstreamFailure(UpstreamFailure.Kind.BROKEN, broke), provider);
    fail(new AttemptFailure(error, NextStep.ANOTHER_OFFERING, ProviderFailure.BROKEN), bill());
  }

  /// The provider says itself that it failed: before any content, that costs nothing.
  private void refused(JsonNode said) {
    fail(AttemptFailure.inBand(said, UpstreamErrors.inBand(said, provider)), null);
  }

  /// @param bill of an answer without content; null where nothing is owed for it
  private void fail(AttemptFailure failed, @Nullable Bill bill) {
    ApiError error = failed.error();
    Attempt.Ending ending = chunks.ending(error.status(), "provider_broke_off");
    if (!content) {
      result = new AttemptResult.Failed(ending, said ? bill() : bill, failed);
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
    boolean known = chunks.choices().areFinished() || kind == UpstreamFailure.Kind.NODE_STOPS;
    result =
        new AttemptResult.Disconnected(
            chunks.ending(200, "client_gone"), known ? bill() : mostBill());
  }

  private Bill bill() {
    return call.bounded(Bill.of(ReportedUsage.of(chunks.usage()), call.estimate(), this::counted));
  }

  /// What the provider itself charges for an answer that could not be used; null where it does not
  /// say.
  private @Nullable Bill reportedBill() {
    return chunks.hasUsage() ? bill() : null;
  }

  /// All that was held for the answer; of the prompt no more than the provider has counted.
  private Bill mostBill() {
    return promptTokens()
        .map(prompt ->
            call.bounded(
                Bill.of(
                    ReportedUsage.NONE,
                    call.estimate(),
                    () -> prompt.withCompletion(call.granted().outputTokens()))))
        .orElseGet(call::mostBill);
  }

  private TokenUsage counted() {
    return promptTokens()
        .map(prompt -> prompt.withCompletion(chunks.delivered().tokens()))
        .orElseGet(() -> chunks.delivered().after(TokenCounter.ofMessages(request)));
  }

  private Optional<TokenUsage> promptTokens() {
    return ReportedUsage.of(chunks.promptUsage()).tokens();
  }
}
