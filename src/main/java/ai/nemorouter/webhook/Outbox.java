package ai.nemorouter.webhook;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// What a feature has to send. `OutboxRunner` sends it.
///
/// @param waiting which of its rows `o` are to be sent once it is time, in SQL
/// @param timeout how long one attempt may take
/// @param prepare what is to be sent for a row; empty where nothing is any more. In a transaction
///   about its organization, which is over before anything is sent
/// @param book writes down what became of it, in another such transaction, unless the lease has
///   passed to another node since
public record Outbox<R extends OutboxRow>(
    Class<R> rows,
    String waiting,
    Duration timeout,
    Function<R, Optional<Sending>> prepare,
    BiConsumer<R, DeliveryResult> book) {
  /// One attempt to send a message, outside any transaction.
  @FunctionalInterface
  public interface Sending {
    DeliveryResult send();
  }
}
