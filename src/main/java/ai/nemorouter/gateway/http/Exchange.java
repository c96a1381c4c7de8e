package ai.nemorouter.gateway.http;

import ai.nemorouter.gateway.screening.AnswerSample;
import ai.nemorouter.gateway.screening.RequestScreen;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.limit.engine.Settlement.Status;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.http.bounds.ByteBudget;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// One request of a client and the way to answer it: its identifiers, its clock, its body, its
/// response. Safe to use from a virtual thread.
public final class Exchange {
  private static final String ATTRIBUTE = Exchange.class.getName();
  private static final byte[] NOTHING = {};
  private static final int WRITTEN_AT_ONCE = 64 * 1024;

  /// How much memory each byte of an answer takes: as it came, parsed, and as it goes.
  private static final int ANSWER_GROWTH = 4;

  private static final long READ_MS = 30_000;
  private static final long READ_RATE = 128 * 1024;
  private static final long KEY_FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final RoutingContext context;
  private UUID id = Ids.next();
  private final long startedNanos = System.nanoTime();
  private byte[] body = NOTHING;
  private ByteBudget.@Nullable Share memory;
  private @Nullable KeyIdentity key;
  private long keySeenNanos;
  private volatile boolean paid;
  private final RequestSender sender = new RequestSender();
  private @Nullable RequestScreen screen;
  private @Nullable AnswerSample answerSample;
  private volatile @Nullable Outcome outcome;
  private long answerBytes;
  private volatile BiFunction<ApiError, String, ObjectNode> errors = ApiError::body;
  private volatile boolean gone;
  private final List<Runnable> whenGone = new CopyOnWriteArrayList<>();

  /// How a request ended, in the record's words.
  public record Outcome(String operation, Status status) {}

  private Exchange(RoutingContext context) {
    this.context = context;
  }

  /// The exchange of this request: the same one however often a request is routed anew.
  public static Exchange of(RoutingContext context) {
    Exchange known = context.get(ATTRIBUTE);
    if (known != null) {
      return known;
    }
    Exchange exchange = new Exchange(context);
    context.put(ATTRIBUTE, exchange);
    context.addEndHandler(ended -> {
      if (ended.failed()) {
        exchange.clientDisconnected();
      }
    });
    return exchange;
  }

  public UUID id() {
    return id;
  }

  /// Before anybody was told another one.
  public void id(UUID known) {
    id = known;
  }

  /// The name of the request in headers and errors.
  public String requestId() {
    return "req_" + hex();
  }

  private String hex() {
    return id.toString().replace("-", "");
  }

  /// An attempt ended so, or was refused; the last one that was not refused decides for the
  /// request.
  public void ended(Outcome attempt) {
    if (attempt.status() != Status.REFUSED || outcome == null) {
      outcome = attempt;
    }
  }

  /// Null where nothing is recorded of the request.
  @Nullable Outcome outcome() {
    return outcome;
  }

