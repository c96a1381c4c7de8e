package ai.nemorouter.benchmark;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.gateway.cost.Estimate;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.limit.engine.HoldRange;
import ai.nemorouter.money.Money;
import java.math.BigInteger;

/// One call of the sample: what it asks, what both bounds hold for it, and what it truly takes.
///
/// @param truePromptTokens what the provider will count
/// @param wantedOutput how long the answer gets if nobody cuts it short
/// @param now the estimate as the gateway makes it
/// @param before the bound that it replaced: a token per byte and 50,000 per image
record SampleCall(
    ChatRequest request,
    Offering offering,
    Price price,
    long truePromptTokens,
    long wantedOutput,
    Estimate now,
    Bound before) {

  /// What a hold asks for.
  record Bound(Money input, Money outputRate, long leastOutput, long mostOutput) {
    static Bound of(Estimate estimate) {
      return new Bound(
          estimate.input(), estimate.outputRate(), estimate.leastOutput(), estimate.mostOutput());
    }

    Money amountFor(long output) {
      return new HoldRange(input, outputRate, 0, leastOutput, mostOutput, Money.ZERO, 0)
          .cost(output);
    }

    /// The output that is granted where so much is left: zero for a refusal.
    long granted(Money left) {
      if (amountFor(leastOutput).compareTo(left) > 0) {
        return 0;
      }
      if (outputRate.isZero()) {
        return mostOutput;
      }
      BigInteger affordable =
          BigInteger.valueOf(left.minus(input).nanos())
              .multiply(BigInteger.valueOf(1_000_000))
              .divide(BigInteger.valueOf(outputRate.nanos()));
      return affordable.min(BigInteger.valueOf(mostOutput)).longValueExact();
    }
  }

  Estimate estimateAgain() {
    return Estimate.of(request, offering, price);
  }

  boolean hasCeiling() {
    return request.outputCeiling().isPresent();
  }

  Bound boundNow() {
    return Bound.of(now);
  }

  /// What the provider charges if the answer may have so many tokens.
  Money settled(long output) {
    return price.cost(TokenUsage.of(truePromptTokens, Math.min(output, wantedOutput)));
  }

  Money settledInput() {
    return settled(0);
  }
}
