package ai.nemorouter.gateway.http;

import ai.nemorouter.gateway.admission.Admission;
import ai.nemorouter.gateway.admission.Identification;
import ai.nemorouter.gateway.admission.Refusals;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.platform.http.ClientAddress;
import ai.nemorouter.platform.http.bounds.ByteBudget;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.provider.dialect.Operation;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Decides who gets to send a body, before its first byte is read: without a key that is live, and
/// used from where it may be, nothing of the node's memory is taken. Works on the event loop; a key
/// that was not used in the last two seconds is looked up in a thread of its own meanwhile.
@ApplicationScoped
class RequestIntake {
  /// The largest body of a request that needs neither a key nor a body.
  static final long OPEN_BYTES_MAX = 16 * 1024;

  private final Vertx vertx;
  private final Identification identification;
  private final Admission admission;
  private final ClientAddress clientAddress;
  private final Refusals refusals;
  private final UnpaidWork unpaid;
  private final Bodies bodies;
  private final ErrorAnswers faults;
  private final RequestCounters counters;

  RequestIntake(
      Vertx vertx,
      Identification identification,
      Admission admission,
      ClientAddress clientAddress,
      Refusals refusals,
      UnpaidWork unpaid,
      Bodies bodies,
      ErrorAnswers faults,
      RequestCounters counters) {
    this.vertx = vertx;
    this.identification = identification;
    this.admission = admission;
    this.clientAddress = clientAddress;
    this.refusals = refusals;
    this.unpaid = unpaid;
    this.bodies = bodies;
    this.faults = faults;
    this.counters = counters;
  }

  /// Looks up who sent a request, before any header names the request.
  void recognize(Exchange exchange) {
    identification.recognize(exchange);
  }

  /// Lets a request in that needs a key, and reads its body.
  ///
  /// @param operation what it asks for, so that the refusal of a known key is recorded; null where
  ///   requests are not recorded
  /// @param threads for what has to wait
  /// @param whole goes on with the body, on the event loop
  void admit(
      Exchange exchange, @Nullable Operation operation, Executor threads, Consumer<byte[]> whole) {
    try {
      Optional<KeyIdentity> known = identification.atHand(exchange);
      if (known.isPresent() && refusal(exchange, known.get()) == null) {
        enter(exchange, known.get(), whole);
        return;
      }
    } catch (ApiException e) {
      BodyReader.refuse(vertx, exchange, e.error());
      return;
    }
    Context eventLoop = vertx.getOrCreateContext();
    threads.execute(() -> lookUp(exchange, operation, eventLoop, whole));
  }

  /// Reads the body of a request that needs no key, and no body either.
  void admitOpen(Exchange exchange, Consumer<byte[]> whole) {
    read(exchange, bodies.open(clientAddress.of(exchange.request())), OPEN_BYTES_MAX, whole);
  }

  private void lookUp(
      Exchange exchange, @Nullable Operation operation, Context eventLoop, Consumer<byte[]> whole) {
    try {
      KeyIdentity key = identification.ofCall(exchange);
      ApiError error = refusal(exchange, key);
      if (error == null) {
        eventLoop.runOnContext(_ -> enter(exchange, key, whole));
      } else {
        if (operation != null) {
          refusals.record(exchange.id(), exchange, key, Refusals.unread(operation), error);
          counters.request(exchange);
        }
        eventLoop.runOnContext(_ -> BodyReader.refuse(vertx, exchange, error));
      }
    } catch (Throwable e) {
      ApiError error = faults.error(exchange, e);
      eventLoop.runOnContext(_ -> BodyReader.refuse(vertx, exchange, error));
    }
  }

  private @Nullable ApiError refusal(Exchange exchange, KeyIdentity key) {
    // Whether it has expired is left to the hold, which goes by the database's clock.
    ApiError error = Identification.refusal(key, Instant.EPOCH);
    return error == null ? admission.ofAddress(exchange, key) : error;
  }

  private void enter(Exchange exchange, KeyIdentity key, Consumer<byte[]> whole) {
    ApiError wait = unpaid.refusal(key.keyId());
    if (wait != null) {
      BodyReader.refuse(vertx, exchange, wait);
      return;
    }
    exchange.key(key);
    read(exchange, bodies.open(key), bodies.most(), whole);
  }

  private void read(Exchange exchange, ByteBudget.Share memory, long most, Consumer<byte[]> whole) {
    exchange.memory(memory);
    new BodyReader(vertx, exchange, bodies, memory, most).read(whole);
  }
}