  public int elapsedMs() {
    return (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
  }

  public @Nullable String header(String name) {
    return context.request().getHeader(name);
  }

  public RequestSender sender() {
    return sender;
  }

  /// The path without its query.
  public String path() {
    return context.normalizedPath();
  }

  /// The value of a parameter of the query; null where it is absent.
  public @Nullable String query(String name) {
    List<String> values = context.queryParam(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  /// What stands in the path where its route says `:name`; null where it says no such thing.
  public @Nullable String pathParameter(String name) {
    return context.pathParam(name);
  }

  public byte[] body() {
    return body;
  }

  void body(byte[] received) {
    body = received;
  }

  /// Lets go of the body once it is parsed: what a call is about is in its request from then on.
  public void bodyWasRead() {
    body = NOTHING;
  }

  /// What the request takes of the node's memory until it is answered.
  void memory(ByteBudget.Share share) {
    memory = share;
  }

  ByteBudget.@Nullable Share memory() {
    return memory;
  }

  /// Takes memory for an answer that has so many bytes by now. Small ones are not counted.
  ///
  /// @return false if there is none
  public boolean hasRoomForAnswer(long bytes) {
    ByteBudget.Share taken = memory;
    if (bytes <= WRITTEN_AT_ONCE || bytes <= answerBytes || taken == null) {
      return true;
    }
    boolean room = taken.take((bytes - answerBytes) * ANSWER_GROWTH) == ByteBudget.Answer.TAKEN;
    answerBytes = room ? bytes : answerBytes;
    return room;
  }

  /// Remembers whose request it is.
  void key(KeyIdentity identified) {
    key = identified;
    keySeenNanos = System.nanoTime();
  }

  /// Whose request it is, if that was found out just now: a body may take long to arrive.
  public Optional<KeyIdentity> freshKey() {
    return Optional.ofNullable(key).filter(_ -> System.nanoTime() - keySeenNanos < KEY_FRESH_NANOS);
  }

  @Nullable KeyIdentity key() {
    return key;
  }

  /// Whether a hold was granted, so that limits count the request.
  boolean isPaid() {
    return paid;
  }

  public void paid() {
    paid = true;
  }

  /// From now on its answer is under these rules. The answer is to be kept as a sample.
  public void answerSample(AnswerSample taking) {
    answerSample = taking;
  }

  /// Empty where the answer is not to be kept as a sample.
  public Optional<AnswerSample> answerSample() {
    return Optional.ofNullable(answerSample);
  }

  public void screen(RequestScreen newScreen) {
    screen = newScreen;
  }

  /// The rules that the call is under, if there are any.
  public Optional<RequestScreen> screen() {
    return Optional.ofNullable(screen);
  }

  /// Tells the caller what guardrails made of the call until now, without naming a rule.
  public void tellPosture() {
    if (screen != null) {
      headers().guardrails(screen.posture());
    }
  }

  /// How errors are worded from here on.
  void errors(BiFunction<ApiError, String, ObjectNode> newErrors) {
    errors = newErrors;
  }

  public HttpServerRequest request() {
    return context.request();
  }

  public HttpServerResponse response() {
    return context.response();
  }

  public AnswerHeaders headers() {
    return new AnswerHeaders(context.response());
  }

  /// Whether the client has hung up.
  public boolean isDisconnected() {
    return gone;
  }

  /// Runs `action` once the client hangs up: at once if it has already.
  public void whenGone(Runnable action) {
    whenGone.add(action);
    if (gone) {
      action.run();
    }
  }

  /// Forgets an action that is of no use any more.
  void noLonger(Runnable action) {
    whenGone.remove(action);
  }

  /// Waits.
  ///
  /// @return false if the client hung up meanwhile
  public boolean pause(Duration time) throws InterruptedException {
    CountDownLatch hungUp = new CountDownLatch(1);
    Runnable letGo = hungUp::countDown;
    whenGone(letGo);
    try {
      return !hungUp.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      noLonger(letGo);
    }
  }

  private void clientDisconnected() {
    gone = true;
    whenGone.forEach(Runnable::run);
  }

  public void answer(JsonNode node) {
    answer(200, node);
  }

  /// Turns the request down. An answer that has begun is cut off; a client that is gone is told
  /// nothing.
  public void refuse(ApiError error) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      hangUp();
      return;
    }
    error.headers().forEach(response::putHeader);
    tellPosture();
    answer(error.status(), errors.apply(error, requestId()));
  }

  private void answer(int status, JsonNode node) {
    answer(status, "application/json", Buffer.buffer(Json.write(node)));
  }

  public void answer(String contentType, Buffer bytes) {
    answer(200, contentType, bytes);
  }

  private void answer(int status, String contentType, Buffer bytes) {
    HttpServerResponse response = context.response();
    if (response.closed()) {
      return;
    }
    ApiError full = bytes.length() > WRITTEN_AT_ONCE ? noRoomToAnswer(bytes.length()) : null;
    if (full != null) {
      refuse(full);
      return;
    }
    response.setStatusCode(status).putHeader("content-type", contentType);
    Future<Void> written = response.end(bytes);
    finish(written);
    if (bytes.length() > WRITTEN_AT_ONCE) {
      awaitWritten(written, bytes.length());
    }
  }

  /// Why a request without a key gets no large answer, as a list of all models: others whose
  /// answers are not read yet came from the same address. What a key gets was counted as it was
  /// read.
  private @Nullable ApiError noRoomToAnswer(int length) {
    ByteBudget.Share taken = memory;
    return key != null || taken == null ? null : Bodies.refusal(taken.take(length));
  }

  /// A large answer stays in memory until the client has read it: one that does not is cut off.
  private void awaitWritten(Future<Void> written, int length) {
    CountDownLatch done = new CountDownLatch(1);
    written.onComplete(_ -> done.countDown());
    try {
      if (!done.await(READ_MS + length * 1_000L / READ_RATE, TimeUnit.MILLISECONDS)) {
        hangUp();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until the client has taken what was written, so that a slow reader holds up its provider
  /// and not our memory.
  ///
  /// @return false if it has not within the time
  public boolean awaitReader(long timeoutMs) throws InterruptedException {
    HttpServerResponse response = context.response();
    if (!response.writeQueueFull()) {
      return true;
    }
    CountDownLatch drained = new CountDownLatch(1);
    Runnable letGo = drained::countDown;
    response.drainHandler(_ -> drained.countDown());
    whenGone(letGo);
    try {
      return !response.writeQueueFull() || drained.await(timeoutMs, TimeUnit.MILLISECONDS);
    } finally {
      noLonger(letGo);
    }
  }

  /// Ends the connection of a client that does not read.
  public void hangUp() {
    finish(context.request().connection().close());
  }

  /// A write to a client that has just gone fails; `whenGone` has told of it.
  public static void finish(Future<Void> write) {
    write.onFailure(_ -> {});
  }
}
