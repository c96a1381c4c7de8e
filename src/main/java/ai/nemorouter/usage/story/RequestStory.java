package ai.nemorouter.usage.story;

import ai.nemorouter.catalog.price.PriceVersion;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// One request from its key to its charge, as far as it is recorded.
///
/// @param attempts in the order in which they were made
/// @param limits that it was reserved on
/// @param prices by their numbers
public record RequestStory(
    RequestDetail request,
    List<RecordedAttempt> attempts,
    List<CountedLimit> limits,
    Map<Long, PriceVersion> prices) {
  public RequestStory {
    attempts = List.copyOf(attempts);
    limits = List.copyOf(limits);
    prices = Map.copyOf(prices);
  }

  /// What a request goes through, in this order.
  public enum Stage {
    KEY,
    POLICY,
    MODEL,
    GUARDRAILS,
    RESERVATION,
    SENT
  }

  public String summary() {
    return RequestSentence.of(request, attempts);
  }

  /// Those that came to a provider, or would have after another one failed.
  public List<StoryStep> legs() {
    return request.isRefused() && attempts.size() < 2 ? List.of() : StoryStep.of(attempts);
  }

  /// Of the attempts that cost something or might have.
  public List<Charge> charges() {
    return IntStream.range(0, attempts.size())
        .mapToObj(index -> charge(index + 1, attempts.get(index)))
        .filter(charge -> charge.attempt().costSource() != null || !charge.charged().isZero())
        .toList();
  }

  private Charge charge(int number, RecordedAttempt attempt) {
    Long priceId = attempt.priceId();
    return Charge.of(number, attempt, priceId == null ? null : prices.get(priceId));
  }

  /// Where it was refused; `SENT` where it was not.
  private Stage end() {
    if (!request.isRefused()) {
      return Stage.SENT;
    }
    Refusal refusal = request.refusal();
    return refusal == null ? Refusal.stage(request.reason()) : refusal.stage();
  }

  /// Whether it came to that, and went on from there.
  ///
  /// @param stage the name of one
  public boolean passed(String stage) {
    return Stage.valueOf(stage).compareTo(end()) < 0;
  }

  /// Whether it was refused there.
  public boolean stopped(String stage) {
    return request.isRefused() && Stage.valueOf(stage) == end();
  }

  public boolean reached(String stage) {
    return passed(stage) || stopped(stage);
  }
}
