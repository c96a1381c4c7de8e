package ai.nemorouter.gateway.flow;

import ai.nemorouter.gateway.cost.Bill;
import ai.nemorouter.gateway.flow.Attempt.Ending;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.provider.health.ProviderFailure;
import org.jspecify.annotations.Nullable;

/// What became of one attempt. The code that finds it out only says so: `AttemptRun` books it,
/// tells the `Passage`, and lets the client have what is left to say, in this order.
public sealed interface AttemptResult {

  /// A call that is over.
  sealed interface Over extends AttemptResult {
    Ending ending();

    /// What it cost, if the request was sent; null where nothing is owed. For one that was not sent
    /// nothing is owed whatever stands here.
    @Nullable Bill bill();
  }

  /// @param reply gives the client the answer, or what is left of it
  record Answered(Ending ending, Bill bill, Runnable reply) implements Over {}

  /// The provider broke off after the client got content.
  ///
  /// @param reply tells the client
  record BrokenOff(
      Ending ending, @Nullable Bill bill, @Nullable ProviderFailure provider, Runnable reply)
      implements Over {}

  /// Nothing of any use came from the provider.
  record Failed(Ending ending, @Nullable Bill bill, AttemptFailure failure) implements Over {}

  /// The client hung up, and the provider did not come to an end.
  record Disconnected(Ending ending, Bill bill) implements Over {}

  /// Nothing was held for it, so nothing was sent. That is recorded already.
  ///
  /// @param narrow whether that is for a limit on this model or provider alone, so that another may
  ///   do
  record Refused(ApiError error, boolean narrow) implements AttemptResult {}
}
